"""Who may apply, when, how often, what comes before, and how long an award counts."""

from collections.abc import Iterator, Mapping

from kenspeckle.catalogue.schema.audiences import Rule
from kenspeckle.catalogue.schema.badge import Before, Counted

from ..model import Badge, Location, Path_, Problem, Programme, Where
from .names import Problems, one_of, twice


def audiences(programme: Programme) -> Problems:
    """Rules name claims, fields and organisations that are there, and say what they refuse."""
    for part in programme.audiences.values():
        facts, where = part.facts, part.where
        if not facts.is_everyone and not facts.refusal:
            yield Problem(
                where.at(),
                f"missing key: refusal (of the audience {facts.code}, which leaves people out)",
            )
        for rule, path in _rules(facts.rule, ("rule",)):
            yield from _rule(programme, rule, where, path)


def _rules(rule: Rule, path: Path_) -> Iterator[tuple[Rule, Path_]]:
    yield rule, path
    for name, joined in (("all", rule.all), ("any", rule.any)):
        for number, one in enumerate(joined or ()):
            yield from _rules(one, (*path, name, number))


def _rule(programme: Programme, rule: Rule, where: Where, path: Path_) -> Problems:
    for joined in (rule.all, rule.any):
        if joined is not None and len(joined) == 1:
            yield Problem(
                where.at(*path), "a rule that joins one rule is that rule: leave all or any out"
            )
    if rule.member_of is not None and rule.member_of not in programme.unreadable:
        slugs = [issuer.slug for issuer in programme.issuers]
        yield from one_of(where.at(*path), "organisation", rule.member_of, slugs)
    if rule.claim is None or "claims.toml" in programme.unreadable:
        return
    yield from one_of(where.at(*path), "claim", rule.claim, programme.claims)
    claim = programme.claims.get(rule.claim)
    if claim is None:
        return
    for name, values in rule.where.items():
        field = claim.facts.field(name)
        if field is None:
            codes = ", ".join(one.code for one in claim.facts.fields) or "it has none"
            yield Problem(
                where.at(*path), f"unknown field of the claim {rule.claim}: {name} (one of {codes})"
            )
        elif field.kind == "choice":
            for value in values:
                yield from one_of(
                    where.at(*path), name, value, [choice.code for choice in field.choices]
                )
    if rule.within_days is not None and not any(
        field.kind == "date" for field in claim.facts.fields
    ):
        yield Problem(
            where.at(*path),
            f"within_days needs a date, and the claim {rule.claim} has no field for one",
        )


def references(programme: Programme) -> Problems:
    """Audiences and AI rules that are there."""
    for badge in programme.badges:
        facts, where = badge.facts, badge.where
        if "audiences.toml" not in programme.unreadable:
            yield from one_of(where.at("audience"), "audience", facts.audience, programme.audiences)
        if "ai.toml" not in programme.unreadable:
            yield from one_of(where.at("ai_rule"), "AI rule", facts.ai_rule, programme.ai_rules)
        if facts.frequency.counted is Counted.SERIES and badge.series is None:
            yield Problem(where.at("frequency"), "counted by series, but the badge is in none")


def dates(programme: Programme) -> Problems:
    """Days in their order."""
    for badge in programme.badges:
        facts = badge.facts
        opens, closes, closed = facts.opens_on, facts.closes_on, facts.closed_on
        if opens and closes and opens > closes:
            yield Problem(
                badge.where.at("closes_on"),
                f"dates out of order: closes {closes}, before it opens {opens}",
            )
        if opens and closed and opens > closed:
            yield Problem(
                badge.where.at("closed_on"),
                f"dates out of order: closed {closed}, before it opens {opens}",
            )


def before(programme: Programme) -> Problems:
    """What to have first is there, can be had, and does not lead back."""
    badges = {badge.slug: badge for badge in programme.badges}
    ladders = {badge.facts.level.ladder for badge in programme.badges if badge.facts.level}
    for badge in programme.badges:
        named = [
            (one.badge or "", badge.where.at("before", number))
            for number, one in enumerate(badge.facts.before)
        ]
        yield from twice("badge to hold first", named)
        for number, one in enumerate(badge.facts.before):
            place = badge.where.at("before", number)
            if one.badge is not None:
                yield from _badge_before(badge, one, place, badges, programme)
            elif one.claim is not None and "claims.toml" not in programme.unreadable:
                yield from one_of(place, "claim", one.claim, programme.claims)
            elif one.ladder is not None:
                yield from _level_before(badge, one, place, ladders, programme)


def _badge_before(
    badge: Badge, one: Before, place: Location, badges: Mapping[str, Badge], programme: Programme
) -> Problems:
    needed = badges.get(one.badge or "")
    if needed is None:
        if one.badge not in programme.unreadable:
            yield Problem(place, f"unknown badge to hold first: {one.badge}")
    elif badge.slug in _needed_for(needed, badges):
        yield Problem(place, f"badges in a circle: {one.badge} needs {badge.slug}")
    elif one.needed and needed.facts.closed_on and not badge.facts.closed_on:
        yield Problem(place, f"the badge to hold first, {one.badge}, is closed")


