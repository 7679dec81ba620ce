from datetime import date

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from kenspeckle.catalogue.schema.badge import CriterionFacts, CriterionKind, VersionFacts
from kenspeckle.kernel.clock import london_date

KINDS = [
    (CriterionKind.TASK.value, _("Do")),
    (CriterionKind.QUESTION.value, _("Tell us")),
    (CriterionKind.DECLARATION.value, _("Confirm")),
    (CriterionKind.ATTACHMENT.value, _("Attach")),
    (CriterionKind.COMPETENCES.value, _("Show")),
]


class Terms(models.Model):
    """What an applicant agrees to, as one issuer words it in one version; an issuer may have several."""

    issuer = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="terms"
    )
    code = models.SlugField(max_length=60, default="terms")
    version = models.CharField(max_length=20)
    clauses = models.JSONField(help_text="A list of sentences.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "code", "version"], name="one_terms_per_version"
            )
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
    """A badge through all its versions; `current` is the one that people apply for now.

    `programme` is the name of the programme whose files it was loaded from.
    """

    slug = models.SlugField(max_length=80, unique=True)
    programme = models.CharField(max_length=200)
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


# Facts of versions by the digest of what they say, as this process has read them.
_READ: dict[str, VersionFacts] = {}


class BadgeVersion(models.Model):
    """One published wording of a badge. The database refuses to change or delete it.

    `content` is all that the version fixes beside its criteria, as `schema.badge.VersionFacts`
    writes it; `facts` reads it. The columns beside it are what is searched or joined. `digest` is
    the SHA-256 of the whole content, criteria too.
    """

    badge = models.ForeignKey(Badge, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    published_at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    content = models.JSONField()
    name = models.CharField(max_length=150)
    summary = models.TextField()
    opens_on = models.DateField(null=True)
    closes_on = models.DateField(null=True)
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, related_name="versions")
    search_text = models.TextField(
        help_text="Words of description, criteria, elements and series, for search."
    )
    search = models.GeneratedField(
        expression=SearchVector("name", weight="A", config="english")
        + SearchVector("summary", weight="B", config="english")
        + SearchVector("search_text", weight="C", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
    )

    class Meta:
        ordering = ["badge", "number"]
        indexes = [GinIndex(fields=["search"], name="badge_version_search")]
        constraints = [
            models.UniqueConstraint(fields=["badge", "number"], name="one_badge_version_number"),
            models.CheckConstraint(
                condition=Q(opens_on=None) | Q(closes_on=None) | Q(closes_on__gte=F("opens_on")),
                name="version_closes_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def published_on(self) -> date:
        """The London day of its publication."""
        return london_date(self.published_at)

    @cached_property
    def facts(self) -> VersionFacts:
        """All that the version fixes beside its criteria."""
        # A published version never changes: what was read once need not be read for each page.
        facts = _READ.get(self.digest)
        if facts is None:
            facts = _READ[self.digest] = VersionFacts.model_validate(self.content)
        return facts


class Criterion(models.Model):
    """One thing that an application must show, in its order.

    `content` is what it asks, as `schema.badge.CriterionFacts` writes it; `facts` reads it.
    """

    version = models.ForeignKey(BadgeVersion, on_delete=models.PROTECT, related_name="criteria")
    position = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=60)
    kind = models.CharField(max_length=12, choices=KINDS)
    title = models.CharField(max_length=150)
    content = models.JSONField()

    class Meta:
        ordering = ["version", "position"]
        verbose_name_plural = "criteria"
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="one_criterion_per_place"),
            models.UniqueConstraint(fields=["version", "key"], name="one_criterion_per_key"),
        ]

    @cached_property
    def facts(self) -> CriterionFacts:
        """What the criterion asks."""
        return CriterionFacts.model_validate(self.content)


class ReasonKind(models.TextChoices):
    """What a reason is for."""

    DECLINE = "decline", _("Declining an application")
    REVOKE = "revoke", _("Revoking an award")


class Reason(models.Model):
    """Why an application of a `programme` may be declined, or an award revoked.

    `message` is as staff choose it, `told` as the learner reads it (and, of a revocation, everybody).
    `keeps_place` says that a revoked award keeps its holder's place in the period.
    """

    programme = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=ReasonKind, default=ReasonKind.DECLINE)
    code = models.SlugField(max_length=60)
    message = models.CharField(max_length=150)
    told = models.TextField(blank=True)
    keeps_place = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["programme", "kind", "position", "code"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "kind", "code"], name="one_reason_of_a_code_in_a_programme"
            )
        ]

    def __str__(self) -> str:
        return self.message


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
    """A badge to hold first, needed or recommended: the index of what `facts.before` says of badges."""

    version = models.ForeignKey(
        BadgeVersion, on_delete=models.PROTECT, related_name="prerequisites"
    )
    badge = models.ForeignKey(Badge, on_delete=models.PROTECT, related_name="needed_by")
    needed = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "badge"], name="one_prerequisite_per_badge")
        ]


class InvitationLink(models.Model):
    """A private address that lets whoever opens it apply for a badge. Only its digest is kept."""

    badge = models.ForeignKey(Badge, on_delete=models.PROTECT, related_name="invitation_links")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    until = models.DateField(null=True)


class Invitation(models.Model):
    """Somebody may apply for a badge: by their address on its list, or because they opened its link."""

    badge = models.ForeignKey(Badge, on_delete=models.PROTECT, related_name="invitations")
    address = models.EmailField(blank=True)
    person = models.ForeignKey(
        "accounts.Person", on_delete=models.CASCADE, null=True, related_name="invitations"
    )
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["badge", "address"],
                condition=~Q(address=""),
                name="one_invitation_per_address",
            ),
            models.UniqueConstraint(
                fields=["badge", "person"],
                condition=Q(person__isnull=False),
                name="one_invitation_per_person",
            ),
            models.CheckConstraint(
                condition=Q(address="", person__isnull=False) | (~Q(address="") & Q(person=None)),
                name="invitation_names_an_address_or_a_person",
            ),
        ]


class Attendance(models.Model):
    """Somebody was at an event on a day, as its issuer's list says."""

    event = models.SlugField(max_length=60)
    address = models.EmailField()
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "address", "on"], name="one_attendance_per_day"
            )
        ]
