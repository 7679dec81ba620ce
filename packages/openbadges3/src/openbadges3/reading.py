"""Untrusted bytes in; JSON values or a refusal that says what is wrong out.

JSON has corners in which two readers see two documents, and a signature is no help there. So
names given twice, NaN, numbers beyond exact reach, halves of surrogate pairs and endless nesting
are refused, not repaired.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, NoReturn

from openbadges3.errors import Unreadable
from openbadges3.json_values import is_list, is_object

_MOST_DIGITS = 400
# Times that were read are kept, so none is longer than there is a use for.
_LONGEST_TIME = 64
_surrogate_escape = re.compile(r"\\u[dD][89a-fA-F]").search
_DATETIME = re.compile(
    r"-?\d{4,}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)"
    r"(?:\.\d+)?(?P<zone>Z|[+-](?:0\d|1[0-4]):[0-5]\d)?",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a document is taken in before it is refused."""

    bytes: int = 4 * 2**20
    depth: int = 64
    nodes: int = 50_000


LIMITS = Limits()


def read_json(data: bytes | str, *, limits: Limits = LIMITS) -> Any:
    """The JSON value in `data` (UTF-8), strictly; `Unreadable` says what stands in the way."""
    if len(data) > limits.bytes:
        raise Unreadable(f"the document is longer than {limits.bytes} bytes")
    if isinstance(data, bytes):
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as wrong:
            raise Unreadable(f"the text is not UTF-8 (byte {wrong.start})") from None
    else:
        text = data
    # No document has more values than letters.
    if len(text) > limits.nodes:
        _refuse_bulk_before(text, limits)
    try:
        value = _DECODER.decode(text)
    except json.JSONDecodeError as wrong:
        if not text.strip():
            raise Unreadable("that is not JSON: there is nothing in it") from None
        raise Unreadable(f"that is not JSON: {wrong.msg}, line {wrong.lineno}") from None
    except RecursionError:
        raise Unreadable("the document is nested too deeply") from None
    if _surrogate_escape(text) or isinstance(data, str):
        _refuse_surrogates(value)
    if len(text) > limits.nodes or text.count("{") + text.count("[") > limits.depth:
        _refuse_bulk(value, limits)
    return value


def read_object(data: bytes | str, *, limits: Limits = LIMITS) -> dict[str, Any]:
    """As `read_json`, for a document that must be a JSON object."""
    value = read_json(data, limits=limits)
    if not is_object(value):
        raise Unreadable("the document is JSON, but not an object")
    return value


def read_time(text: object, *, path: str = "") -> datetime:
    """A point in time as VCDM 2.0 §4.8 writes it; without a zone it is `Unreadable`.

    A leap second is taken as the last second of its minute; digits beyond microseconds are cut.
    """
    try:
        if isinstance(text, str):
            return _time(text)
    except Unreadable as wrong:
        raise Unreadable(wrong.message, path=path) from None
    raise Unreadable("a time is written like 2026-11-22T14:05:00Z", path=path)


@lru_cache(maxsize=4096)
def _time(text: str) -> datetime:
    """Awards come in batches, so the same few times are read again and again."""
    matched = _DATETIME.fullmatch(text) if len(text) <= _LONGEST_TIME else None
    if matched is None:
        raise Unreadable("a time is written like 2026-11-22T14:05:00Z")
    if matched["zone"] is None:
        raise Unreadable("the time does not say in which time zone it is")
    if text[17:19] == "60":
        text = f"{text[:17]}59{text[19:]}"
    if "." in text:
        text = re.sub(r"(\.\d{1,6})\d*", r"\1", text)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise Unreadable("that day does not exist") from None


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) != len(pairs):
        counted = Counter(name for name, _ in pairs)
        twice = next(name for name, count in counted.items() if count > 1)
        raise Unreadable(f"the name {twice[:80]!r} is given twice in one object")
    return members


def _constant(name: str) -> NoReturn:
    raise Unreadable(f"{name} is not JSON")


def _integer(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise Unreadable("a number has more digits than any use for them")
    return int(digits)


def _float(digits: str) -> float:
    if len(digits) > _MOST_DIGITS:
        raise Unreadable("a number has more digits than any use for them")
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        raise Unreadable("a number is too large")
    return value


_DECODER = json.JSONDecoder(
    object_pairs_hook=_object, parse_constant=_constant, parse_int=_integer, parse_float=_float
)


def _refuse_surrogates(value: Any) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        raise Unreadable("a text holds half of a surrogate pair") from None


def _refuse_bulk_before(text: str, limits: Limits) -> None:
    """Refuse too many values before a single one is made.

    There is a comma between two of them, and a bracket before each that holds others; those inside
    texts do not count, and are left out where it matters.
    """
    most = limits.nodes
    if text.count(",") <= most and text.count("{") + text.count("[") <= most:
        return
    outside = text.replace("\\\\", "").replace('\\"', "") if "\\" in text else text
    # No value but a member has two texts, its name and itself.
    if outside.count('"') <= 4 * most:
        outside = "".join(outside.split('"')[::2])
        if outside.count(",") <= most and outside.count("{") + outside.count("[") <= most + 1:
            return
    if text.count(",") <= most:
        raise Unreadable("the document is nested too deeply")
    raise Unreadable(f"the document has more than {most} values")


def _refuse_bulk(value: Any, limits: Limits) -> None:
    """Walk level by level, so that depth costs no recursion."""
    level: list[Any] = [value]
    nodes = 0
    for _ in range(limits.depth):
        below: list[Any] = []
        for item in level:
            if is_object(item):
                below.extend(item.values())
            elif is_list(item):
                below.extend(item)
        nodes += len(below)
        if nodes > limits.nodes:
            raise Unreadable(f"the document has more than {limits.nodes} values")
        if not below:
            return
        level = below
    raise Unreadable(f"the document is nested more than {limits.depth} levels deep")
