"""Who may judge what: assessors of the badge's issuer, where no conflict stands against it."""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet

from kenspeckle.accounts.models import Person
from kenspeckle.applications.models import Application
from kenspeckle.applications.states import ApplicationState
from kenspeckle.assessment.conflicts import conflicts
from kenspeckle.assessment.models import Assignment
from kenspeckle.kernel.refusals import NotAllowed
from kenspeckle.organisations.models import Membership, Role
from kenspeckle.organisations.queries import organisations_where


def open_to(assessor: Person) -> QuerySet[Application]:
    """Return every application that `assessor` may read as an assessor, whatever its state."""
    return _submitted(assessor).exclude(conflicts(assessor))


def left_to_others(assessor: Person) -> QuerySet[Application]:
    """Return what waits for a decision that `assessor` may not make, though they assess such badges."""
    waiting = _submitted(assessor).filter(conflicts(assessor), state=ApplicationState.SUBMITTED)
    return waiting.exclude(person=assessor)


def _submitted(assessor: Person) -> QuerySet[Application]:
    return Application.objects.filter(
        badge__issuer__in=organisations_where(assessor, Role.ASSESSOR),
        first_submitted_at__isnull=False,
    )


def waiting_for(assessor: Person) -> QuerySet[Application]:
    """Return the applications that wait for a decision `assessor` may make, oldest due first."""
    return (
        open_to(assessor)
        .filter(state=ApplicationState.SUBMITTED)
        .order_by("due_on", "submitted_at")
    )


def live_assignments(at: datetime) -> QuerySet[Assignment]:
    """Return the assignments that hold at the moment `at`: not run out, and of somebody who assesses still."""
    still = Membership.objects.filter(
        person=OuterRef("assessor"),
        organisation=OuterRef("submission__application__badge__issuer"),
        role=Role.ASSESSOR,
        until=None,
    )
    return Assignment.objects.filter(Exists(still), until__gt=at)


def own_assignment(assessor: Person, application: Application, at: datetime) -> Assignment | None:
    """Return the live assignment by which `assessor` has taken an application."""
    return (
        live_assignments(at).filter(submission__application=application, assessor=assessor).first()
    )


def others_assignment(
    assessor: Person, application: Application, at: datetime
) -> Assignment | None:
    """Return the live assignment by which somebody else has taken an application."""
    return (
        live_assignments(at)
        .filter(submission__application=application)
        .exclude(assessor=assessor)
        .select_related("assessor")
        .first()
    )


def lock_for_assessment(assessor: Person, application_uid: UUID) -> Application:
    """Return the application, locked until the end of the transaction, or `NotAllowed`."""
    application = (
        Application.objects.filter(pk__in=open_to(assessor).values("pk"), uid=application_uid)
        .select_for_update(of=("self",), no_key=True)
        .select_related("person", "version__badge__issuer", "version__badge__series")
        .first()
    )
    if application is None:
        raise NotAllowed
    return application
