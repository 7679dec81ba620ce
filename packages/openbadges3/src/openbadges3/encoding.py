"""Byte encodings of the credential standards: multibase, multihash, base64url and JCS."""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import re
from functools import cache
from typing import Any, cast

from openbadges3.errors import Unreadable
from openbadges3.json_values import is_object

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BASE58_PAIR = [a + b for a in _BASE58 for b in _BASE58]
_BASE58_LETTERS = _BASE58.encode()
# For each byte the digit that it stands for.
_BASE58_DIGITS = bytes(max(_BASE58.find(chr(code)), 0) for code in range(256))
_BASE64URL = re.compile(rb"[A-Za-z0-9_-]*", re.ASCII)
_LONGEST_BASE58 = 4096


def base58_encode(data: bytes) -> str:
    """Base58 with the Bitcoin alphabet, as Multibase's `z` asks (Controlled Identifiers §2.4)."""
    number = int.from_bytes(data, "big")
    pair = _BASE58_PAIR
    text = ""
    while number:
        # Ten letters at a time, from the end: their value fits a machine word, so of these steps
        # only the first is with a long number. Two letters have one entry in the table of pairs.
        number, ten = divmod(number, 58**10)
        first_six, last_four = divmod(ten, 58**4)
        first, middle_four = divmod(first_six, 58**4)
        second, third = divmod(middle_four, 58**2)
        fourth, fifth = divmod(last_four, 58**2)
        text = f"{pair[first]}{pair[second]}{pair[third]}{pair[fourth]}{pair[fifth]}{text}"
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "1" * zeros + text.lstrip("1")


def base58_decode(text: str) -> bytes:
    """The bytes of base58 `text`; `Unreadable` for any other letter."""
    if len(text) > _LONGEST_BASE58:
        raise Unreadable("a base58 value is longer than any key or signature")
    raw = text.encode("utf-8", "replace")
    if raw.translate(None, _BASE58_LETTERS):
        other = next(letter for letter in text if letter not in _BASE58)
        raise Unreadable(f"{other!r} is not base58")
    # A long number of which each byte is a digit. All pairs of digits become their value at once,
    # then all pairs of these, and so on: as many steps as doublings, not as letters.
    number = int.from_bytes(raw.translate(_BASE58_DIGITS), "big")
    for width, lower, weight in _lanes((len(raw) - 1).bit_length()):
        number = (number >> width & lower) * weight + (number & lower)
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


@cache
def _lanes(doublings: int) -> list[tuple[int, int, int]]:
    """The steps that join `2**doublings` digits of base 58, each in a lane of 8 bits, to a number.

    In each step two neighbouring lanes become one of twice the width. It is given by the width of
    the lanes in bits, a mask of the lower lane of each pair, and what an upper lane is worth: 58,
    then 58**2, 58**4, ...
    """
    steps: list[tuple[int, int, int]] = []
    for doubling in range(doublings):
        width = 8 << doubling
        lower = sum(((1 << width) - 1) << at for at in range(0, 8 << doublings, 2 * width))
        steps.append((width, lower, 58 ** (1 << doubling)))
    return steps


def base64url_encode(data: bytes) -> str:
    """Base64url without padding (RFC 4648 §5)."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def base64url_decode(text: str, *, padding_allowed: bool = False) -> bytes:
    """The bytes of base64url `text`; anything but the one canonical spelling is `Unreadable`."""
    try:
        raw = text.encode("ascii")
    except UnicodeEncodeError:
        raise Unreadable("base64url is written in ASCII") from None
    if padding_allowed:
        raw = raw.rstrip(b"=")
    if not _BASE64URL.fullmatch(raw) or len(raw) % 4 == 1:
        raise Unreadable("that is not base64url without padding")
    try:
        data = base64.urlsafe_b64decode(raw + b"=" * (-len(raw) % 4))
    except binascii.Error:
        raise Unreadable("that is not base64url without padding") from None
    if len(raw) % 4 and base64.urlsafe_b64encode(data).rstrip(b"=") != raw:
        raise Unreadable("base64url with stray bits at its end")
    return data


def multibase_decode(text: str) -> bytes:
    """The bytes of a multibase value with prefix `z` (base58) or `u` (base64url)."""
    if text.startswith("z"):
        return base58_decode(text[1:])
    if text.startswith("u"):
        return base64url_decode(text[1:])
    raise Unreadable("a multibase value starts with z (base58) or u (base64url)")


def sha256_multibase(data: bytes) -> str:
    """`digestMultibase` of `data`: a sha2-256 multihash as multibase `u` (VCDM 2.0 §5.3)."""
    return "u" + base64url_encode(b"\x12\x20" + hashlib.sha256(data).digest())


def jcs(value: Any) -> bytes:
    """The JSON Canonicalization Scheme form of `value` (RFC 8785).

    Takes what `json.loads` gives. NaN, infinities, integers that no double holds and lone
    surrogates have no such form: `Unreadable`.
    """
    parts: list[str] = []
    _write_jcs(value, parts)
    try:
        return "".join(parts).encode("utf-8")
    except UnicodeEncodeError:
        raise Unreadable("a text holds half of a surrogate pair") from None


_quote = json.JSONEncoder(ensure_ascii=False).encode


def _write_jcs(value: Any, parts: list[str]) -> None:
    if isinstance(value, str):
        parts.append(_quote(value))
    elif value is None:
        parts.append("null")
    elif value is True:
        parts.append("true")
    elif value is False:
        parts.append("false")
    elif isinstance(value, int | float):
        parts.append(_es_number(value))
    elif is_object(value):
        separator = "{"
        members: dict[str, Any] = value
        for name in sorted(members, key=_utf16):
            parts.append(f"{separator}{_quote(name)}:")
            _write_jcs(members[name], parts)
            separator = ","
        parts.append("{}" if separator == "{" else "}")
    elif isinstance(value, list | tuple):
        separator = "["
        items: list[Any] = list(cast("Any", value))
        for item in items:
            parts.append(separator)
            _write_jcs(item, parts)
            separator = ","
        parts.append("[]" if separator == "[" else "]")
    else:
        raise Unreadable(f"{type(value).__name__} has no JSON form")


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-be", "surrogatepass")


def _es_number(value: float) -> str:
    """`value` as ECMAScript writes it (RFC 8785 §3.2.2.3)."""
    if isinstance(value, int):
        text = str(value)
        if abs(value) > 2**53 and (abs(value) >= 10**21 or _es_number(float(value)) != text):
            raise Unreadable("an integer beyond 2^53 has no exact JSON number")
        return text
    if value != value or value in (float("inf"), float("-inf")):
        raise Unreadable("NaN and infinity are not JSON")
    if not value:
        return "0"
    mantissa, _, exponent = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + ("" if fraction == "0" else fraction)).lstrip("0")
    point = len(whole) + int(exponent or 0)
    if whole == "0":
        point = int(exponent or 0) - (len(fraction) - len(fraction.lstrip("0")))
    digits = digits.rstrip("0")
    if len(digits) <= point <= 21:
        text = digits + "0" * (point - len(digits))
    elif 0 < point <= 21:
        text = f"{digits[:point]}.{digits[point:]}"
    elif -6 < point <= 0:
        text = "0." + "0" * -point + digits
    else:
        power = point - 1
        text = digits[0] + (f".{digits[1:]}" if len(digits) > 1 else "")
        text += f"e{'+' if power > 0 else '-'}{abs(power)}"
    return f"-{text}" if value < 0 else text
