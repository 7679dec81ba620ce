from django.db import models


class Framework(models.Model):
    """A set of elements that badges align to, as it stood in one version."""

    slug = models.SlugField(max_length=60)
    version = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    group = models.CharField(max_length=200, help_text="Whom it is for.")
    url = models.URLField(blank=True)
    note = models.TextField(blank=True, help_text="What is doubtful about this version.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["slug", "version"], name="one_framework_per_version")
        ]

    def __str__(self) -> str:
        return self.name


class Element(models.Model):
    """A core learning element, a capability or a standard of one framework."""

    framework = models.ForeignKey(Framework, on_delete=models.PROTECT, related_name="elements")
    code = models.SlugField(max_length=60)
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    must_include = models.JSONField(default=list, help_text="Sub-requirements, in words.")
    doubt = models.TextField(blank=True, help_text="What is not confirmed about this element.")

    class Meta:
        ordering = ["framework", "position"]
        constraints = [
            models.UniqueConstraint(fields=["framework", "code"], name="one_element_per_code")
        ]

    def __str__(self) -> str:
        return self.name
