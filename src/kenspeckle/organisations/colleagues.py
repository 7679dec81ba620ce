"""Whether two people worked at one place at one time.

Asked of dated rows that nobody can rewrite: another employer, or none, ends the row before and leaves it.
So what somebody types today neither hides a colleague nor makes one of the past.
"""

from datetime import date

from django.db.models import Exists, F, OuterRef, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, TruncDate

from kenspeckle.accounts.models import Person
from kenspeckle.kernel.clock import LONDON
from kenspeckle.organisations.models import Employment, Membership

_STILL = Value(date.max)


def worked_with(
    person: Person, *, other: Combinable, since: Combinable, until: Combinable
) -> Exists:
    """Return the condition that `other` worked where `person` did, on one day from `since` to `until`.

    All three are expressions of the query that asks. One employer is one organisation, or one name
    but for capitals, punctuation and "Ltd"; whoever has a role in an employer counts as working there.
    """
    theirs = Employment.objects.filter(person=other).annotate(
        earliest=since, latest=until, first=F("since"), last=Coalesce("until", _STILL)
    )
    here = Q(employer_key=OuterRef("employer_key")) | Q(employer=OuterRef("employer"))
    employed = (
        Employment.objects.filter(here, person=person)
        .annotate(first=F("since"), last=Coalesce("until", _STILL))
        .filter(_meanwhile())
    )
    at_theirs = Q(organisation=OuterRef("employer")) | Q(
        organisation__name_key=OuterRef("employer_key")
    )
    in_a_role = (
        Membership.objects.filter(at_theirs, person=person, organisation__is_employer=True)
        .annotate(
            first=TruncDate("since", tzinfo=LONDON),
            last=Coalesce(TruncDate("until", tzinfo=LONDON), _STILL),
        )
        .filter(_meanwhile())
    )
    in_time = theirs.filter(first__lte=F("latest"), last__gte=F("earliest"))
    return Exists(in_time.filter(Q(Exists(employed)) | Q(Exists(in_a_role))))


def _meanwhile() -> Q:
    """Return the condition that a row shares a day with the outer employment between its bounds."""
    return Q(first__lte=OuterRef("latest"), last__gte=OuterRef("earliest")) & Q(
        first__lte=OuterRef("last"), last__gte=OuterRef("first")
    )
