"""What this room lends to the pages of others: decisions on an application's page, the queue's size."""

from django.http import HttpRequest

from kenspeckle.accounts.models import Person
from kenspeckle.applications.models import Application
from kenspeckle.applications.states import ApplicationState
from kenspeckle.assessment.access import waiting_for
from kenspeckle.assessment.models import Decision, Outcome
from kenspeckle.assessment.queries import last_decision, verdicts_of
from kenspeckle.awards.models import Award
from kenspeckle.catalogue.models import Criterion
from kenspeckle.kernel.kit import NavigationEntry, Panel, Step
from kenspeckle.organisations.models import Role
from kenspeckle.organisations.queries import organisations_where

_TITLES = {
    Outcome.AWARD: "The badge was awarded",
    Outcome.RETURN: "It was returned for more evidence",
    Outcome.DECLINE: "It was declined",
}


def navigation(request: HttpRequest) -> list[NavigationEntry]:
    """Return the way to the queue, for assessors."""
    person = request.user
    if not isinstance(person, Person) or not organisations_where(person, Role.ASSESSOR).exists():
        return []
    return [NavigationEntry("Assess", "assessment:queue", 15)]


def waiting(request: HttpRequest) -> list[Panel]:
    """Return how many applications wait, on an assessor's front page."""
    person = request.user
    if not isinstance(person, Person) or not organisations_where(person, Role.ASSESSOR).exists():
        return []
    applications = waiting_for(person)
    context = {
        "count": applications.count(),
        "next_due": applications.values_list("due_on", flat=True).first(),
    }
    return [Panel("assessment/_waiting.html", context, order=10)]


def last_word(request: HttpRequest, application: Application) -> list[Panel]:
    """Return the newest decision in the assessor's words, while it is the last thing that happened."""
    if application.state not in (
        ApplicationState.RETURNED,
        ApplicationState.DECLINED,
        ApplicationState.AWARDED,
    ):
        return []
    decision = last_decision(application)
    if decision is None:
        return []
    award = Award.objects.filter(basis_reference=f"decision:{decision.uid}").first()
    return [
        Panel(
            "assessment/_last_word.html",
            {
                "decision": decision,
                "reason": decision.reason_told,
                "verdicts": verdicts_of(decision),
                "award": award,
            },
        )
    ]


def on_criterion(
    request: HttpRequest, application: Application, criterion: Criterion
) -> list[Panel]:
    """Return what an assessor said about a criterion that they returned."""
    if application.state != ApplicationState.RETURNED:
        return []
    decision = last_decision(application)
    asked = (
        [
            verdict
            for verdict in verdicts_of(decision).filter(criterion=criterion, met=False)
            if verdict.comment
        ]
        if decision
        else []
    )
    return [Panel("assessment/_on_criterion.html", {"verdicts": asked})] if asked else []


def steps(application: Application) -> list[Step]:
    """Return the decisions on an application for its timeline."""
    return [
        Step(decision.decided_at, _TITLES[Outcome(decision.outcome)])
        for decision in Decision.objects.filter(application=application)
    ]
