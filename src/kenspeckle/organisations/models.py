from django.db import models
from django.db.models import F, Func, TextField, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


def _plain(name: str) -> Func:
    """A name as names are compared: letters and digits alone, small, without "The" and "Limited".

    So "The Brae House Ltd." and "Brae House" are one employer.
    """
    return _without(_without(Lower(F(name)), _COMPANY), "[^[:alnum:]]+")


_COMPANY = r"^\s*the\s|\y(limited|ltd|plc|llp|cic)\y"


def _without(text: models.Expression, pattern: str) -> Func:
    parts = (text, Value(pattern), Value(""), Value("g"))
    return Func(*parts, function="regexp_replace", output_field=TextField())


class Organisation(models.Model):
    """An issuer of badges, an employer, or both.

    `palette` holds the colours of its artwork; `stopped_signing_at` is the stop-signing switch.
    `awards_outlive_accounts` says whether somebody whose account is erased may keep their awards.
    `base_url` is where what it publishes is found; blank means at the installation's own address.
    """

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=150)
    name_key = models.GeneratedField(
        expression=_plain("name"), output_field=TextField(), db_persist=True
    )
    blurb = models.TextField()
    url = models.URLField(blank=True)
    email = models.EmailField(blank=True)
    base_url = models.URLField(blank=True)
    is_issuer = models.BooleanField(default=False)
    is_employer = models.BooleanField(default=False)
    palette = models.JSONField(default=dict)
    awards_outlive_accounts = models.BooleanField(default=True)
    stopped_signing_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    """What a member may do: lead and assessor of an issuer, manager of an employer, owner of either."""

    LEAD = "lead", _("Programme lead")
    ASSESSOR = "assessor", _("Assessor")
    MANAGER = "manager", _("Manager")
    OWNER = "owner", _("Owner")


class Membership(models.Model):
    """A person's role in an organisation, for a time."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="memberships"
    )
    person = models.ForeignKey(
        "accounts.Person", on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=10, choices=Role)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "person", "role"],
                condition=models.Q(until=None),
                name="one_live_membership_per_role",
            )
        ]


class Employment(models.Model):
    """A private claim: where this person works or worked, as what, and from which day to which.

    An employer that we do not know is kept as a name only; `employer_key` is it as names are compared.
    What was stated stays: another employer begins a new row on the day it is stated.
    """

    person = models.ForeignKey(
        "accounts.Person", on_delete=models.CASCADE, related_name="employments"
    )
    employer = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, related_name="employments"
    )
    employer_name = models.CharField(_("name of your employer"), max_length=150)
    employer_key = models.GeneratedField(
        expression=_plain("employer_name"), output_field=TextField(), db_persist=True
    )
    job_role = models.CharField(_("your role"), max_length=100)
    since = models.DateField()
    until = models.DateField(null=True)
    stated_at = models.DateTimeField()

    class Meta:
        ordering = ["person", "since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=models.Q(until=None),
                name="one_present_employment",
            ),
            models.CheckConstraint(
                condition=models.Q(until=None) | models.Q(until__gte=models.F("since")),
                name="employment_ends_after_it_begins",
            ),
        ]
