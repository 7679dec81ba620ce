from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openbadges3.encoding import (
    base58_decode,
    base58_encode,
    base64url_decode,
    base64url_encode,
    jcs,
    multibase_decode,
    sha256_multibase,
)
from openbadges3.errors import Unreadable

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.binary(max_size=200))
def test_base58_and_base64url_survive_a_round_trip(data: bytes) -> None:
    assert base58_decode(base58_encode(data)) == data
    assert base64url_decode(base64url_encode(data)) == data
    assert multibase_decode("z" + base58_encode(data)) == data
    assert multibase_decode("u" + base64url_encode(data)) == data


def test_base58_is_that_of_the_internet_draft() -> None:
    # draft-msporny-base58-03, section 5.
    assert base58_encode(b"Hello World!") == "2NEpo7TZRRrLZSi2U"
    assert base58_encode(bytes.fromhex("0000287fb4cd")) == "11233QC4"


@pytest.mark.parametrize("text", ["0", "O", "I", "l", "a b", "é", "1" * 5000])
def test_what_is_not_base58_is_refused(text: str) -> None:
    with pytest.raises(Unreadable):
        base58_decode(text)


@pytest.mark.parametrize("text", ["A", "AA=", "AB", "A+", "A/AA", "é", "AA\n"])
def test_base64url_has_one_spelling_only(text: str) -> None:
    with pytest.raises(Unreadable):
        base64url_decode(text)


@given(JSON)
def test_jcs_says_the_same_as_the_json_it_came_from(value: object) -> None:
    assert json.loads(jcs(value), parse_int=float) == value
    assert jcs(json.loads(jcs(value))) == jcs(value)


@pytest.mark.parametrize(
    ("number", "text"),
    [
        # RFC 8785, appendix B.
        (0.0, "0"),
        (-0.0, "0"),
        (5e-324, "5e-324"),
        (-5e-324, "-5e-324"),
        (1.7976931348623157e308, "1.7976931348623157e+308"),
        (9007199254740992, "9007199254740992"),
        (295147905179352830000.0, "295147905179352830000"),
        (9.999999999999997e22, "9.999999999999997e+22"),
        (1e23, "1e+23"),
        (999999999999999900000.0, "999999999999999900000"),
        (1e21, "1e+21"),
        (9.999999999999997e-7, "9.999999999999997e-7"),
        (0.000001, "0.000001"),
        (333333333.3333332, "333333333.3333332"),
        (-0.0000033333333333333333, "-0.0000033333333333333333"),
        (1424953923781206.2, "1424953923781206.2"),
    ],
)
def test_jcs_writes_numbers_as_rfc_8785_does(number: float, text: str) -> None:
    assert jcs(number).decode() == text


def test_jcs_sorts_by_utf16_units() -> None:
    # RFC 8785, section 3.2.3.
    names = ["€", "\r", "\ufb33", "1", "😀", "\x80", "ö"]

    assert list(json.loads(jcs(dict.fromkeys(names, 1)))) == [
        "\r",
        "1",
        "\x80",
        "ö",
        "€",
        "😀",
        "\ufb33",
    ]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2**53 + 1, "\ud800", {"a": {1, 2}}])
def test_what_has_no_jcs_form_is_refused(value: object) -> None:
    with pytest.raises(Unreadable):
        jcs(value)


def test_a_digest_is_a_multihash_in_base64url() -> None:
    # SHA-256 of nothing, FIPS 180.
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

    assert multibase_decode(sha256_multibase(b"")).hex() == "1220" + empty
