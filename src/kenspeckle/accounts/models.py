import uuid
from typing import TYPE_CHECKING, Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Lower
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from kenspeckle.accounts.claims import ClaimDefinition, StatedClaim

if TYPE_CHECKING:
    from kenspeckle.accounts.sessions import SessionStore


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
    """Someone with an account. `display_name` is what awards and certificates say.

    An erased person is a dated tombstone: what refers to them says that there was somebody, not who.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(unique=True)
    display_name = models.CharField(_("your name as it should appear on awards"), max_length=100)
    is_active = models.BooleanField(default=True)
    is_demonstration = models.BooleanField(default=False)
    joined_at = models.DateTimeField(auto_now_add=True)
    erased_at = models.DateTimeField(null=True)
    erased_because = models.CharField(max_length=200, blank=True)

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

    Several programmes may share a database: `programme` is the name of the one that asks for it. One
    that its programme no longer has is kept for the claims that were made, and asked no more.
    """

    programme = models.CharField(max_length=200)
    code = models.SlugField(max_length=60, unique=True)
    position = models.PositiveSmallIntegerField()
    content = models.JSONField()
    is_asked = models.BooleanField(default=True)

    class Meta:
        ordering = ["programme", "position", "code"]

    @cached_property
    def definition(self) -> ClaimDefinition:
        """The definition that `content` holds."""
        return ClaimDefinition.model_validate(self.content)


class Claim(models.Model):
    """What a person states privately about themselves. `each` is the choice that it is about, if any."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="claims")
    kind = models.ForeignKey(ClaimKind, on_delete=models.PROTECT, related_name="claims")
    each = models.SlugField(max_length=60, blank=True)
    values = models.JSONField(default=dict)
    stated_at = models.DateTimeField()

    class Meta:
        ordering = ["kind__programme", "kind__position", "each"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "each"], name="one_claim_of_a_kind_for_each_choice"
            )
        ]

    @property
    def stated(self) -> StatedClaim:
        """The claim as it is stated."""
        return StatedClaim(self.kind.definition, self.values)


class Session(AbstractBaseSession):
    """A browser's visit, and whose it is once they have signed in.

    Its content may hold an address that somebody is signing in with; `person` says whose to end when
    they have their account erased.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, null=True, related_name="+")

    @classmethod
    def get_session_store_class(cls) -> "type[SessionStore]":
        """Return the store that reads and writes these rows."""
        from kenspeckle.accounts.sessions import SessionStore

        return SessionStore
