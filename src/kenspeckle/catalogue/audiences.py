"""Whether somebody belongs to an audience, and if not, why not and what they can do about it.

A pure function over plain facts: callers gather the facts, programmes write the rules and the words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from kenspeckle.catalogue.schema.audiences import AudienceFacts, Rule
from kenspeckle.kernel.dates import day


@dataclass(frozen=True)
class ClaimFact:
    """What a person states about themselves: the claim's code, its fields, the day it speaks of."""

    code: str
    fields: Mapping[str, str] = field(default_factory=dict)
    on: date | None = None


@dataclass(frozen=True)
class Facts:
    """All that a rule may ask of a person on the day `today`.

    `member_of` are organisations' slugs; `attended` gives the last day on each event's list.
    """

    today: date
    claims: tuple[ClaimFact, ...] = ()
    employed: bool = False
    member_of: frozenset[str] = frozenset()
    invited: bool = False
    attended: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True)
class LeftOut:
    """Why somebody is left out, and what they can do if that is wrong ("" if nothing)."""

    message: str
    todo: str = ""

    @property
    def sentence(self) -> str:
        """The reason and what to do, as one text."""
        return f"{self.message} {self.todo}".strip()


def left_out(audience: AudienceFacts, facts: Facts) -> tuple[LeftOut, ...]:
    """Return why a person with these facts is left out of an audience; nothing if they belong to it."""
    if holds(audience.rule, facts):
        return ()
    late = tuple(_too_late(audience.rule, facts))
    return (LeftOut(" ".join([audience.refusal, *late]).strip(), audience.todo),)


def holds(rule: Rule, facts: Facts) -> bool:
    """Return whether a rule is met."""
    if rule.all is not None:
        return all(holds(one, facts) for one in rule.all)
    if rule.any is not None:
        return any(holds(one, facts) for one in rule.any)
    if rule.claim is not None:
        return any(_meets(claim, rule, facts.today) for claim in facts.claims)
    if rule.employed:
        return facts.employed
    if rule.member_of is not None:
        return rule.member_of in facts.member_of
    if rule.invited:
        return facts.invited
    if rule.attended is not None:
        return _in_time(facts.attended.get(rule.attended), rule, facts.today)
    return rule.everyone is True


def _meets(claim: ClaimFact, rule: Rule, today: date) -> bool:
    return (
        claim.code == rule.claim
        and all(claim.fields.get(name) in values for name, values in rule.where.items())
        and (rule.within_days is None or _in_time(claim.on, rule, today))
    )


def _in_time(on: date | None, rule: Rule, today: date) -> bool:
    if on is None or on > today:
        return False
    return rule.within_days is None or today <= on + timedelta(days=rule.within_days)


def _too_late(rule: Rule, facts: Facts) -> list[str]:
    """Return a sentence for each day in the rule that is too long ago."""
    sentences = [
        sentence
        for one in (*(rule.all or ()), *(rule.any or ()))
        for sentence in _too_late(one, facts)
    ]
    on = facts.attended.get(rule.attended) if rule.attended else None
    if rule.claim:
        on = max(
            (one.on for one in facts.claims if one.code == rule.claim and one.on), default=None
        )
    if rule.within_days is not None and on is not None and on <= facts.today:
        last = on + timedelta(days=rule.within_days)
        if last < facts.today:
            sentences.append(
                f"What counts for you is of {day(on)}; the last day to apply was {day(last)}."
            )
    return sentences
