"""`kenspeckle member add|end ORGANISATION EMAIL ROLE`: who may do what, until pages do it."""

from kenspeckle.kernel.clock import now


def change(action: str, organisation: str, email: str, role: str) -> int:
    """Give a person a role in an organisation, or end it. Returns the exit code."""
    import django

    django.setup()
    from kenspeckle.accounts.models import Person
    from kenspeckle.kernel.refusals import Refusal
    from kenspeckle.organisations import operations
    from kenspeckle.organisations.models import Membership, Organisation, Role

    place = Organisation.objects.filter(slug=organisation).first()
    if place is None:
        known = ", ".join(Organisation.objects.values_list("slug", flat=True)) or "none is loaded"
        return _say(f"There is no organisation {organisation}. Known: {known}.", 1)
    person = Person.objects.filter(email=email.lower()).first()
    if person is None:
        return _say(f"Nobody has signed up with {email}. Ask them to create an account first.", 1)
    try:
        if action == "add":
            operations.add_member(
                organisation=place, person=person, role=Role(role), by=None, at=now()
            )
            return _say(f"{person} is {Role(role).label.lower()} of {place} now.", 0)
        held = Membership.objects.filter(
            organisation=place, person=person, role=role, until=None
        ).first()
        if held is None:
            return _say(f"{person} does not have this role in {place}.", 1)
        operations.end_membership(membership=held, by=None, at=now())
        return _say(f"{person} is no longer {Role(role).label.lower()} of {place}.", 0)
    except Refusal as refusal:
        return _say(refusal.message, 1)


def _say(sentence: str, code: int) -> int:
    print(sentence, flush=True)  # noqa: T201 (a command's answer)
    return code
