"""Choosing: a route, or some of several things to show."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from kenspeckle.accounts.models import Person
from kenspeckle.applications.access import lock_own
from kenspeckle.applications.choices import Chosen, Offer, Offered, offered
from kenspeckle.applications.models import Application
from kenspeckle.applications.states import check_editable
from kenspeckle.kernel.dates import in_words
from kenspeckle.kernel.refusals import Invalid


def offers(application: Application) -> tuple[Offered, ...]:
    """Return the choices of an application's badge, and what is chosen of each."""
    criteria = application.version.criteria.all()
    return offered(application.version, criteria, application.choices)


def settled(application: Application, one: Offered) -> list[Offer]:
    """Return the chosen options that stay, because an assessor found something of them met."""
    if not application.reopened:
        return []
    return [
        option
        for option in one.options
        if option.key in one.chosen
        and any(criterion.position not in application.reopened for criterion in option.criteria)
    ]


@transaction.atomic
def choose(*, application_uid: UUID, person: Person, chosen: Chosen, at: datetime) -> Application:
    """Choose options, by the key of their choice. Answers to what is no longer chosen are kept.

    Possible as long as answers can be changed; what an assessor found met stays chosen. Refuses with
    `Invalid` (and the key of the choice as its field) when too many, too few or unknown ones are named.
    """
    application = lock_own(person, application_uid)
    check_editable(application.state)
    before = {criterion.position for criterion in application.asked()}
    choices = {}
    for one in offers(application):
        keys = set(chosen.get(one.choice.key, ()))
        _check(one, keys, settled(application, one))
        choices[one.choice.key] = [option.key for option in one.options if option.key in keys]
    application.choices = choices
    if application.reopened:
        # What is chosen only now has never been judged, so it is open.
        met = before - set(application.reopened)
        asked = {criterion.position for criterion in application.asked()}
        application.reopened = sorted(asked - met)
    application.saved_at = at
    application.save(update_fields=["choices", "reopened", "saved_at"])
    return application


def _check(one: Offered, keys: set[str], stay: Sequence[Offer]) -> None:
    field, take = one.choice.key, one.choice.take
    if not keys <= {option.key for option in one.options}:
        raise Invalid("This badge does not offer what was chosen.", field)
    if len(keys) != take:
        raise Invalid(
            "Choose one of these."
            if take == 1
            else f"Choose {in_words(take)} of these; you have chosen {in_words(len(keys)) if keys else 'none'}.",
            field,
        )
    for option in stay:
        if option.key not in keys:
            raise Invalid(f"“{option.name}” is met already, so it stays chosen.", field)
