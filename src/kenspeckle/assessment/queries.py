"""What the assessors' screens need, and what was decided before."""

from kenspeckle.applications.models import Application
from kenspeckle.assessment.models import Decision, Verdict


def last_decision(application: Application) -> Decision | None:
    """Return the newest decision on the application, if there is one."""
    return (
        Decision.objects.filter(application=application)
        .select_related("submission", "assessor")
        .order_by("-decided_at", "-pk")
        .first()
    )


def already_met(application: Application) -> set[int]:
    """Return the positions of the criteria that an earlier decision found met."""
    last = last_decision(application)
    if last is None:
        return set()
    return set(
        Verdict.objects.filter(decision=last, met=True).values_list(
            "criterion__position", flat=True
        )
    )
