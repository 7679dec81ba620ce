"""What people change about themselves."""

from datetime import datetime

from django.db import transaction

from kenspeckle.accounts.models import Person
from kenspeckle.audit.operations import record


def chain(person: Person) -> str:
    """Return the name of the person's chain of events."""
    return f"person:{person.uid}"


@transaction.atomic
def rename(*, person: Person, display_name: str, at: datetime) -> Person:
    """Change the name that new awards are made out to; awards that were made keep theirs."""
    found = Person.objects.select_for_update().get(pk=person.pk)
    if found.display_name == display_name:
        return found
    found.display_name = display_name
    found.save(update_fields=["display_name"])
    record("person.renamed", chain=chain(found), by=person.uid, at=at)
    return found
