"""Earlier versions of answers: a help while one writes, which must not outlive its use.

What a hint asked somebody to take out would otherwise be kept for ever in the version before. Versions
are thinned (the last of each minute for a day, then the last of each day), all but the newest go some
days after the decision (`KEEP_VERSIONS_DAYS`), and their writer may delete them at any time.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet, Window
from django.db.models.functions import RowNumber, Trunc

from kenspeckle.accounts.models import Person
from kenspeckle.applications.access import lock_own
from kenspeckle.applications.models import Answer, AnswerVersion
from kenspeckle.applications.states import OPEN
from kenspeckle.kernel.clock import LONDON
from kenspeckle.kernel.refusals import NotAllowed

DAY = timedelta(days=1)
# A service that stood still catches up with this many days; what is older was thinned before.
LOOKS_BACK = timedelta(days=60)


@transaction.atomic
def delete(*, application_uid: UUID, person: Person, position: int, revision: int | None) -> int:
    """Delete one earlier version of an answer, or (`None`) all of them; return how many went.

    What the answer says now stays. Refuses with `NotAllowed` where there is no such version.
    """
    application = lock_own(person, application_uid)
    answer = Answer.objects.filter(application=application, criterion__position=position).first()
    if answer is None:
        raise NotAllowed
    earlier = answer.versions.filter(revision__lt=answer.revision)
    if revision is not None:
        earlier = earlier.filter(revision=revision)
    gone, _ = earlier.delete()
    if revision is not None and not gone:
        raise NotAllowed
    return gone


@transaction.atomic
def thin(at: datetime) -> int:
    """Delete the versions that are not to be kept at the moment `at`; return how many went."""
    recent = AnswerVersion.objects.filter(saved_at__gt=at - DAY, saved_at__lte=at)
    older = AnswerVersion.objects.filter(saved_at__gt=at - LOOKS_BACK, saved_at__lte=at - DAY)
    decided = AnswerVersion.objects.filter(
        answer__application__decided_at__lte=at - timedelta(days=settings.KEEP_VERSIONS_DAYS),
        revision__lt=F("answer__revision"),
    ).exclude(answer__application__state__in=OPEN)
    return sum(
        AnswerVersion.objects.filter(pk__in=list(rows.values_list("pk", flat=True))).delete()[0]
        for rows in (_all_but_last(recent, "minute"), _all_but_last(older, "day"), decided)
    )


def _all_but_last(versions: QuerySet[AnswerVersion], span: str) -> QuerySet[AnswerVersion]:
    """Return the versions after which another of the same answer came within the same `span`."""
    place = Window(
        RowNumber(),
        partition_by=[F("answer"), Trunc("saved_at", span, tzinfo=LONDON)],
        order_by=F("revision").desc(),
    )
    return versions.annotate(place=place).filter(place__gt=1)
