"""Canonical JSON (RFC 8785), so that equal documents have equal bytes and digests."""

import json
from collections.abc import Mapping, Sequence
from typing import TypeAlias

Plain: TypeAlias = "str | int | bool | Sequence[Plain] | Mapping[str, Plain] | None"

# RFC 8785 inherits I-JSON's numbers: whole ones are exact only up to 2**53 - 1.
_LARGEST = 2**53 - 1
_DEEPEST = 64


class NotCanonical(ValueError):
    """The document holds something that has no canonical form here; says what and where."""


def canonical_json(document: Plain) -> bytes:
    """The RFC 8785 bytes of a document of text, whole numbers, booleans, null, lists, objects.

    Raises `NotCanonical` for floats (our documents have none, and their form is the one
    part of the RFC that invites mistakes), numbers beyond 2**53 - 1, lone surrogates, keys
    that are not text, other types, and nesting deeper than 64.
    """
    pieces: list[str] = []
    _write(document, "$", 0, pieces)
    try:
        return "".join(pieces).encode()
    except UnicodeEncodeError as error:
        raise NotCanonical("the document holds a lone surrogate") from error


def _text(value: str) -> str:
    # Python's escapes are RFC 8785 section 3.2.2.2's: short ones where JSON has them,
    # \u00xx in lower case for other control characters, everything else as it is.
    return json.dumps(str(value), ensure_ascii=False)


def _utf16(key: str) -> bytes:
    return key.encode("utf-16-be", "surrogatepass")


def _write(value: object, path: str, depth: int, pieces: list[str]) -> None:
    if depth > _DEEPEST:
        raise NotCanonical(f"{path}: nested deeper than {_DEEPEST}")
    match value:
        case None:
            pieces.append("null")
        case bool():
            pieces.append("true" if value else "false")
        case str():
            pieces.append(_text(value))
        case int():
            if abs(value) > _LARGEST:
                raise NotCanonical(f"{path}: the number is beyond 2**53 - 1")
            pieces.append(str(int(value)))
        case Mapping():
            _write_object(value, path, depth, pieces)
        case list() | tuple():
            pieces.append("[")
            for index, item in enumerate(value):
                if index:
                    pieces.append(",")
                _write(item, f"{path}[{index}]", depth + 1, pieces)
            pieces.append("]")
        case _:
            raise NotCanonical(f"{path}: {type(value).__name__} has no canonical form here")


def _write_object(value: Mapping[object, object], path: str, depth: int, pieces: list[str]) -> None:
    keys: list[str] = []
    for key in value:
        if not isinstance(key, str):
            raise NotCanonical(f"{path}: the key {key!r} is not text")
        keys.append(key)
    pieces.append("{")
    # Section 3.2.3 sorts by UTF-16 code units, which differs from code points beyond U+FFFF.
    for index, key in enumerate(sorted(keys, key=_utf16)):
        pieces.append(f"{',' if index else ''}{_text(key)}:")
        _write(value[key], f"{path}.{key}", depth + 1, pieces)
    pieces.append("}")
