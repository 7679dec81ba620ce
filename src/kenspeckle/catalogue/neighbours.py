"""Badges that a badge's page speaks of: what to have before, its ladder, what its milestone is of."""

from dataclasses import dataclass

from kenspeckle.accounts.models import ClaimKind
from kenspeckle.catalogue import access
from kenspeckle.catalogue.models import Badge, BadgeVersion
from kenspeckle.catalogue.schema.badge import Before


@dataclass(frozen=True)
class Rung:
    """One badge of a ladder, from the lowest up."""

    badge: Badge
    name: str
    rank: int
    is_this: bool


@dataclass(frozen=True)
class Needed:
    """Something to have before applying: a badge, a level of a ladder or a higher one, or something to state."""

    needed: bool
    badge: Badge | None = None
    or_higher: bool = False
    stated: str = ""

    @property
    def sentence(self) -> str:
        """What must be so, told to readers before they write a word."""
        if self.stated:
            return f"You can state this: {self.stated}."
        held = self.badge.current if self.badge else None
        return f"You hold {held}{', or a higher level of it' if self.or_higher else ''}."


def ladder(version: BadgeVersion) -> tuple[Rung, ...]:
    """Return the badges of the version's ladder, from the lowest up; none if it stands on none."""
    level = version.facts.level
    if level is None:
        return ()
    return tuple(
        Rung(badge, rung.name, rung.rank, badge.pk == version.badge_id)
        for badge in _on_ladder(level.ladder)
        if badge.current and (rung := badge.current.facts.level)
    )


def before(version: BadgeVersion) -> tuple[Needed, ...]:
    """Return what to have before applying for `version`, in the order of its files."""
    asked = version.facts.before
    held = {row.badge.slug: row.badge for row in version.prerequisites.all()}
    names = _claim_names([one.claim for one in asked if one.claim])
    return tuple(_needed(one, held, names) for one in asked)


def of_milestone(version: BadgeVersion) -> tuple[Badge, ...]:
    """Return the badges that a milestone is of, sorted by number, those without one last."""
    milestone = version.facts.milestone
    if milestone is None:
        return ()
    badges = access.published().filter(slug__in=milestone.of).select_related("current", "issuer")
    return tuple(sorted(badges, key=lambda badge: (badge.number is None, badge.number, badge.slug)))


def _needed(one: Before, held: dict[str, Badge], names: dict[str, str]) -> Needed:
    if one.claim is not None:
        return Needed(one.needed, stated=names.get(one.claim, one.claim))
    if one.ladder is not None:
        enough = [badge for badge in _on_ladder(one.ladder) if _rank(badge) >= (one.rank or 0)]
        return Needed(one.needed, badge=enough[0] if enough else None, or_higher=len(enough) > 1)
    return Needed(one.needed, badge=held.get(one.badge or ""))


def _on_ladder(name: str) -> list[Badge]:
    badges = access.published().filter(current__content__level__ladder=name)
    return sorted(badges.select_related("current"), key=_rank)


def _rank(badge: Badge) -> int:
    level = badge.current.facts.level if badge.current else None
    return level.rank if level else 0


def _claim_names(codes: list[str]) -> dict[str, str]:
    if not codes:
        return {}
    kinds = ClaimKind.objects.filter(code__in=codes)
    return {kind.code: kind.definition.name for kind in kinds}
