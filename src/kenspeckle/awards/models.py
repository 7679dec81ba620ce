import uuid

from django.db import models
from django.db.models import F, Q

from kenspeckle.awards.states import AwardState


class PublicAddress(models.Model):
    """The base of an issuer's addresses, as it was at its first award: credentials name it for ever."""

    issuer = models.OneToOneField(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="public_address"
    )
    url = models.URLField()
    recorded_at = models.DateTimeField()


class KeyState(models.TextChoices):
    """A retired key still verifies what it signed; a compromised one verifies nothing."""

    ACTIVE = "active", "active"
    RETIRED = "retired", "retired"
    COMPROMISED = "compromised", "compromised"


class IssuerKey(models.Model):
    """The public half of an issuing key. The private half is in a file that only the signer opens."""

    issuer = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="keys"
    )
    kind = models.CharField(max_length=10, help_text='"Ed25519" or "P-256".')
    multibase = models.CharField(max_length=100, unique=True)
    jwk = models.JSONField()
    state = models.CharField(max_length=12, choices=KeyState, default=KeyState.ACTIVE)
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["made_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "kind"],
                condition=Q(state="active"),
                name="one_active_key_per_kind",
            )
        ]


class SignedDocument(models.Model):
    """A document of ours: recorded first, then signed as it was recorded, then kept.

    `kind` says who knows how it came about ("award", "status-list"; see `awards.kinds`), `about`
    names what it is of ("award:<uid>"). An erasure, or a newer edition of a status list, leaves the
    row with its digest, the day and the ground, without the document.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    issuer = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="signed_documents"
    )
    kind = models.CharField(max_length=20)
    about = models.CharField(max_length=100)
    unsigned = models.BinaryField(null=True)
    digest = models.CharField(max_length=64, help_text="SHA-256 (hex) of what was recorded.")
    recorded_at = models.DateTimeField()
    signed = models.BinaryField(null=True)
    jwt = models.TextField(null=True)  # noqa: DJ001 (null, as the other forms of the document)
    signed_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    erased_because = models.CharField(max_length=200, null=True)  # noqa: DJ001 (null until then)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(erased_at=None, erased_because=None, unsigned__isnull=False)
                | Q(
                    erased_at__isnull=False,
                    erased_because__isnull=False,
                    unsigned=None,
                    signed=None,
                    jwt=None,
                ),
                name="document_is_there_or_a_dated_tombstone",
            ),
            models.CheckConstraint(
                condition=Q(signed=None, jwt=None, signed_at=None)
                | Q(signed__isnull=False, signed_at__isnull=False)
                | Q(erased_at__isnull=False),
                name="document_is_signed_whole_or_not_at_all",
            ),
        ]
        indexes = [
            models.Index(
                fields=["recorded_at"],
                condition=Q(signed_at=None, erased_at=None),
                name="documents_that_wait",
            )
        ]


class StatusList(models.Model):
    """A list of status bits. The bits follow from the revoked awards; `document` is published."""

    issuer = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="status_lists"
    )
    number = models.PositiveIntegerField()
    size = models.PositiveIntegerField(default=131072)
    document = models.OneToOneField(
        SignedDocument, on_delete=models.PROTECT, null=True, related_name="status_list"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "number"], name="one_status_list_number"),
            models.CheckConstraint(
                condition=Q(size__gte=131072), name="status_list_large_enough_for_privacy"
            ),
        ]


class Award(models.Model):
    """The fact that a person was awarded a badge version, and on what basis.

    `renews` is the award that this one follows. Everybody reads `revocation_reason`; leads alone read
    `revocation_note`. An erasure leaves a revoked award without the
    holder's name.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="awards")
    issuer = models.ForeignKey(
        "organisations.Organisation", on_delete=models.PROTECT, related_name="awards"
    )
    badge = models.ForeignKey("catalogue.Badge", on_delete=models.PROTECT, related_name="awards")
    version = models.ForeignKey(
        "catalogue.BadgeVersion", on_delete=models.PROTECT, related_name="awards"
    )
    recipient_name = models.CharField(max_length=100, null=True)  # noqa: DJ001 (null once erased)
    awarded_at = models.DateTimeField()
    basis = models.JSONField()
    basis_digest = models.CharField(max_length=64)
    basis_reference = models.CharField(max_length=100, unique=True)
    valid_until = models.DateTimeField(null=True)
    renews = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="renewed_by"
    )
    state = models.CharField(max_length=10, choices=AwardState, default=AwardState.RECORDED)
    shared_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revocation_reason = models.TextField(blank=True)
    revocation_note = models.TextField(blank=True)
    erased_at = models.DateTimeField(null=True)
    erased_because = models.CharField(max_length=200, null=True)  # noqa: DJ001 (null until then)

    class Meta:
        ordering = ["-awarded_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(state="revoked", revoked_at__isnull=False) & ~Q(revocation_reason=""))
                | (~Q(state="revoked") & Q(revoked_at=None, revocation_reason="")),
                name="revoked_awards_have_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(recipient_name__isnull=False, erased_at=None)
                | Q(recipient_name=None, erased_at__isnull=False, state="revoked"),
                name="only_revoked_awards_lose_their_holders_name",
            ),
            models.CheckConstraint(condition=~Q(renews=F("id")), name="no_award_renews_itself"),
        ]


