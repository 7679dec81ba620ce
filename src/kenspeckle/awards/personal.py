"""What this room holds about a person: for their archive, and when they are erased."""

from collections.abc import Iterator
from datetime import datetime

from kenspeckle.accounts.models import Person
from kenspeckle.accounts.personal_data import DataFile, Erasure, Keepsake, PersonalData, Stays
from kenspeckle.awards import files, operations
from kenspeckle.awards.models import Award
from kenspeckle.awards.states import AwardState
from kenspeckle.kernel.dates import day
from kenspeckle.kernel.kit import Fact

_FORMS = {
    "json": "credential.json",
    "jwt": "credential.jwt",
    "png": "badge.png",
    "svg": "badge.svg",
    "pdf": "certificate.pdf",
}


def personal_data(person: Person) -> list[PersonalData]:
    """Return every award of a person with its files, and its evidence exactly as it was frozen."""
    awards = files.with_files(Award.objects.filter(person=person)).prefetch_related("evidence")
    return [
        PersonalData(
            f"Award: {award.version.name}, {day(award.awarded_at)}",
            (
                Fact("Made out to", award.recipient_name or ""),
                Fact("By", award.issuer.name),
                Fact("Now", AwardState(award.state).label),
                *(
                    (Fact("Revoked because", award.revocation_reason),)
                    if award.revocation_reason
                    else ()
                ),
                Fact(
                    "Shared",
                    f"since {day(award.shared_at)}" if award.shared_at else "with nobody",
                ),
            ),
            {
                "award": str(award.uid),
                "badge": award.badge.slug,
                "version": award.version.number,
                "awarded_at": award.awarded_at.isoformat(),
                "state": award.state,
                "basis": award.basis,
            },
            tuple(_files(award)),
        )
        for award in awards.order_by("awarded_at", "pk")
    ]


def keepsakes(person: Person) -> list[Keepsake]:
    """Return the awards that a person may keep: those that hold, where their issuer allows it."""
    standing = Award.objects.filter(person=person).exclude(state=AwardState.REVOKED)
    return [
        Keepsake(
            str(award.uid),
            f"{award.version.name}, awarded on {day(award.awarded_at)}",
            ""
            if award.issuer.awards_outlive_accounts
            else f"{award.issuer.name} keeps no award of somebody whose account is erased.",
        )
        for award in standing.select_related("version", "issuer").order_by("awarded_at", "pk")
    ]


def erasures(person: Person, kept: frozenset[str]) -> list[Erasure]:
    """Return what erasing a person means here: evidence goes; awards are kept, or revoked and emptied."""

    def carry_out(because: str, at: datetime) -> None:
        for award in Award.objects.filter(person=person, erased_at=None).order_by("pk"):
            if str(award.uid) in kept:
                operations.erase_evidence(award_uid=award.uid, because=because, at=at)
                continue
            if award.state != AwardState.REVOKED:
                operations.renounce(award_uid=award.uid, holder=person, at=at)
            operations.forget(award_uid=award.uid, because=because, at=at)

    return [
        Erasure(
            goes=(
                "The evidence of every award.",
                "Awards that you do not keep: they are revoked, and their documents, pictures and "
                "certificates are erased.",
            ),
            carry_out=carry_out,
            stays=(
                Stays(
                    "Awards that you keep, with the name that they were made out to, and a salted digest of "
                    "the address that you had then.",
                    "They are yours, and go on being valid for anybody whom you show them to. Without an "
                    "account you can no longer share, unshare or renew them.",
                ),
                Stays(
                    "Of awards that you do not keep: that there was one of this badge, the day, digests, "
                    "and its place in the public status list.",
                    "The list says that it is revoked, so that no copy can be passed off as valid.",
                ),
            ),
            beyond_recall=(
                "Files and pictures of your awards that you or others have saved: they keep your name, "
                "and a check says that they are revoked.",
                "What pages elsewhere (LinkedIn, say) were told about your awards.",
            ),
        )
    ]


def _files(award: Award) -> Iterator[DataFile]:
    folder = f"awards/{award.badge.slug}-{award.uid}"
    if award.erased_at is None and award.credential.document.signed is not None:
        for form, name in _FORMS.items():
            yield DataFile(f"{folder}/{name}", name, files.file_of(award, form).content)
    for item in award.evidence.all():
        if item.content is not None:
            yield DataFile(f"{folder}/evidence-{item.position}.txt", item.name, bytes(item.content))
