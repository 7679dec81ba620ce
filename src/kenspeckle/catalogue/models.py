from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Terms(models.Model):
    """What an applicant agrees to, as one issuer words it in one version."""

    issuer = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="terms"
    )
    version = models.CharField(max_length=20)
    clauses = models.JSONField(help_text="A list of sentences.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "version"], name="one_terms_per_version")
        ]


class Series(models.Model):
    """Badges made from one template, a family in look and rules."""

    slug = models.SlugField(max_length=60, unique=True)
    issuer = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="series"
    )
    name = models.CharField(max_length=150)
    summary = models.TextField()
    position = models.PositiveSmallIntegerField(default=0)
    art = models.JSONField(default=dict, help_text="Shape, colours and arc of the artwork.")

    class Meta:
        verbose_name_plural = "series"
        ordering = ["position", "slug"]

    def __str__(self) -> str:
        return self.name


class Badge(models.Model):
    """A badge through all its versions; `current` is the one that people apply for now."""

    slug = models.SlugField(max_length=80, unique=True)
    number = models.CharField(max_length=20, unique=True, null=True)  # noqa: DJ001 (null is "none")
    issuer = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="badges"
    )
    series = models.ForeignKey(Series, on_delete=models.PROTECT, null=True, related_name="badges")
    position = models.PositiveSmallIntegerField(default=0)
    current = models.OneToOneField(
        "BadgeVersion", on_delete=models.PROTECT, null=True, related_name="current_of"
    )
    closed_on = models.DateField(null=True)
    successor = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="predecessors"
    )

    class Meta:
        ordering = ["series__position", "position", "slug"]

    def __str__(self) -> str:
        return self.slug


class Audience(models.TextChoices):
    """Who may apply."""

    EVERYONE = "everyone", _("Open to everyone")
    SOCIAL_SERVICES = "social-services", _("Anyone working in social services")
    REGISTRANTS = "registrants", _("People on the named parts of the register")


class Per(models.TextChoices):
    """The period that a frequency rule counts in (Europe/London)."""

    EVER = "ever", _("ever")
    YEAR = "calendar-year", _("calendar year")
    MONTH = "calendar-month", _("calendar month")


class Counted(models.TextChoices):
    """What a frequency rule counts: this badge, or every badge of the series together."""

    BADGE = "badge", _("this badge")
    SERIES = "series", _("the series")


class AIPolicy(models.TextChoices):
    """What a badge says about generative AI."""

    BANNED = "banned", _("Not allowed")
    DECLARED = "allowed-declared", _("Allowed within the rules, and declared")
    NOT_STATED = "not-stated", _("No rule stated")


class BadgeVersion(models.Model):
    """One published wording of a badge. The database refuses to change or delete it.

    `digest` is the SHA-256 of the whole content (criteria, alignments, prerequisites, terms too).
    """

    badge = models.ForeignKey(Badge, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    published_at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=150)
    summary = models.TextField()
    description = models.TextField(help_text="Markdown.")
    audience = models.CharField(max_length=20, choices=Audience)
    register_parts = ArrayField(models.CharField(max_length=30), default=list)
    times = models.PositiveSmallIntegerField(default=1)
    per = models.CharField(max_length=15, choices=Per, default=Per.EVER)
    counted = models.CharField(max_length=10, choices=Counted, default=Counted.BADGE)
    opens_on = models.DateField(null=True)
    closes_on = models.DateField(null=True)
    min_words = models.PositiveSmallIntegerField(help_text="The sum of the questions' minimums.")
    max_words = models.PositiveSmallIntegerField(null=True)
    ai_policy = models.CharField(max_length=20, choices=AIPolicy)
    evidence = models.JSONField(default=list, help_text='Kinds accepted: "written", "link".')
    evidence_note = models.TextField(blank=True)
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="versions")
    art = models.JSONField(default=dict, help_text="Glyph, ribbon and what the series leaves open.")
    search_text = models.TextField(help_text="Words of criteria, elements and series, for search.")
    search = models.GeneratedField(
        expression=SearchVector("name", weight="A", config="english")
        + SearchVector("summary", weight="B", config="english")
        + SearchVector("description", "search_text", weight="C", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        ordering = ["badge", "number"]
        indexes = [GinIndex(fields=["search"], name="badge_version_search")]
        constraints = [
            models.UniqueConstraint(fields=["badge", "number"], name="one_badge_version_number"),
            models.CheckConstraint(
                condition=Q(max_words=None) | Q(max_words__gte=F("min_words")),
                name="version_maximum_not_under_minimum",
            ),
            models.CheckConstraint(
                condition=Q(opens_on=None) | Q(closes_on=None) | Q(closes_on__gte=F("opens_on")),
                name="version_closes_after_it_opens",
            ),
            models.CheckConstraint(condition=Q(times__gte=1), name="version_times_at_least_one"),
        ]

    def __str__(self) -> str:
        return self.name


class CriterionKind(models.TextChoices):
    """What a criterion asks for."""

    TASK = "task", _("Do")
    QUESTION = "question", _("Tell us")
    DECLARATION = "declaration", _("Confirm")
    ATTACHMENT = "attachment", _("Attach")


class Criterion(models.Model):
    """One thing that an application must show, in its order."""

    version = models.ForeignKey(BadgeVersion, on_delete=models.PROTECT, related_name="criteria")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=CriterionKind)
    title = models.CharField(max_length=150)
    text = models.TextField()
    guidance = models.JSONField(default=list, help_text="A list of prompts.")
    required = models.BooleanField(default=True)
    min_words = models.PositiveSmallIntegerField(null=True)
    max_words = models.PositiveSmallIntegerField(null=True)
    minutes = models.PositiveSmallIntegerField(null=True)
    url = models.URLField(blank=True)

    class Meta:
        ordering = ["version", "position"]
        verbose_name_plural = "criteria"
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="one_criterion_per_place"),
            models.CheckConstraint(
                condition=Q(max_words=None) | Q(min_words=None) | Q(max_words__gte=F("min_words")),
                name="criterion_maximum_not_under_minimum",
            ),
        ]


class Alignment(models.Model):
    """A badge version recognises learning under this element."""

    version = models.ForeignKey(BadgeVersion, on_delete=models.PROTECT, related_name="alignments")
    element = models.ForeignKey("frameworks.Element", on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "element"], name="one_alignment_per_element")
        ]


class Prerequisite(models.Model):
    """A badge to hold first: needed when `hard`, else recommended."""

    version = models.ForeignKey(
        BadgeVersion, on_delete=models.PROTECT, related_name="prerequisites"
    )
    badge = models.ForeignKey(Badge, on_delete=models.PROTECT, related_name="needed_by")
    hard = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "badge"], name="one_prerequisite_per_badge")
        ]
