"""Bitstring status lists: which credentials were withdrawn (Bitstring Status List v1.0).

One list holds a bit for each of at least 131,072 credentials, so that asking for it does not tell
whose credential is being looked at. The list is itself a signed credential.
"""

from __future__ import annotations

import struct
import zlib
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from openbadges3.canonical.terms import is_absolute_iri
from openbadges3.encoding import base64url_decode, base64url_encode
from openbadges3.errors import Unreadable
from openbadges3.json_values import is_list, is_object

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SMALLEST: Final = 131_072
_LARGEST_BITS: Final = 2**27
_SEGMENT: Final = 4096
# RFC 1952 §2.3: no name, no time, best compression, system unknown.
_GZIP_HEAD: Final = b"\x1f\x8b\x08\0\0\0\0\0\x02\xff"
_SECTION: Final = "Bitstring Status List §3.3"


class StatusList:
    """A list of bits; index 0 is the left-most bit of the first byte."""

    __slots__ = ("_bits", "_packed")

    def __init__(self, size: int = SMALLEST) -> None:
        """A list of `size` credentials, none of them marked; `size` is a multiple of 8."""
        if size < SMALLEST or size % 8 or size > _LARGEST_BITS:
            raise ValueError(f"a status list has at least {SMALLEST} entries, a multiple of 8")
        self._bits = bytearray(size // 8)
        self._packed: dict[int, bytes] = {}

    @classmethod
    def from_bits(cls, bits: bytes) -> StatusList:
        """The list that these bytes hold."""
        made = cls(len(bits) * 8)
        made._bits[:] = bits
        return made

    @classmethod
    def decode(cls, encoded: str) -> StatusList:
        """The list in an `encodedList`: multibase `u` of gzip; `Unreadable` for anything else.

        Older lists leave the `u` out; that is read, too. A list shorter than the standard's
        smallest is read as far as it goes.
        """
        text = encoded.removeprefix("u")
        inflater = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        try:
            bits = inflater.decompress(
                base64url_decode(text, padding_allowed=True), _LARGEST_BITS // 8 + 1
            )
        except zlib.error:
            raise Unreadable(
                "the status list is not compressed with gzip", section=_SECTION
            ) from None
        if len(bits) > _LARGEST_BITS // 8:
            raise Unreadable("the status list is too long", section=_SECTION)
        if not inflater.eof or inflater.unused_data:
            raise Unreadable(
                "the status list breaks off, or something follows it", section=_SECTION
            )
        made = cls.__new__(cls)
        made._bits = bytearray(bits)
        made._packed = {}
        return made

    def __len__(self) -> int:
        return len(self._bits) * 8

    @property
    def bits(self) -> bytes:
        """The bytes of the list, 8 entries in each."""
        return bytes(self._bits)

    def get(self, index: int) -> bool:
        """Whether entry `index` is marked; `IndexError` outside the list."""
        self._check(index)
        return bool(self._bits[index >> 3] & (0x80 >> (index & 7)))

    def value(self, index: int, size: int) -> int:
        """Entry `index` of a list with `size` bits for each; `IndexError` outside the list."""
        value = 0
        for place in range(index * size, index * size + size):
            value = value << 1 | self.get(place)
        return value

    def set(self, index: int, value: bool = True) -> None:
        """Mark entry `index`, or unmark it; `IndexError` outside the list."""
        self._check(index)
        mask = 0x80 >> (index & 7)
        if value:
            self._bits[index >> 3] |= mask
        else:
            self._bits[index >> 3] &= ~mask
        self._packed.pop((index >> 3) // _SEGMENT, None)

    def encoded(self) -> str:
        """`encodedList`: multibase base64url of the gzipped list; the same bits give the same text.

        The list is compressed in segments that stand by themselves, and only those in which a bit
        changed since the last time are compressed again.
        """
        parts = [_GZIP_HEAD]
        for number, start in enumerate(range(0, len(self._bits), _SEGMENT)):
            packed = self._packed.get(number)
            if packed is None:
                deflater = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
                packed = deflater.compress(self._bits[start : start + _SEGMENT])
                packed += deflater.flush(zlib.Z_FULL_FLUSH)
                self._packed[number] = packed
            parts.append(packed)
        parts.append(b"\x03\0" + struct.pack("<II", zlib.crc32(self._bits), len(self._bits)))
        return "u" + base64url_encode(b"".join(parts))

    def _check(self, index: int) -> None:
        if not 0 <= index < len(self):
            raise IndexError(f"the status list has entries 0 to {len(self) - 1}, not {index}")


def status_list_document(
    *,
    id: str,  # noqa: A002  the standard's word
    issuer: str,
    purpose: str,
    encoded: str,
    valid_from: datetime,
    valid_until: datetime,
    ttl_ms: int | None,
) -> dict[str, Any]:
    """The unsigned BitstringStatusListCredential (§3.2); sign it with `issue`.

    `purpose` is "revocation" or "suspension"; `ttl_ms` says for how many milliseconds a verifier
    may keep the list, None nothing about it.
    """
    subject: dict[str, Any] = {
        "id": f"{id}#list",
        "type": "BitstringStatusList",
        "statusPurpose": purpose,
        "encodedList": encoded,
    }
    if ttl_ms is not None:
        subject["ttl"] = ttl_ms
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": id,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": timestamp(valid_from),
        "validUntil": timestamp(valid_until),
        "credentialSubject": subject,
    }


def entry_problems(entry: Mapping[str, Any]) -> Iterator[tuple[bool, str, str]]:
    """What a BitstringStatusListEntry breaks of §2.1: `(is it grave, member, message)` for each."""
    if not isinstance(entry.get("statusPurpose"), str):
        yield True, "statusPurpose", "a status entry says what it is for"
    index = entry.get("statusListIndex")
    if isinstance(index, int) and not isinstance(index, bool) and index >= 0:
        yield False, "statusListIndex", "the place in a status list is written as text"
    elif not isinstance(index, str) or not index.isascii() or not index.isdigit():
        yield True, "statusListIndex", "the place in a status list is a whole number, as text"
    address = entry.get("statusListCredential")
    if not isinstance(address, str) or not is_absolute_iri(address):
        yield True, "statusListCredential", "a status entry gives the address of its list"
    reference = entry.get("statusReference", [])
    for each in reference if is_list(reference) else [reference]:
        if not isinstance(each, str) or not is_absolute_iri(each):
            yield True, "statusReference", "a reference about a status is an address"
    yield from _size_problems(entry)


def _size_problems(entry: Mapping[str, Any]) -> Iterator[tuple[bool, str, str]]:
    size = entry.get("statusSize", 1)
    if not isinstance(size, int) or isinstance(size, bool) or size < 1:
        yield True, "statusSize", "the size of a status is a whole number of bits"
        return
    if "statusMessage" not in entry:
        if size > 1:
            yield True, "statusMessage", "a status of more than one bit says what its values mean"
        return
    messages: Any = entry["statusMessage"]
    listed: list[Any] = messages if is_list(messages) else [None]
    if not all(
        is_object(each)
        and isinstance(each.get("status"), str)
        and isinstance(each.get("message"), str)
        for each in listed
    ):
        yield True, "statusMessage", "each message of a status has a status and a message"
    elif size > 8 or len(listed) != 1 << size:
        yield False, "statusMessage", "there is one message for each value of the status"


def timestamp(moment: datetime) -> str:
    """`moment` in UTC and whole seconds, as credentials write it: `2026-11-22T14:05:00Z`."""
    if moment.tzinfo is None:
        raise ValueError("a time without a zone says nothing to a verifier")
    return moment.astimezone(UTC).replace(microsecond=0, tzinfo=None).isoformat() + "Z"
