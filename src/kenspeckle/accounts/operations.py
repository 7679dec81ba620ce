"""What people change about themselves."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import transaction

from kenspeckle.accounts.claims import ClaimDefinition, StatedClaim, faults
from kenspeckle.accounts.models import Claim, ClaimKind, Person
from kenspeckle.audit.operations import record
from kenspeckle.kernel.refusals import Invalid, NotAllowed


def chain(person: Person) -> str:
    """Return the name of the person's chain of events."""
    return f"person:{person.uid}"


def lock(person: Person) -> Person:
    """Return the person's row as it is now, locked until the end of the transaction.

    All that one person starts, claims or states runs one after the other. Refuses with `NotAllowed`
    when they were erased meanwhile, so that nothing is made out to nobody.
    """
    locked = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    if locked.erased_at is not None:
        raise NotAllowed
    return locked


@transaction.atomic
def rename(*, person: Person, display_name: str, at: datetime) -> Person:
    """Change the name that new awards are made out to; awards that were made keep theirs."""
    renamed = lock(person)
    if renamed.display_name == display_name:
        return renamed
    renamed.display_name = display_name
    renamed.save(update_fields=["display_name"])
    record("person.renamed", chain=chain(renamed), by=person.uid, at=at)
    return renamed


@transaction.atomic
def state_claims(*, person: Person, claims: Iterable[StatedClaim], at: datetime) -> None:
    """Make what a person states say exactly this; what is left out is withdrawn.

    Refuses with `Invalid` when a value does not fit its definition. Events name the kind of claim, never
    a value.
    """
    lock(person)
    kinds = {kind.code: kind for kind in ClaimKind.objects.filter(is_asked=True)}
    stated = {(one.definition.code, one.each): one for one in claims}
    known = {
        (claim.kind.code, claim.each): claim
        for claim in person.claims.filter(kind__in=kinds.values()).select_related("kind")
    }
    for key, one in stated.items():
        for _, message in faults(one.definition, one.values):
            raise Invalid(message)
        if key in known and known[key].values == one.values:
            continue
        Claim.objects.update_or_create(
            person=person,
            kind=kinds[one.definition.code],
            each=one.each,
            defaults={"values": dict(one.values), "stated_at": at},
        )
        record("claim.stated", chain=chain(person), by=person.uid, at=at, kind=key[0])
    for key in known.keys() - stated.keys():
        known[key].delete()
        record("claim.withdrawn", chain=chain(person), by=person.uid, at=at, kind=key[0])


@transaction.atomic
def define_claims(*, programme: str, definitions: Sequence[ClaimDefinition]) -> list[str]:
    """Make the kinds of claims that `programme` asks people for exactly these, in this order.

    Returns the codes that are new or changed. A kind that is left out is asked no more; the claims
    that were made stay, and so does what other programmes ask. A code that two programmes use is
    one kind of claim, as the programme loaded last defines it.
    """
    changed: list[str] = []
    for position, definition in enumerate(definitions, start=1):
        content = definition.model_dump(mode="json", exclude_defaults=True)
        facts = {"position": position, "content": content, "is_asked": True}
        kind = ClaimKind.objects.filter(code=definition.code).first()
        if kind is None or any(getattr(kind, name) != value for name, value in facts.items()):
            changed.append(definition.code)
        ClaimKind.objects.update_or_create(
            code=definition.code, defaults={**facts, "programme": programme}
        )
    codes = [definition.code for definition in definitions]
    dropped = ClaimKind.objects.filter(programme=programme, is_asked=True)
    dropped = dropped.exclude(code__in=codes)
    changed += dropped.values_list("code", flat=True)
    dropped.update(is_asked=False)
    return changed
