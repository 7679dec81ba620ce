"""Who may see an award, and what of it."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from kenspeckle.accounts.models import Person
from kenspeckle.awards.models import Award, EvidenceItem
from kenspeckle.awards.states import AwardState
from kenspeckle.organisations.models import Role
from kenspeckle.organisations.queries import organisations_where


def visible_to(viewer: Person | AnonymousUser) -> QuerySet[Award]:
    """Return the awards whose page and credential `viewer` may open: shared ones and their own.

    A programme lead also sees the awards of their issuer, because they answer for them.
    """
    if not isinstance(viewer, Person):
        return Award.objects.filter(shared_at__isnull=False)
    return Award.objects.filter(
        Q(shared_at__isnull=False)
        | Q(person=viewer)
        | Q(issuer__in=organisations_where(viewer, Role.LEAD))
    )


def held_by(person: Person) -> QuerySet[Award]:
    """Return the person's own awards, newest first."""
    return Award.objects.filter(person=person)


def evidence_for(viewer: Person | AnonymousUser, award: Award) -> QuerySet[EvidenceItem]:
    """Return the evidence of `award` that `viewer` may read: shared items, or all to the holder.

    Of a revoked award nobody but its holder reads any.
    """
    if isinstance(viewer, Person) and viewer.pk == award.person_id:
        return award.evidence.all()
    if award.shared_at is None or award.state == AwardState.REVOKED:
        return award.evidence.none()
    return award.evidence.filter(shared=True)


def revocable_by(person: Person) -> QuerySet[Award]:
    """Return the awards that `person` may revoke: those of the issuers they lead."""
    return Award.objects.filter(issuer__in=organisations_where(person, Role.LEAD))
