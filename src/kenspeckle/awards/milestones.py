"""Milestones: badges for holding so many of a list of badges. Claimed, not applied for."""

import re
from dataclasses import dataclass
from datetime import datetime

from kenspeckle.accounts.models import Person
from kenspeckle.awards.models import Award
from kenspeckle.awards.queries import counting
from kenspeckle.awards.states import AwardState
from kenspeckle.catalogue.models import Badge, BadgeVersion

KIND = "milestone"


@dataclass(frozen=True)
class Part:
    """One badge of the list, and the award by which the person holds it."""

    badge: Badge
    award: Award | None


@dataclass(frozen=True)
class Progress:
    """How far a person is; a visitor holds nothing."""

    hold: int
    parts: tuple[Part, ...]

    @property
    def held(self) -> tuple[Award, ...]:
        """The awards that count, one for each badge."""
        return tuple(part.award for part in self.parts if part.award)

    @property
    def is_complete(self) -> bool:
        """Whether enough badges are held."""
        return len(self.held) >= self.hold

    @property
    def missing(self) -> int:
        """How many badges are still to be held."""
        return max(0, self.hold - len(self.held))


def progress(version: BadgeVersion, person: Person | None, at: datetime) -> Progress:
    """Return how far `person` is towards a milestone, its badges by number, then by name.

    A badge counts once, while its award is signed, not revoked and not expired.
    """
    milestone = version.facts.milestone
    assert milestone is not None, "only milestones have progress"
    badges = Badge.objects.filter(slug__in=milestone.of).select_related("current")
    held: dict[int, Award] = {}
    if person is not None:
        counted = counting(person, at).filter(state=AwardState.SIGNED, badge__in=badges)
        for award in counted.order_by("-awarded_at", "-pk"):
            held[award.badge_id] = award
    parts = [Part(badge, held.get(badge.pk)) for badge in badges]
    return Progress(milestone.hold, tuple(sorted(parts, key=_by_number_then_name)))


def facts(version: BadgeVersion, awards: tuple[Award, ...]) -> dict[str, str]:
    """Return the facts of a basis: what the milestone asks, and the awards that it rests on."""
    milestone = version.facts.milestone
    assert milestone is not None, "only milestones rest on other awards"
    return {
        "hold": str(milestone.hold),
        "of": " ".join(milestone.of),
        "awards": " ".join(str(award.uid) for award in awards),
    }


def faults(award: Award) -> list[str]:
    """Return a sentence for everything that is wrong with what a milestone's award rests on.

    An award that was revoked, or ran out, afterwards is none: the milestone was earned by then.
    """
    milestone = award.version.facts.milestone
    if milestone is None:
        return ["The badge is no milestone."]
    stated = award.basis.get("facts", {})
    uids = set(str(stated.get("awards", "")).split())
    rests_on = [
        one
        for one in resting_on(award)
        if one.badge.slug in milestone.of
        and one.person_id == award.person_id
        and one.state != AwardState.RECORDED
        and one.awarded_at <= award.awarded_at
        and (one.revoked_at is None or one.revoked_at >= award.awarded_at)
        and (one.valid_until is None or one.valid_until >= award.awarded_at)
    ]
    faults = []
    if (stated.get("hold"), stated.get("of")) != (str(milestone.hold), " ".join(milestone.of)):
        faults.append("The basis says something else of the milestone than the badge does.")
    if len(rests_on) != len(uids):
        faults.append("The basis names an award that does not count.")
    if len({one.badge_id for one in rests_on}) < milestone.hold:
        faults.append("The awards that the basis names are too few.")
    return faults


def resting_on(award: Award) -> list[Award]:
    """Return the awards that a milestone's basis names, as they are numbered."""
    uids = str(award.basis.get("facts", {}).get("awards", "")).split()
    awards = Award.objects.filter(uid__in=uids).select_related("badge", "version")
    return sorted(awards, key=lambda one: _by_number_then_name(Part(one.badge, one)))


def milestones_with(badge: Badge) -> list[BadgeVersion]:
    """Return the published milestones that count `badge`."""
    return list(
        BadgeVersion.objects.filter(
            current_of__closed_on=None,
            current_of__isnull=False,
            content__milestone__of__contains=[badge.slug],
        ).select_related("badge__issuer", "badge__series")
    )


def _by_number_then_name(part: Part) -> tuple[bool, list[tuple[bool, int, str]], str]:
    number = part.badge.number or ""
    # Figures are compared as numbers: OB-9 comes before OB-10.
    steps = [
        (not step.isdecimal(), int(step) if step.isdecimal() else 0, step)
        for step in re.findall(r"[0-9]+|[^0-9]+", number)
    ]
    name = part.badge.current.name if part.badge.current else part.badge.slug
    return (not number, steps, name.casefold())
