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
        (b"", "not JSON: there is nothing in it"),
        (b" \n", "not JSON: there is nothing in it"),
    ],
)
def test_json_that_two_readers_could_read_differently_is_refused(text: bytes, said: str) -> None:
    with pytest.raises(Unreadable, match=said):
        read_json(text)


def test_a_document_beyond_the_limit_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(Unreadable, match="longer"):
        read_json(b"[" * 11, limits=Limits(bytes=10))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (b"[" * 11, "the document is longer than 10 bytes"),
        ("[" * 11, "the document is longer than 10 bytes"),
        (b'["a\xff"]', "the text is not UTF-8 (byte 3)"),
        (b"[\n\n1,]", "that is not JSON: Expecting value, line 3"),
        (b"{}{}", "that is not JSON: Extra data, line 1"),
        (b"[1e999]", "a number is too large"),
        (b"[-1e999]", "a number is too large"),
        (b"[NaN]", "NaN is not JSON"),
        ('["\ud800"]', "a text holds half of a surrogate pair"),
        (b'["\\uD800"]', "a text holds half of a surrogate pair"),
    ],
)
def test_a_refusal_says_what_stands_in_the_way(text: bytes | str, message: str) -> None:
    with pytest.raises(Unreadable) as caught:
        read_json(text, limits=Limits(bytes=10))

    assert caught.value.message == message


def test_a_name_given_twice_is_named_but_not_at_length() -> None:
    with pytest.raises(Unreadable) as caught:
        read_json(b'{"b": 1, "' + b"a" * 100 + b'": 1, "' + b"a" * 100 + b'": 2}')

    assert caught.value.message == f"the name '{'a' * 80}' is given twice in one object"


def test_documents_up_to_the_limits_are_read() -> None:
    assert read_json(b"[1,2,3,45]", limits=Limits(bytes=10)) == [1, 2, 3, 45]
    assert read_json(b"\xef\xbb\xbf{}", limits=Limits(bytes=5)) == {}
    for digits in ("9" * 400, "-" + "9" * 399, "0." + "9" * 398):
        assert read_json(digits) == json.loads(digits)
    for digits in ("9" * 401, "-" + "9" * 400, "0." + "9" * 399):
        with pytest.raises(Unreadable, match="a number has more digits than any use for them"):
            read_json(digits)


@pytest.mark.parametrize(("opening", "closing"), [("[", "]"), ('{"a":', "}")])
def test_documents_are_read_down_to_the_depth_of_the_limit(opening: str, closing: str) -> None:
    def nested(depth: int) -> str:
        return opening * depth + ("{}" if closing == "}" else "") + closing * depth

    most = 64 if closing == "]" else 63
    assert read_json(nested(most)) == json.loads(nested(most))
    wide = f"[{','.join(['[]'] * 100)}]"
    assert read_json(wide) == json.loads(wide)
    with pytest.raises(Unreadable) as caught:
        read_json(nested(most + 1))
    assert caught.value.message == "the document is nested more than 64 levels deep"


@pytest.mark.parametrize(
    "text",
    [
        '["a,b,c,d,e,f,g", 2, 3, 4, 5]',
        '{"a,b,c,d,e,f,g": 1, "b": 2, "c": 3, "d": 4, "e": 5}',
        '[["a,b,c,d,e,f,g", 2], {"c": 3}]',
    ],
)
def test_values_are_counted_wherever_they_are(text: str) -> None:
    assert read_json(text, limits=Limits(nodes=5)) == json.loads(text)
    with pytest.raises(Unreadable) as caught:
        read_json(text, limits=Limits(nodes=4))
    assert caught.value.message == "the document has more than 4 values"


def test_a_list_is_no_object() -> None:
    for text in (b"[]", b"5", b"null", b'"{}"'):
        with pytest.raises(Unreadable, match="the document is JSON, but not an object"):
            read_object(text)
    assert read_object(b'{"a": []}', limits=Limits(bytes=9)) == {"a": []}
    with pytest.raises(Unreadable, match="longer"):
        read_object(b'{"a": []}', limits=Limits(bytes=8))


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
        ("2016-12-31T23:59:60.25-14:00", "2016-12-31T23:59:59.250000-14:00"),
        ("2024-02-29T00:00:00+00:59", "2024-02-29T00:00:00+00:59"),
    ],
)
def test_times_are_read_with_their_zone(text: str, iso: str) -> None:
    assert read_time(text).isoformat() == iso


WRITTEN = "a time is written like 2026-11-22T14:05:00Z"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2026-11-22", WRITTEN),
        ("2026-11-22T14:05:00", "the time does not say in which time zone it is"),
        ("2026-02-30T00:00:00Z", "that day does not exist"),
        ("2026-11-22T24:00:00Z", WRITTEN),
        ("2026-11-22T14:60:00Z", WRITTEN),
        ("2026-13-22T14:05:00Z", WRITTEN),
        ("2026-00-22T14:05:00Z", WRITTEN),
        ("2026-11-00T14:05:00Z", WRITTEN),
        ("2026-11-32T14:05:00Z", WRITTEN),
        ("2026-11-22T14:05:61Z", WRITTEN),
        ("2026-11-22T14:05:00.Z", WRITTEN),
        ("2026-11-22T14:05:00+15:00", WRITTEN),
        ("2026-11-22T14:05:00+01:60", WRITTEN),
        ("2026-11-22T14:05:00+0100", WRITTEN),
        ("2026-11-22T14:05:00z", WRITTEN),
        ("2026-11-22 14:05:00Z", WRITTEN),
        ("2026-11-22T14:05:00Z\n", WRITTEN),
        ("-2026-11-22T14:05:00Z", "that day does not exist"),
        ("12026-11-22T14:05:00Z", "that day does not exist"),
        ("\u0662026-11-22T14:05:00Z", WRITTEN),
        (None, WRITTEN),
        (5, WRITTEN),
    ],
)
def test_what_is_no_point_in_time_is_refused_with_its_place(text: object, message: str) -> None:
    for _ in range(2):  # the second time from memory
        with pytest.raises(Unreadable) as caught:
            read_time(text, path="$.validFrom")
        assert (caught.value.message, caught.value.path) == (message, "$.validFrom")
    with pytest.raises(Unreadable) as caught:
        read_time(text)
    assert caught.value.path == ""
