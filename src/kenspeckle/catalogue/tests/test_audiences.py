"""Rules over plain facts: who belongs to an audience, and what the others are told."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kenspeckle.catalogue.audiences import ClaimFact, Facts, holds, left_out
from kenspeckle.catalogue.schema.audiences import AudienceFacts, Rule

TODAY = date(2026, 11, 22)


def rule(**said: Any) -> Rule:
    return Rule.model_validate(said)


def facts(**known: Any) -> Facts:
    return Facts(today=TODAY, **known)


WOOD = ClaimFact("tutor", {"craft": "wood"})
PAPER = ClaimFact("tutor", {"craft": "paper"})
COURSE = ClaimFact("course", {}, TODAY - timedelta(days=30))


@pytest.mark.parametrize(
    ("said", "known", "expected"),
    [
        ({"everyone": True}, {}, True),
        ({"claim": "tutor"}, {}, False),
        ({"claim": "tutor"}, {"claims": (PAPER,)}, True),
        ({"claim": "tutor", "where": {"craft": ["wood", "metal"]}}, {"claims": (PAPER,)}, False),
        ({"claim": "tutor", "where": {"craft": ["wood", "metal"]}}, {"claims": (PAPER, WOOD)}, True),
        ({"claim": "tutor", "where": {"level": ["1"]}}, {"claims": (WOOD,)}, False),
        ({"claim": "course", "within_days": 30}, {"claims": (COURSE,)}, True),
        ({"claim": "course", "within_days": 29}, {"claims": (COURSE,)}, False),
        ({"claim": "tutor", "within_days": 29}, {"claims": (WOOD,)}, False),
        ({"employed": True}, {"employed": True}, True),
        ({"employed": True}, {}, False),
        ({"member_of": "guild"}, {"member_of": frozenset({"guild"})}, True),
        ({"member_of": "guild"}, {"member_of": frozenset({"workshop"})}, False),
        ({"invited": True}, {"invited": True}, True),
        ({"invited": True}, {}, False),
        ({"attended": "walk"}, {"attended": {"walk": date(2020, 1, 1)}}, True),
        ({"attended": "walk"}, {"attended": {"talk": TODAY}}, False),
        ({"attended": "walk", "within_days": 21}, {"attended": {"walk": date(2026, 11, 1)}}, True),
        ({"attended": "walk", "within_days": 20}, {"attended": {"walk": date(2026, 11, 1)}}, False),
        ({"attended": "walk", "within_days": 20}, {"attended": {"walk": date(2026, 11, 23)}}, False),
        ({"any": [{"employed": True}, {"invited": True}]}, {"invited": True}, True),
        ({"all": [{"employed": True}, {"invited": True}]}, {"invited": True}, False),
    ],
)  # fmt: skip
def test_a_rule_is_met_by_what_it_names(
    said: dict[str, Any], known: dict[str, Any], expected: bool
) -> None:
    assert holds(rule(**said), facts(**known)) is expected


AUDIENCE = AudienceFacts(
    code="walkers",
    who="People who came on the walk.",
    refusal="This badge is for people who came on the walk.",
    todo="Ask the walk's leader to put you on the list.",
    rule=rule(any=[{"attended": "walk", "within_days": 14}, {"member_of": "guild"}]),
)


def test_those_who_are_left_out_are_told_why_and_what_to_do() -> None:
    [reason] = left_out(AUDIENCE, facts())

    assert (reason.message, reason.todo) == (AUDIENCE.refusal, AUDIENCE.todo)


def test_those_who_come_too_late_are_told_the_last_day() -> None:
    [reason] = left_out(AUDIENCE, facts(attended={"walk": date(2026, 11, 1)}))

    assert reason.message == (
        "This badge is for people who came on the walk. "
        "What counts for you is of 1 November 2026; the last day to apply was 15 November 2026."
    )


def test_those_who_belong_are_told_nothing() -> None:
    assert left_out(AUDIENCE, facts(attended={"walk": date(2026, 11, 8)})) == ()
    assert left_out(AUDIENCE, facts(member_of=frozenset({"guild"}))) == ()


leaves = st.sampled_from(
    [{"employed": True}, {"invited": True}, {"everyone": True}, {"claim": "tutor"}]
)
rules = st.recursive(
    leaves,
    lambda inner: st.lists(inner, min_size=1, max_size=3).flatmap(
        lambda joined: st.sampled_from([{"all": joined}, {"any": joined}])
    ),
    max_leaves=8,
)


@given(said=rules, employed=st.booleans(), invited=st.booleans())
def test_knowing_more_of_a_person_never_leaves_them_out(
    said: dict[str, Any], employed: bool, invited: bool
) -> None:
    less = facts(employed=employed, invited=invited)
    more = facts(employed=True, invited=True, claims=(WOOD,))

    assert holds(rule(**said), more) >= holds(rule(**said), less)
    assert holds(rule(**said), more)
