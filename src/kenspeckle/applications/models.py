import uuid
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from kenspeckle.applications.choices import is_asked
from kenspeckle.applications.states import EDITABLE, OPEN, ApplicationState
from kenspeckle.kernel.dates import ordinal

if TYPE_CHECKING:
    from kenspeckle.catalogue.models import Criterion


class Application(models.Model):
    """One person's try at one badge version.

    `due_on` exists exactly while the application is with the assessors. `reopened` lists the
    positions of the criteria that may be edited after a return; empty means all. `choices` are the
    keys of the options that were chosen, by the key of their choice. `renews` is the award, soon to
    end or ended, that this one is to follow.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, related_name="applications"
    )
    badge = models.ForeignKey(
        "catalogue.Badge", on_delete=models.PROTECT, related_name="applications"
    )
    version = models.ForeignKey(
        "catalogue.BadgeVersion", on_delete=models.PROTECT, related_name="applications"
    )
    state = models.CharField(
        max_length=10, choices=ApplicationState, default=ApplicationState.DRAFT
    )
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    first_submitted_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    due_on = models.DateField(null=True)
    decided_at = models.DateTimeField(null=True)
    reopened = models.JSONField(default=list)
    choices = models.JSONField(default=dict)
    renews = models.ForeignKey(
        "awards.Award", on_delete=models.PROTECT, null=True, related_name="renewals"
    )

    class Meta:
        ordering = ["-started_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "badge"],
                condition=Q(state__in=[state.value for state in OPEN]),
                name="one_open_application_per_badge",
            ),
            models.CheckConstraint(
                condition=Q(state="submitted", due_on__isnull=False)
                | (~Q(state="submitted") & Q(due_on=None)),
                name="due_date_exactly_while_submitted",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_on", "submitted_at"],
                condition=Q(state="submitted"),
                name="applications_that_wait",
            )
        ]

    @property
    def place(self) -> str:
        """The reference under which its place in a period is reserved, and kept by its award."""
        return f"application:{self.uid}"

    def asked(self) -> list["Criterion"]:
        """Return the criteria that are asked, in order: all but those of options not chosen."""
        return [one for one in self.version.criteria.all() if is_asked(one, self.choices)]

    def is_open_at(self, position: int) -> bool:
        """Return whether the answer to the criterion at `position` may be changed now."""
        return self.state in EDITABLE and (not self.reopened or position in self.reopened)


class Answer(models.Model):
    """The draft answer to one criterion: `given` holds what was given, by the kind of answer.

    `revision` grows with each save: a save that was based on another revision is refused.
    """

    application = models.ForeignKey(Application, on_delete=models.CASCADE, related_name="answers")
    criterion = models.ForeignKey("catalogue.Criterion", on_delete=models.PROTECT, related_name="+")
    given = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["application", "criterion__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "criterion"], name="one_answer_per_criterion"
            )
        ]


class AnswerVersion(models.Model):
    """What an answer said at one of its revisions; kept for a while (`versioning`)."""

    answer = models.ForeignKey(Answer, on_delete=models.CASCADE, related_name="versions")
    revision = models.PositiveIntegerField()
    given = models.JSONField(default=dict)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["answer", "-revision"]
        constraints = [
            models.UniqueConstraint(fields=["answer", "revision"], name="one_version_per_revision")
        ]


class AIDeclaration(models.Model):
    """What the applicant says about AI tools; seen by assessors only."""

    application = models.OneToOneField(
        Application, on_delete=models.CASCADE, related_name="ai_declaration"
    )
    used = models.BooleanField()
    tool = models.CharField(max_length=150, blank=True)
    how = models.TextField(max_length=2000, blank=True)
    chat_link = models.URLField(max_length=500, blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(used=False) | (~Q(tool="") & ~Q(how="")),
                name="used_ai_is_described",
            )
        ]


class Submission(models.Model):
    """A frozen, numbered copy of an application. The database refuses to change or delete it.

    All submissions of one application have its `receipt` number; `called` tells them apart.
    `document` holds canonical JSON (RFC 8785) bytes, in which every part stands with its digest
    (`applications.formats`); `digest` is their SHA-256 in hex.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(
        Application, on_delete=models.PROTECT, related_name="submissions"
    )
    number = models.PositiveSmallIntegerField()
    receipt = models.CharField(max_length=20)
    document = models.BinaryField()
    digest = models.CharField(max_length=64)
    submitted_at = models.DateTimeField()
    due_on = models.DateField()

    class Meta:
        ordering = ["application", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["application", "number"], name="one_submission_per_number"
            ),
            models.UniqueConstraint(fields=["receipt", "number"], name="one_receipt_per_number"),
        ]

    @property
    def called(self) -> str:
        """The receipt number, and from the second submission on which it is: "KS-2026-000123, 2nd submission"."""
        return (
            f"{self.receipt}, {ordinal(self.number)} submission"
            if self.number > 1
            else self.receipt
        )

    @property
    def file_name(self) -> str:
        """The name of its file: "KS-2026-000123.zip", "KS-2026-000123-2.zip"."""
        return f"{self.receipt}{f'-{self.number}' if self.number > 1 else ''}.zip"


class FrozenPart(models.Model):
    """One part of a submission: an answer, the declaration about AI, claims or employments.

    Written once. An erasure alone may empty `content` and `salt`, and says when and why; `digest`
    stays. `name`, `salt` and `content` as canonical JSON are the bytes that `digest` is of.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="parts")
    name = models.CharField(max_length=40)
    content = models.JSONField(null=True)
    salt = models.CharField(max_length=40, null=True)  # noqa: DJ001 (null is "erased")
    digest = models.CharField(max_length=64)
    erased_at = models.DateTimeField(null=True)
    erased_because = models.CharField(max_length=200, null=True)  # noqa: DJ001 (null is "not erased")

    class Meta:
        ordering = ["submission", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "name"], name="one_part_per_name_of_a_submission"
            )
        ]


class ReceiptCounter(models.Model):
    """The last receipt number given in a year; its row lock keeps numbers without gaps."""

    year = models.PositiveSmallIntegerField(primary_key=True)
    last = models.PositiveIntegerField(default=0)
