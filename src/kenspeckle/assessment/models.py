import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Claim(models.Model):
    """One assessor is working on one application, for a while; `draft` is their work so far.

    An attribute of the application, not a state; it expires at `until`.
    """

    application = models.OneToOneField(
        "applications.Application", on_delete=models.CASCADE, related_name="claim"
    )
    assessor = models.ForeignKey("accounts.Person", on_delete=models.CASCADE, related_name="claims")
    claimed_at = models.DateTimeField()
    until = models.DateTimeField()
    draft = models.JSONField(default=dict)


class Outcome(models.TextChoices):
    """An assessor's word on one submission."""

    AWARD = "award", _("Award the badge")
    RETURN = "return", _("Return for more evidence")
    DECLINE = "decline", _("Decline")


class Reason(models.TextChoices):
    """Why an application is declined (reason codes, so that a programme can count them)."""

    WRONG_BADGE = "wrong-badge", _("Another badge fits this learning")
    ALREADY_RECOGNISED = "already-recognised", _("This learning is already recognised")
    NOT_OWN_WORK = "not-own-work", _("The work does not seem to be the applicant's own")
    IDENTIFIES_PEOPLE = "identifies-people", _("The evidence identifies other people")
    AI_RULES = "ai-rules", _("The rules on AI were not followed")
    NOT_ELIGIBLE = "not-eligible", _("The applicant does not meet who may apply")
    OTHER = "other", _("Another reason, given in the feedback")


class Decision(models.Model):
    """One assessor's word on one submission. Written once, never edited."""

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
    outcome = models.CharField(max_length=7, choices=Outcome)
    reason = models.CharField(max_length=20, choices=Reason, blank=True)
    feedback = models.TextField(help_text=_("The applicant reads this word for word."))
    decided_at = models.DateTimeField()

    class Meta:
        ordering = ["decided_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(feedback=""), name="decision_has_feedback"),
            models.CheckConstraint(
                condition=~Q(outcome="decline") | ~Q(reason=""), name="decline_has_a_reason"
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=~Q(outcome="return"),
                name="one_final_decision_per_application",
            ),
        ]


class Verdict(models.Model):
    """Met or not yet, for one criterion, with the words that the applicant reads."""

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="verdicts")
    criterion = models.ForeignKey("catalogue.Criterion", on_delete=models.PROTECT, related_name="+")
    met = models.BooleanField()
    comment = models.TextField(blank=True)

    class Meta:
        ordering = ["decision", "criterion__position"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "criterion"], name="one_verdict_per_criterion"
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
