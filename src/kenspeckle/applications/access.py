"""Who may see or touch an application: its applicant. (Assessors come in through `assessment`.)"""

from uuid import UUID

from django.db.models import QuerySet

from kenspeckle.accounts.models import Person
from kenspeckle.applications.models import Application
from kenspeckle.kernel.refusals import NotAllowed


def own(person: Person) -> QuerySet[Application]:
    """Return the person's own applications, newest first."""
    return Application.objects.filter(person=person)


def lock_own(person: Person, application_uid: UUID) -> Application:
    """Return the person's application, locked until the end of the transaction, or `NotAllowed`."""
    application = (
        own(person)
        .select_for_update(of=("self",), no_key=True)
        .select_related(
            "renews", "version__badge__series", "version__badge__issuer", "version__terms"
        )
        .filter(uid=application_uid)
        .first()
    )
    if application is None:
        raise NotAllowed
    return application


def lock_own_alone(person: Person, application_uid: UUID) -> Application:
    """Return the same without badge and version: saving an answer, done most often, needs neither."""
    locked = own(person).select_for_update(no_key=True)
    application = locked.filter(uid=application_uid).order_by().first()
    if application is None:
        raise NotAllowed
    return application