class Place(models.Model):
    """A live place in a period (say, "badge:x" in "2026"): reserved first, then kept by an award.

    `reference` names what it is reserved for ("application:<uid>"). What is reserved may be released;
    what an award keeps stays taken while it holds, and after it was revoked where the ground says so.
    """

    person = models.ForeignKey("accounts.Person", on_delete=models.PROTECT, related_name="places")
    scope = models.CharField(max_length=120)
    period = models.CharField(max_length=50)
    number = models.PositiveSmallIntegerField()
    reference = models.CharField(max_length=100, unique=True)
    award = models.OneToOneField(Award, on_delete=models.PROTECT, null=True, related_name="place")
    live = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "scope", "period", "number"],
                condition=Q(live=True),
                name="one_live_place_per_person_and_period",
            ),
        ]


class EvidenceItem(models.Model):
    """The frozen evidence for one criterion: exactly the bytes whose digest the credential holds.

    The bytes hold a random salt, so that nobody can guess the text from the digest. An erasure
    leaves the digest, the day and the ground.
    """

    award = models.ForeignKey(Award, on_delete=models.PROTECT, related_name="evidence")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=150)
    content_type = models.CharField(max_length=60)
    content = models.BinaryField(null=True)
    digest = models.CharField(
        max_length=60, help_text="Multibase base64url of a sha2-256 multihash."
    )
    shared = models.BooleanField(default=False)
    erased_at = models.DateTimeField(null=True)
    erased_because = models.CharField(max_length=200, null=True)  # noqa: DJ001 (null until then)

    class Meta:
        ordering = ["award", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["award", "position"], name="one_evidence_per_criterion"
            ),
            models.CheckConstraint(
                condition=Q(content__isnull=False, erased_at=None)
                | Q(content=None, erased_at__isnull=False, erased_because__isnull=False),
                name="evidence_is_there_or_a_dated_tombstone",
            ),
        ]


class Credential(models.Model):
    """The credential of an award: its document, and its place in a status list."""

    award = models.OneToOneField(Award, on_delete=models.PROTECT, related_name="credential")
    document = models.OneToOneField(
        SignedDocument, on_delete=models.PROTECT, related_name="credential"
    )
    status_list = models.ForeignKey(
        StatusList, on_delete=models.PROTECT, related_name="credentials"
    )
    status_index = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["status_list", "status_index"], name="one_credential_per_status_index"
            )
        ]


class Signature(models.Model):
    """The signer's log: what was signed, with which key, when. Append-only."""

    document = models.ForeignKey(
        SignedDocument, on_delete=models.PROTECT, related_name="signatures"
    )
    digest = models.CharField(max_length=64, help_text="SHA-256 (hex) of the signed bytes.")
    key = models.ForeignKey(IssuerKey, on_delete=models.PROTECT, related_name="signatures")
    at = models.DateTimeField()
