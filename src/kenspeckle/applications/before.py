"""What to have before applying for a badge: other badges, levels of a ladder, stated claims."""

from collections.abc import Sequence
from dataclasses import dataclass

from kenspeckle.accounts.models import Person
from kenspeckle.accounts.queries import claims_asked, claims_of
from kenspeckle.awards.models import Award
from kenspeckle.catalogue.models import BadgeVersion
from kenspeckle.catalogue.schema.badge import Before


@dataclass(frozen=True)
class Needed:
    """Something to have first: `needed`, or recommended; and whether the person has it.

    `slug` is that of the badge, where it is one; a claim is stated on the page about oneself.
    """

    name: str
    needed: bool
    held: bool
    slug: str = ""
    is_claim: bool = False

    @property
    def message(self) -> str:
        """Why somebody without it may not apply, and what to do."""
        if self.is_claim:
            return f"This badge asks for this first: {self.name}. If you have it, say so."
        return f"You need to hold {self._what} first."

    @property
    def _what(self) -> str:
        return f"the badge “{self.name}”" if self.slug else self.name


def needed_before(
    person: Person, version: BadgeVersion, awards: Sequence[Award]
) -> tuple[Needed, ...]:
    """Return what `version` asks to have first; `awards` are those that count for the person now."""
    asked = version.facts.before
    badges = {
        need.badge.slug: need.badge
        for need in version.prerequisites.select_related("badge__current")
    }
    held = {award.badge_id for award in awards}
    needed = []
    for one in asked:
        if one.badge in badges:
            badge = badges[one.badge]
            name = badge.current.name if badge.current else badge.slug
            needed.append(Needed(name, one.needed, badge.pk in held, slug=badge.slug))
        elif one.ladder is not None:
            needed.append(_level(one, awards))
        elif one.claim is not None:
            needed.append(_claim(one, person))
    return tuple(needed)


def _level(one: Before, awards: Sequence[Award]) -> Needed:
    reached = [
        award.version.facts.level
        for award in awards
        if award.version.facts.level and award.version.facts.level.ladder == one.ladder
    ]
    rank = one.rank or 1
    steps = BadgeVersion.objects.filter(
        current_of__isnull=False, content__level__ladder=one.ladder, content__level__rank=rank
    ).select_related("badge")
    step = steps.first()
    return Needed(
        name=step.name if step else f"level {rank} of {one.ladder}",
        needed=one.needed,
        held=any(level.rank >= rank for level in reached),
        slug=step.badge.slug if step else "",
    )


def _claim(one: Before, person: Person) -> Needed:
    names = {definition.code: definition.name for definition in claims_asked()}
    stated = any(claim.definition.code == one.claim for claim in claims_of(person))
    return Needed(names.get(one.claim or "", one.claim or ""), one.needed, stated, is_claim=True)