def _level_before(
    badge: Badge, one: Before, place: Location, ladders: set[str], programme: Programme
) -> Problems:
    yield from one_of(place, "ladder", one.ladder or "", sorted(ladders))
    if one.ladder not in ladders:
        return
    highest = max(
        other.facts.level.rank
        for other in programme.badges
        if other.facts.level and other.facts.level.ladder == one.ladder
    )
    if (one.rank or 0) > highest:
        yield Problem(place, f"no badge of {one.ladder} has the rank {one.rank} or above")
    level = badge.facts.level
    if level and level.ladder == one.ladder and (one.rank or 0) >= level.rank:
        yield Problem(
            place,
            f"the badge is at rank {level.rank} of {one.ladder} and asks for {one.rank} first",
        )


def _needed_for(badge: Badge, badges: Mapping[str, Badge]) -> set[str]:
    """The badge and all that must be held before it."""
    needed: set[str] = set()
    waiting = [badge.slug]
    while waiting:
        slug = waiting.pop()
        if slug not in needed and slug in badges:
            needed.add(slug)
            waiting += [one.badge for one in badges[slug].facts.before if one.badge]
    return needed


def levels(programme: Programme) -> Problems:
    """A ladder has every rung from the lowest, each of one badge and of one name."""
    rungs: dict[str, dict[int, Badge]] = {}
    for badge in programme.badges:
        if (level := badge.facts.level) is None:
            continue
        ladder = rungs.setdefault(level.ladder, {})
        if level.rank in ladder:
            yield Problem(
                badge.where.at("level"),
                f"two badges at rank {level.rank} of {level.ladder}: also {ladder[level.rank].slug}",
            )
        ladder.setdefault(level.rank, badge)
    for name, ladder in rungs.items():
        for rank, badge in sorted(ladder.items()):
            if rank > 1 and rank - 1 not in ladder and not programme.unreadable:
                yield Problem(
                    badge.where.at("level"),
                    f"a level without the one below: no badge at rank {rank - 1} of {name}",
                )


def lasting(programme: Programme) -> Problems:
    """Renewal fits into the time that an award counts; endorsements are not enforced yet."""
    for badge in programme.badges:
        expiry, frequency = badge.facts.expiry, badge.facts.frequency
        if expiry is not None and expiry.renew_from_days > expiry.months * 28:
            yield Problem(
                badge.where.at("expiry", "renew_from_days"),
                f"renewal would open {expiry.renew_from_days} days before the end, "
                f"before an award of {expiry.months} months begins",
            )
        if expiry is not None and badge.facts.milestone is not None and expiry.renew_from_days:
            yield Problem(
                badge.where.at("expiry", "renew_from_days"),
                "a milestone is claimed and not applied for, so it has no renewal",
            )
        if expiry is not None and frequency.times > 1:
            yield Problem(
                badge.where.at("frequency"),
                "a badge that expires is held once at a time: renewal takes its own place",
            )
        if badge.facts.endorsement is not None:
            yield Problem(
                badge.where.at("endorsement"),
                "an endorsement is not asked for yet: the badge page says nothing of it",
                warning=True,
            )


def milestones(programme: Programme) -> Problems:
    """A milestone asks for badges that are there, as many as there are at most, and nothing else."""
    badges = {badge.slug: badge for badge in programme.badges}
    for badge in programme.badges:
        milestone = badge.facts.milestone
        if milestone is None:
            continue
        place = badge.where.at("milestone")
        if len(milestone.of) < 2:
            yield Problem(place, "a milestone is of at least two badges")
        if milestone.hold > len(milestone.of):
            yield Problem(
                place, f"a milestone of {len(milestone.of)} badges asks to hold {milestone.hold}"
            )
        yield from twice("badge of the milestone", ((slug, place) for slug in milestone.of))
        for slug in milestone.of:
            if slug == badge.slug:
                yield Problem(place, "a milestone cannot ask for itself")
            elif slug not in badges and slug not in programme.unreadable:
                yield Problem(place, f"unknown badge of the milestone: {slug}")
            elif slug in badges and badge.slug in _held_for(badges[slug], badges):
                yield Problem(place, f"badges in a circle: {slug} asks for {badge.slug}")
        audience = programme.audiences.get(badge.facts.audience)
        if badge.facts.before or (audience and not audience.facts.is_everyone):
            yield Problem(
                badge.where.at("before" if badge.facts.before else "audience"),
                "a milestone is for everyone who holds its badges: they ask for the rest",
            )
        if badge.facts.criteria:
            yield Problem(
                badge.where.at("criteria"), "a milestone has no criteria: holding the badges is all"
            )


def _held_for(badge: Badge, badges: Mapping[str, Badge]) -> set[str]:
    """The badges that a milestone asks for, and those that they ask for."""
    asked: set[str] = set()
    waiting = [badge.slug]
    while waiting:
        slug = waiting.pop()
        milestone = badges[slug].facts.milestone if slug in badges else None
        if milestone is not None and slug not in asked:
            waiting += milestone.of
        asked.add(slug)
    return asked
