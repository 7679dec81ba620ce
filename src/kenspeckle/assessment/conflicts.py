"""Who may not judge whom: the one rule of conflicts.

Nobody judges themselves, somebody with whom they worked when the application was submitted or in the
months before (a figure of the programme, fixed with the badge's version), or somebody of whom they said
that they should not. The queue, the desk, the decision and `kenspeckle doctor` ask this one function.
"""

from django.db.models import (
    DateField,
    DurationField,
    Exists,
    Func,
    IntegerField,
    OuterRef,
    Q,
    Value,
)
from django.db.models.expressions import CombinedExpression, ExpressionWrapper
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce

from kenspeckle.accounts.models import Person
from kenspeckle.assessment.models import Conflict
from kenspeckle.catalogue.schema.badge import MONTHS_OF_CONFLICT
from kenspeckle.kernel.clock import LONDON
from kenspeckle.organisations.colleagues import worked_with


def conflicts(
    assessor: Person,
    *,
    application: str = "",
    submitted_at: str = "submitted_at",
    judged_at: str | None = None,
) -> Q:
    """Return the condition that `assessor` may not judge an application, for a query to leave out.

    `application` is the way to it from the query's rows ("application__"), `submitted_at` the way to
    the moment of the submission that is judged. What was declared after `judged_at` does not count.
    """
    person = OuterRef(f"{application}person")
    declared = Conflict.objects.filter(assessor=assessor, person=person)
    if judged_at is not None:
        declared = declared.filter(declared_at__lt=OuterRef(judged_at))
    day = _LondonDay(OuterRef(submitted_at))
    months = Coalesce(
        Cast(
            KeyTextTransform("conflict_months", OuterRef(f"{application}version__content")),
            IntegerField(),
        ),
        Value(MONTHS_OF_CONFLICT),
    )
    before = ExpressionWrapper(
        CombinedExpression(day, "-", _Months(months)), output_field=DateField()
    )
    return (
        Q(**{f"{application}person": assessor})
        | Q(Exists(declared))
        | Q(worked_with(assessor, other=person, since=Cast(before, DateField()), until=day))
    )


class _LondonDay(Func):
    """The day of a moment in London; Django's TruncDate takes no reference to an outer query."""

    template = f"((%(expressions)s) AT TIME ZONE '{LONDON.key}')::date"
    output_field = DateField()


class _Months(Func):
    """So many months as PostgreSQL's interval."""

    template = "make_interval(months => %(expressions)s)"
    output_field = DurationField()
