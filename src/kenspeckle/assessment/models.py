import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Assignment(models.Model):
    """One assessor is assessing one submission, for a while; `draft` is their work so far.

    An attribute of the submission, not a state; it ends at `until`. `revision` grows with each draft
    that differs: one that was based on another is refused, so that two windows overwrite nothing.
    """

    submission = models.OneToOneField(
        "applications.Submission", on_delete=models.PROTECT, related_name="assignment"
    )
    assessor = models.ForeignKey(
        "accounts.Person", on_delete=models.CASCADE, related_name="assignments"
    )
    taken_at = models.DateTimeField()
    until = models.DateTimeField()
    draft = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=0)


class JudgementKind(models.TextChoices):
    """What a judgement is for."""

    FIRST = "first", _("First judgement")


class Judgement(models.Model):
    """One assessor's verdicts on one submission. Written once, never edited."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    submission = models.ForeignKey(
        "applications.Submission", on_delete=models.PROTECT, related_name="judgements"
    )
    assessor = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, related_name="judgements"
    )
    kind = models.CharField(max_length=12, choices=JudgementKind, default=JudgementKind.FIRST)
    judged_at = models.DateTimeField()

    class Meta:
        ordering = ["judged_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "assessor", "kind"], name="one_judgement_of_a_kind_each"
            ),
            models.UniqueConstraint(
                fields=["submission"],
                condition=Q(kind="first"),
                name="one_first_judgement_per_submission",
            ),
        ]


class Verdict(models.Model):
    """Met or not yet, with the words that the applicant reads.

    Of one criterion; where that is an account of several competences, of one of these, by its key.
    """

    judgement = models.ForeignKey(Judgement, on_delete=models.PROTECT, related_name="verdicts")
    criterion = models.ForeignKey("catalogue.Criterion", on_delete=models.PROTECT, related_name="+")
    competence = models.CharField(max_length=60, blank=True)
    met = models.BooleanField()
    comment = models.TextField(blank=True)
    erased_at = models.DateTimeField(null=True)
    erased_because = models.CharField(max_length=200, null=True)  # noqa: DJ001 (null until then)

    class Meta:
        ordering = ["judgement", "criterion__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["judgement", "criterion", "competence"], name="one_verdict_per_point"
            )
        ]


class Outcome(models.TextChoices):
    """An assessor's word on one submission."""

    AWARD = "award", _("Award the badge")
    RETURN = "return", _("Return for more evidence")
    DECLINE = "decline", _("Decline")

    @property
    def done(self) -> str:
        """What was done, as one says it afterwards."""
        return {"award": "Awarded", "return": "Returned", "decline": "Declined"}[self.value]


class Decision(models.Model):
    """What follows from judgements of one submission. Written once, never edited.

    `reason` is the code of why it was declined, and `reason_told` what the applicant reads of it.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    application = models.ForeignKey(
        "applications.Application", on_delete=models.PROTECT, related_name="decisions"
    )
    submission = models.OneToOneField(
        "applications.Submission", on_delete=models.PROTECT, related_name="decision"
    )
    assessor = models.ForeignKey(
        "accounts.Person", on_delete=models.PROTECT, related_name="decisions"
    )
    judgements = models.ManyToManyField(
        Judgement, through="DecisionJudgement", related_name="decisions"
    )
    outcome = models.CharField(max_length=7, choices=Outcome)
    reason = models.CharField(max_length=60, blank=True)
    reason_told = models.TextField(blank=True)
    feedback = models.TextField(help_text=_("The applicant reads this word for word."))
    decided_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)
    erased_because = models.CharField(max_length=200, null=True)  # noqa: DJ001 (null until then)

    class Meta:
        ordering = ["decided_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(feedback="") | Q(erased_at__isnull=False),
                name="decision_has_feedback",
            ),
            models.CheckConstraint(
                condition=~Q(outcome="decline") | ~Q(reason=""), name="decline_has_a_reason"
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=~Q(outcome="return"),
                name="one_final_decision_per_application",
            ),
        ]

    @property
    def done(self) -> str:
        """What was decided, as one says it afterwards."""
        return Outcome(self.outcome).done


class DecisionJudgement(models.Model):
    """A decision rests on this judgement."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="grounds")
    judgement = models.ForeignKey(Judgement, on_delete=models.PROTECT, related_name="grounds")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "judgement"], name="one_ground_per_judgement"
            )
        ]


class Conflict(models.Model):
    """An assessor declared that they should not judge this person."""

    assessor = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="+")
    person = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="+")
    declared_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assessor", "person"], name="one_conflict_per_pair")
        ]
