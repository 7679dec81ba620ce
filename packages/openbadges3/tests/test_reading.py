from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openbadges3.errors import Unreadable
from openbadges3.reading import Limits, read_json, read_object, read_time


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b'{"a": 1, "a": 2}', "twice"),
        (b'{"a": {"b": 1, "\\u0062": 2}}', "twice"),
        (b'{"a": NaN}', "NaN"),
        (b'{"a": -Infinity}', "Infinity"),
        (b'{"a": 1e999}', "too large"),
        (b'{"a": ' + b"9" * 500 + b"}", "digits"),
        (b'{"a": "\\ud800"}', "surrogate"),
        (b'{"a": "\\udc00\\ud800"}', "surrogate"),
        (b'{"\\ud800": 1}', "surrogate"),
        (b'{"a": "\xff"}', "UTF-8"),
        (b'{"a": "\xed\xa0\x80"}', "UTF-8"),
        (b'{"a": 1', "not JSON"),
        (b"[" * 100_000, "deep"),
        (b"[" * 70 + b"]" * 70, "deep"),
        (b"[" + b"1," * 60_000 + b"1]", "values"),
        (b'{"a": "\n"}', "not JSON"),
        (b"", "not JSON"),
    ],
)
def test_json_that_two_readers_could_read_differently_is_refused(text: bytes, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        read_json(text)


def test_a_document_beyond_the_limit_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(Unreadable, match="longer"):
        read_json(b"[" * 11, limits=Limits(bytes=10))


def test_a_list_is_no_object() -> None:
    with pytest.raises(Unreadable, match="object"):
        read_object(b"[]")


def test_a_whole_surrogate_pair_is_a_letter_like_others() -> None:
    assert read_json(b'"\\ud83c\\udf89"') == "\N{PARTY POPPER}"


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        value = read_json(data)
    except Unreadable:
        return
    assert json.loads(json.dumps(value)) == value


@given(st.text())
def test_any_text_is_a_time_or_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        read_time(text)


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2026-11-22T14:05:00Z", "2026-11-22T14:05:00+00:00"),
        ("2026-11-22T14:05:00.123456789Z", "2026-11-22T14:05:00.123456+00:00"),
        ("2026-11-22T14:05:00.5+01:00", "2026-11-22T14:05:00.500000+01:00"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59+00:00"),
    ],
)
def test_times_are_read_with_their_zone(text: str, iso: str) -> None:
    assert read_time(text).isoformat() == iso


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-22",
        "2026-11-22T14:05:00",
        "2026-02-30T00:00:00Z",
        "2026-11-22T24:00:00Z",
        None,
        5,
        "2026-11-22 14:05:00Z",
        "\u0662026-11-22T14:05:00Z",
    ],
)
def test_what_is_no_point_in_time_is_refused(text: object) -> None:
    with pytest.raises(Unreadable):
        read_time(text)
