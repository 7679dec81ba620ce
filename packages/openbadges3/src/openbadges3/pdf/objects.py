"""The values that a PDF is written in (ISO 32000-2 §7.3), read with a bound on the work."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Final, NamedTuple, TypeGuard

from openbadges3.errors import BakingRefused

_STEPS: Final = 20_000
_DEEPEST: Final = 32
_LONGEST_STRING: Final = 2**14
# White space, comments and the like are passed over so much faster than values are made.
_BYTES_A_STEP: Final = 512
_SPACE: Final = re.compile(rb"(?:[\0\t\n\f\r ]++|%[^\r\n]*+)*+")
_TOKEN: Final = re.compile(
    rb"<<|>>|[\[\]]"
    rb"|/(?P<name>[^\0\t\n\f\r ()<>\[\]{}/%]*+)"
    rb"|(?P<number>[+-]?(?:\d++(?:\.\d*+)?|\.\d++))(?![^\0\t\n\f\r ()<>\[\]{}/%])"
    rb"|<(?P<hexadecimal>[0-9A-Fa-f\0\t\n\f\r ]*+)>"
    rb"|(?P<text>\()"
    rb"|(?P<word>[A-Za-z]++)"
)
_REFERENCE: Final = re.compile(
    rb"(\d{1,10})[\0\t\n\f\r ]{1,16}(\d{1,5})[\0\t\n\f\r ]{1,16}R(?![^\0\t\n\f\r ()<>\[\]{}/%])"
)
_IN_TEXT: Final = re.compile(rb"[()]|\\(?:[0-7]{1,3}|\r\n|[\s\S])")
_IN_NAME: Final = re.compile(rb"#([0-9A-Fa-f]{2})")
_ESCAPES: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f"}
_WORDS: Final = {b"true": True, b"false": False, b"null": None}


class Name(str):
    """A name such as `/Type`, without its slash."""

    __slots__ = ()


class Reference(NamedTuple):
    """`12 0 R`: the object of that number, which stands elsewhere."""

    number: int
    generation: int


@dataclass(frozen=True, slots=True)
class Stream:
    """A dictionary with bytes behind it; `start` is where they begin in the file."""

    entries: dict[str, Any]
    start: int


class Steps:
    """How much may still be looked at; one for each PDF."""

    def __init__(self) -> None:
        self.left = _STEPS

    def spend(self, steps: int = 1) -> None:
        """Count steps; `BakingRefused` once there have been too many."""
        self.left -= steps
        if self.left < 0:
            raise too_much()


def damaged(what: str) -> BakingRefused:
    """The refusal of a PDF that is not put together as PDF asks."""
    return BakingRefused(f"the PDF is damaged: {what}", section="ISO 32000-2 §7")


def too_much() -> BakingRefused:
    """The refusal of a PDF that was made to keep a reader busy, or is far larger than certificates are."""
    return BakingRefused("looking for what is attached to the PDF takes too much work")


def is_dictionary(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether `value` is a dictionary, and no stream."""
    return isinstance(value, dict)


class Reader:
    """Reads values one after the other, from `at` on."""

    __slots__ = ("_data", "_steps", "at")

    def __init__(self, data: bytes, at: int, steps: Steps) -> None:
        self._data = data
        self._steps = steps
        self.at = at

    def skip_space(self) -> None:
        """Go on to the next thing that is neither white space nor a comment."""
        matched = _SPACE.match(self._data, self.at)
        if matched is not None:
            self._steps.spend((matched.end() - self.at) // _BYTES_A_STEP)
            self.at = matched.end()

    def word(self) -> bytes:
        """The keyword that comes next, or b"" if something else does."""
        self.skip_space()
        matched = _TOKEN.match(self._data, self.at)
        if matched is None or matched["word"] is None:
            return b""
        self.at = matched.end()
        return matched["word"]

    def whole_number(self) -> int:
        """The whole number, not below zero, that has to come next."""
        value = self.value()
        if type(value) is not int or value < 0:
            raise damaged("a whole number is missing")
        return value

    def value(self, depth: int = 0) -> Any:
        """The value that comes next: a dict, list, `Name`, `Reference`, bytes, number, bool or None."""
        self._steps.spend()
        if depth > _DEEPEST:
            raise damaged("it is nested too deeply")
        self.skip_space()
        matched = _TOKEN.match(self._data, self.at)
        if matched is None:
            raise damaged(f"nothing that can be read stands at byte {self.at}")
        kind, token = matched.lastgroup, matched[0]
        self._steps.spend(len(token) // _BYTES_A_STEP)
        if kind == "number":
            reference = _REFERENCE.match(self._data, self.at)
            if reference is not None:
                self.at = reference.end()
                return Reference(int(reference[1]), int(reference[2]))
            self.at = matched.end()
            return _number(token)
        self.at = matched.end()
        if token == b"<<":
            return self._dictionary(depth)
        if token == b"[":
            return self._array(depth)
        if kind == "name":
            return _name(matched["name"])
        if kind == "hexadecimal":
            digits = bytes(matched["hexadecimal"]).translate(None, b"\0\t\n\f\r ")
            return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
        if kind == "text":
            return self._text()
        if kind == "word" and token in _WORDS:
            return _WORDS[token]
        raise damaged(f"{token[:20]!r} at byte {matched.start()} is not expected there")

    def _closes(self, mark: bytes) -> bool:
        self.skip_space()
        if self._data.startswith(mark, self.at):
            self.at += len(mark)
            return True
        return False

    def _dictionary(self, depth: int) -> dict[str, Any]:
        made: dict[str, Any] = {}
        while not self._closes(b">>"):
            name = self.value(depth + 1)
            if not isinstance(name, Name):
                raise damaged("an entry of a dictionary has no name")
            made[name] = self.value(depth + 1)
        return made

    def _array(self, depth: int) -> list[Any]:
        made: list[Any] = []
        while not self._closes(b"]"):
            made.append(self.value(depth + 1))
        return made

    def _text(self) -> bytes:
        """The rest of a text in parentheses, which may hold pairs of them (§7.3.4.2)."""
        parts: list[bytes] = []
        start, open_ones = self.at, 1
        end = start + _LONGEST_STRING
        for matched in _IN_TEXT.finditer(self._data, start, end):
            self._steps.spend()
            mark = matched[0]
            if mark == b"(":
                open_ones += 1
            elif mark == b")":
                open_ones -= 1
                if not open_ones:
                    parts.append(self._data[start : matched.start()])
                    self.at = matched.end()
                    return b"".join(parts)
            else:
                parts += [self._data[start : matched.start()], _escaped(mark[1:])]
                start = matched.end()
        raise damaged("a text has no end")


def _escaped(rest: bytes) -> bytes:
    if rest[:1].isdigit():
        return bytes([int(rest, 8) & 0xFF]) if rest[0] < 0x38 else rest
    if rest in {b"\r\n", b"\r", b"\n"}:
        return b""
    return _ESCAPES.get(rest, rest)


def _name(written: bytes) -> Name:
    plain = _IN_NAME.sub(lambda matched: bytes.fromhex(matched[1].decode()), written)
    return Name(plain.decode("utf-8", "replace"))


def _number(written: bytes) -> int | float:
    if len(written) > 32:
        raise damaged("a number is too long")
    return float(written) if b"." in written else int(written)
