"""Hints find what has a form, and leave ordinary writing alone."""

from itertools import pairwise

import pytest

from kenspeckle.text.hints import MOST, Sign, hints
from kenspeckle.text.tests import hint_set

LEAST_RECALL = 0.95
MOST_ALARMS = 0.02


@pytest.mark.parametrize("sign", list(Sign))
def test_planted_signs_are_pointed_at(sign: Sign) -> None:
    assert hint_set.recall(sign) >= LEAST_RECALL


def test_clean_answers_raise_hardly_an_alarm() -> None:
    alarms = hint_set.alarms()
    assert sum(alarms.values()) <= MOST_ALARMS * hint_set.ANSWERS, alarms


@pytest.mark.parametrize(
    ("text", "sign", "what"),
    [
        ("Ring me on 07700 900123, please.", Sign.PHONE, "07700 900123"),
        ("Her CHI is 310190 0018.", Sign.HEALTH, "310190 0018"),
        (
            "My number QQ123456C is not real, AB 12 34 56 C might be.",
            Sign.INSURANCE,
            "AB 12 34 56 C",
        ),
        ("He lives at EH1 1AA.", Sign.POSTCODE, "EH1 1AA"),
        ("I am registered: 3001234.", Sign.REGISTRATION, "3001234"),
        ("born on 3 May 1941", Sign.BIRTH, "born on 3 May 1941"),
        ("We went to 12 Castle Wynd.", Sign.ADDRESS, "12 Castle Wynd"),
        ("I spoke to Mrs Campbell.", Sign.NAME, "Mrs Campbell"),
    ],
)
def test_each_sign_is_told_with_its_words(text: str, sign: Sign, what: str) -> None:
    found_here = hints(text, registrations=[r"\d{7}"])

    assert [(one.sign, one.text) for one in found_here] == [(sign, what)]
    assert text[found_here[0].start : found_here[0].end] == what


@pytest.mark.parametrize(
    "text",
    [
        "The check digit is wrong: 310190 0019.",
        "ZZ12 3AB is no postcode, and BG123456A is no such number.",
        "Mr B and Mrs X are not their names.",
        "We moved in on 12/03/2024 and 3001234 people came.",
    ],
)
def test_what_only_looks_like_one_is_left_alone(text: str) -> None:
    assert hints(text) == []


def test_a_text_full_of_them_names_some_and_overlaps_none() -> None:
    many = hints("a@example.org 07700 900123 " * 200)

    assert len(many) == MOST
    assert all(one.end <= other.start for one, other in pairwise(many))
