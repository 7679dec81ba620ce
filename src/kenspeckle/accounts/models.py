import uuid
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from kenspeckle.accounts.claims import ClaimDefinition


class People(BaseUserManager["Person"]):
    """How Django and django-allauth make people."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Person":
        """Create a person with a lower-cased address; without a password they sign in by code."""
        person = self.model(email=email.lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=(username or "").lower())


class Person(AbstractBaseUser):
    """Someone with an account. `display_name` is what awards and certificates say."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(unique=True)
    display_name = models.CharField(_("your name as it should appear on awards"), max_length=100)
    is_active = models.BooleanField(default=True)
    is_demonstration = models.BooleanField(default=False)
    joined_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = People()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_person_per_address")]

    def __str__(self) -> str:
        return self.display_name or self.email


class ClaimKind(models.Model):
    """A kind of private claim, as the programme defines it (`claims.ClaimDefinition`).

    One that a programme no longer has is kept for the claims that were made, and asked no more.
    """

    code = models.SlugField(max_length=60, unique=True)
    position = models.PositiveSmallIntegerField()
    content = models.JSONField()
    is_asked = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "code"]

    @cached_property
    def definition(self) -> ClaimDefinition:
        """The definition that `content` holds."""
        return ClaimDefinition.model_validate(self.content)


class RegisterPart(models.TextChoices):
    """The four parts of the register since June 2024."""

    SOCIAL_WORKER = "social-worker", _("Social workers")
    SOCIAL_WORK_STUDENT = "social-work-student", _("Social work students")
    SOCIAL_CARE = "social-care", _("Social care workforce")
    CHILDREN = "children-young-people", _("Children and young people workforce")


class Registration(models.Model):
    """A private claim: this person is on this part of the register under this number."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="registrations")
    part = models.CharField(max_length=30, choices=RegisterPart)
    number = models.CharField(_("registration number"), max_length=20)
    stated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "part"], name="one_claim_per_register_part")
        ]


class PracticeClaim(models.Model):
    """Private claims of people who work in social services without being registered."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="practice")
    childminder = models.BooleanField(_("I am a childminder"), default=False)
    service_number = models.CharField(
        _("Care Inspectorate service number"), max_length=20, blank=True
    )
    personal_assistant = models.BooleanField(_("I am a personal assistant"), default=False)
    stated_at = models.DateTimeField()
