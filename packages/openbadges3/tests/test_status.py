from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openbadges3.encoding import base64url_encode
from openbadges3.errors import Unreadable
from openbadges3.status import SMALLEST, StatusList, status_list_document, timestamp

INDEX = st.integers(0, SMALLEST - 1)


@given(st.sets(INDEX, max_size=20), st.sets(INDEX, max_size=20))
def test_a_list_remembers_what_was_set_and_unset(marked: set[int], unmarked: set[int]) -> None:
    found = StatusList()
    for index in marked | unmarked:
        found.set(index)
    for index in unmarked:
        found.set(index, False)

    again = StatusList.decode(found.encoded())

    assert {index for index in marked | unmarked if again.get(index)} == marked - unmarked
    assert StatusList.from_bits(found.bits).bits == again.bits
    assert len(again) == SMALLEST


def test_index_0_is_the_left_most_bit() -> None:
    found = StatusList()
    found.set(0)

    assert found.bits[0] == 0x80


@pytest.mark.parametrize("index", [-1, SMALLEST])
def test_there_is_no_entry_outside_the_list(index: int) -> None:
    with pytest.raises(IndexError):
        StatusList().get(index)
    with pytest.raises(IndexError):
        StatusList().set(index)


@pytest.mark.parametrize("size", [0, SMALLEST - 8, SMALLEST + 1, 2**40])
def test_a_list_of_an_unfit_size_is_not_made(size: int) -> None:
    with pytest.raises(ValueError, match="at least"):
        StatusList(size)


def test_the_published_example_is_an_empty_list() -> None:
    # Bitstring Status List v1.0, section 2.1: example of an encodedList.
    example = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"

    found = StatusList.decode(example)

    assert len(found) == SMALLEST
    assert found.bits == bytes(SMALLEST // 8)


def _packed(data: bytes) -> str:
    return "u" + base64url_encode(data)


@pytest.mark.parametrize(
    "encoded",
    [
        "",
        "u",
        "u!",
        _packed(b"no gzip at all"),
        _packed(gzip.compress(bytes(100), mtime=0)[:-4]),
        _packed(gzip.compress(bytes(100), mtime=0) + b"more"),
    ],
)
def test_what_is_no_list_is_refused(encoded: str) -> None:
    with pytest.raises(Unreadable):
        StatusList.decode(encoded)


def test_a_list_that_unpacks_without_end_is_refused() -> None:
    with pytest.raises(Unreadable, match="too long"):
        StatusList.decode(_packed(gzip.compress(bytes(2**24 + 1), mtime=0)))


@given(st.binary(max_size=100))
def test_any_text_is_a_list_or_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        StatusList.decode(_packed(data))


def test_the_same_bits_give_the_same_text() -> None:
    assert StatusList().encoded() == StatusList().encoded()


def test_the_document_says_what_the_standard_asks_for() -> None:
    noon = datetime(2026, 11, 22, 12, tzinfo=UTC)

    document = status_list_document(
        id="https://a.example/1",
        issuer="did:web:a.example",
        purpose="revocation",
        encoded="uAA",
        valid_from=noon,
        valid_until=noon + timedelta(days=1),
        ttl_ms=600_000,
    )

    assert document == {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": "https://a.example/1",
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": "did:web:a.example",
        "validFrom": "2026-11-22T12:00:00Z",
        "validUntil": "2026-11-23T12:00:00Z",
        "credentialSubject": {
            "id": "https://a.example/1#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": "uAA",
            "ttl": 600_000,
        },
    }


def test_times_are_written_in_utc_and_need_a_zone() -> None:
    summer = timezone(timedelta(hours=1))

    assert timestamp(datetime(2026, 7, 1, 0, 30, 5, 999, tzinfo=summer)) == "2026-06-30T23:30:05Z"
    with pytest.raises(ValueError, match="zone"):
        timestamp(datetime(2026, 7, 1))
