from __future__ import annotations

import base64
import gzip
import time
import tracemalloc
import zlib
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openbadges3 import status
from openbadges3.encoding import base64url_decode, base64url_encode
from openbadges3.errors import Unreadable
from openbadges3.status import (
    SMALLEST,
    StatusList,
    entry_problems,
    status_list_document,
    timestamp,
)

SECTION = "Bitstring Status List §3.3"
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


def test_index_0_is_the_left_most_bit_of_the_first_byte() -> None:
    found = StatusList()
    for index in (0, 3, 9, SMALLEST - 1):
        found.set(index)

    assert found.bits == b"\x90\x40" + bytes(SMALLEST // 8 - 3) + b"\x01"
    found.set(3, False)
    assert found.bits[0] == 0x80
    assert [index for index in range(SMALLEST) if found.get(index)] == [0, 9, SMALLEST - 1]


def test_a_list_that_was_encoded_before_a_change_tells_of_the_change() -> None:
    # Each byte in turn at both ends of the parts that are compressed by themselves.
    found = StatusList(SMALLEST * 4)
    before = found.encoded()
    for byte in (0, 4095, 4096, 8191, 8192, SMALLEST // 2 - 1):
        found.set(byte * 8 + 5)
        now = found.encoded()
        assert now != before
        assert StatusList.decode(now).bits == found.bits
        before = now
        found.set(byte * 8 + 5, False)
        assert StatusList.decode(found.encoded()).bits == found.bits
        found.set(byte * 8 + 5)
        assert found.encoded() == now


def test_the_text_of_a_list_is_gzip_without_a_name_or_a_time() -> None:
    encoded = StatusList().encoded()
    packed = base64url_decode(encoded[1:])

    assert encoded.startswith("u")
    assert packed[:10] == b"\x1f\x8b\x08\0\0\0\0\0\x02\xff"
    assert gzip.decompress(packed) == bytes(SMALLEST // 8)
    # Sixteen kilobytes of nothing take next to no room.
    assert len(encoded) < 250


def test_a_list_is_made_from_bits_as_they_are() -> None:
    bits = bytes(range(256)) * 64

    found = StatusList.from_bits(bits)

    assert found.bits == bits
    assert len(found) == SMALLEST
    assert StatusList.decode(found.encoded()).bits == bits
    with pytest.raises(ValueError, match="at least"):
        StatusList.from_bits(bits[:-1])
    with pytest.raises(ValueError, match="at least"):
        StatusList.from_bits(bytes(14_568))


@pytest.mark.parametrize("rest", [b"", b"\0", b"\0\1", b"\0\1\2\3"])
def test_older_lists_without_u_padded_or_short_are_read(rest: bytes) -> None:
    text = base64.urlsafe_b64encode(gzip.compress(b"\x80" + rest, mtime=0)).decode()

    for encoded in (text, f"u{text}", text.rstrip("=")):
        found = StatusList.decode(encoded)
        size = len(found)
        assert size == 8 + 8 * len(rest)
        assert [found.get(index) for index in range(9 if rest else 8)] == (
            [True] + [False] * (8 if rest else 7)
        )
        with pytest.raises(
            IndexError, match=f"^the status list has entries 0 to {size - 1}, not {size}$"
        ):
            found.get(size)
        found.set(1)
        assert StatusList.decode(found.encoded()).bits == b"\xc0" + rest


def test_only_what_changed_is_compressed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[tuple[int, ...]] = []
    compressobj = zlib.compressobj

    def counted(*asked: int) -> object:
        begun.append(asked)
        return compressobj(*asked)

    monkeypatch.setattr(zlib, "compressobj", counted)
    found = StatusList()

    def work() -> int:
        begun.clear()
        found.encoded()
        return len(begun)

    assert [work(), work()] == [4, 0]
    found.set(4096 * 8)
    assert [work(), work()] == [1, 0]
    found.set(0)
    found.set(SMALLEST - 1, False)
    assert [work(), work()] == [2, 0]


def test_no_more_is_unpacked_than_a_list_may_be_long(monkeypatch: pytest.MonkeyPatch) -> None:
    encoded = _packed(gzip.compress(bytes(2**26), mtime=0))
    monkeypatch.setattr(status, "_LARGEST_BITS", 2**20)

    tracemalloc.start()
    try:
        with pytest.raises(Unreadable, match="too long"):
            StatusList.decode(encoded)
        assert tracemalloc.get_traced_memory()[1] < 2**21
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("index", [-1, SMALLEST])
def test_there_is_no_entry_outside_the_list(index: int) -> None:
    with pytest.raises(IndexError):
        StatusList().get(index)
    with pytest.raises(IndexError):
        StatusList().set(index)


@pytest.mark.parametrize("size", [0, SMALLEST - 8, SMALLEST + 1, SMALLEST + 4, 2**27 + 8, 2**40])
def test_a_list_of_an_unfit_size_is_not_made(size: int) -> None:
    with pytest.raises(ValueError, match=r"^a status list has at least 131072 entries, a mult"):
        StatusList(size)


@pytest.mark.parametrize("size", [SMALLEST, SMALLEST + 8, 2**27])
def test_a_list_of_a_fit_size_has_that_size(size: int) -> None:
    found = StatusList(size)

    assert len(found) == size
    assert not found.get(size - 1)


def test_the_published_example_is_an_empty_list() -> None:
    # Bitstring Status List v1.0, section 2.1: example of an encodedList.
    example = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"

    found = StatusList.decode(example)

    assert len(found) == SMALLEST
    assert found.bits == bytes(SMALLEST // 8)


def _packed(data: bytes) -> str:
    return "u" + base64url_encode(data)


BREAKS_OFF = "the status list breaks off, or something follows it"
NO_GZIP = "the status list is not compressed with gzip"


@pytest.mark.parametrize(
    ("encoded", "message"),
    [
        ("", BREAKS_OFF),
        ("u", BREAKS_OFF),
        (_packed(b"no gzip at all"), NO_GZIP),
        (_packed(zlib.compress(bytes(100))), NO_GZIP),
        (_packed(gzip.compress(bytes(100), mtime=0)[:-4]), BREAKS_OFF),
        (_packed(gzip.compress(bytes(100), mtime=0) + b"more"), BREAKS_OFF),
    ],
)
def test_what_is_no_list_is_refused_with_words_and_section(encoded: str, message: str) -> None:
    with pytest.raises(Unreadable) as caught:
        StatusList.decode(encoded)

    assert (caught.value.message, caught.value.section) == (message, SECTION)


def test_what_is_not_base64url_is_no_list() -> None:
    with pytest.raises(Unreadable):
        StatusList.decode("u!")


def test_a_list_that_unpacks_without_end_is_refused() -> None:
    most = StatusList.decode(_packed(gzip.compress(bytes(2**24), mtime=0)))
    assert len(most) == 2**27

    for size in (2**24 + 1, 2**24 + 2**20):
        with pytest.raises(Unreadable) as caught:
            StatusList.decode(_packed(gzip.compress(bytes(size), mtime=0)))
        assert (caught.value.message, caught.value.section) == (
            "the status list is too long",
            SECTION,
        )


@given(st.binary(max_size=100))
def test_any_text_is_a_list_or_refused(data: bytes) -> None:
    with pytest.raises(Unreadable):
        StatusList.decode(_packed(data))


@pytest.mark.parametrize(("index", "size"), [(43_690, 3), (SMALLEST // 4, 4), (-1, 4), (-1, 1)])
def test_there_is_no_status_outside_the_list_nor_half_of_one(index: int, size: int) -> None:
    with pytest.raises(IndexError, match="the status list has entries"):
        StatusList().value(index, size)
    assert StatusList().value(43_689, 3) == 0


def messages(count: int) -> list[dict[str, str]]:
    return [{"status": hex(value), "message": "x"} for value in range(count)]


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ({"statusListIndex": 0}, [(False, "statusListIndex")]),
        ({"statusListIndex": "0"}, []),
        ({"statusMessage": 5}, [(True, "statusMessage")]),
        ({"statusMessage": {}}, [(True, "statusMessage")]),
        ({"statusMessage": messages(1)}, [(False, "statusMessage")]),
        ({"statusMessage": messages(2)}, []),
        ({"statusSize": 8, "statusMessage": messages(255)}, [(False, "statusMessage")]),
        ({"statusSize": 8, "statusMessage": messages(256)}, []),
        ({"statusSize": 9, "statusMessage": messages(512)}, [(False, "statusMessage")]),
    ],
)
def test_an_entry_is_written_as_the_standard_has_it(
    change: dict[str, object], found: list[tuple[bool, str]]
) -> None:
    entry = {
        "statusPurpose": "message",
        "statusListIndex": "4711",
        "statusListCredential": "https://badges.example/status/1",
        **change,
    }

    assert [(grave, member) for grave, member, _ in entry_problems(entry)] == found


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


def test_times_are_written_in_utc_wherever_the_machine_is_and_need_a_zone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    summer = timezone(timedelta(hours=1))

    try:
        with monkeypatch.context() as elsewhere:
            elsewhere.setenv("TZ", "Asia/Tokyo")
            time.tzset()
            written = timestamp(datetime(2026, 7, 1, 0, 30, 5, 999, tzinfo=summer))
    finally:
        time.tzset()
    assert written == "2026-06-30T23:30:05Z"
    with pytest.raises(ValueError, match=r"^a time without a zone says nothing to a verifier$"):
        timestamp(datetime(2026, 7, 1))
