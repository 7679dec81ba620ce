"""Where the objects of a PDF are: cross-reference tables and streams, and streams of objects.

(ISO 32000-2 §7.5.) A table is not read through: its entries are of one length, so the entry of an
object is looked at when the object is wanted. A PDF whose tables do not fit is refused, not mended.
"""

from __future__ import annotations

import re
import zlib
from collections import deque
from typing import Any, Final, NamedTuple

from openbadges3.errors import BakingRefused
from openbadges3.json_values import as_list, is_list
from openbadges3.pdf.objects import (
    Name,
    Reader,
    Reference,
    Steps,
    Stream,
    damaged,
    is_dictionary,
    too_much,
)

_MOST_SECTIONS: Final = 256
_MOST_UNPACKED: Final = 5 * 2**22
_LARGEST_STREAM: Final = 2**22
_ENTRY: Final = 20
_START: Final = re.compile(rb"startxref[\0\t\n\f\r ]{1,16}(\d{1,10})[\0\t\n\f\r ]")
_OBJECT: Final = re.compile(rb"(\d{1,10})[\0\t\n\f\r ]{1,16}(\d{1,5})[\0\t\n\f\r ]{1,16}obj")
_RANGE: Final = re.compile(rb"[\0\t\n\f\r ]{0,16}(\d{1,10}) {1,16}(\d{1,10}) {0,16}(?:\r\n|\r|\n)")
_IN_TABLE: Final = re.compile(rb"(\d{10}) (\d{5}) ([nf])")


class _Range(NamedTuple):
    """Entries of objects that follow each other: of `size` from `first` on, the first at `at`."""

    first: int
    size: int
    at: int


class _Place(NamedTuple):
    """At a byte of the file, or (`inside`) in a stream of objects of that number."""

    at: int
    inside: bool


class _Table:
    """One section of the cross-reference; `widths` are those of a stream's fields (§7.5.8.2)."""

    def __init__(
        self, data: bytes, ranges: list[_Range], widths: tuple[int, int, int] | None = None
    ) -> None:
        self._data = data
        self._widths = widths
        self.ranges = ranges

    def place(self, number: int) -> _Place | bool | None:
        """Where the object is, None if it was removed, False if this section does not say."""
        for first, count, at in self.ranges:
            if first <= number < first + count:
                if self._widths is None:
                    return self._in_table(at + (number - first) * _ENTRY)
                return self._in_stream(at + (number - first) * sum(self._widths), self._widths)
        return False

    def _in_table(self, at: int) -> _Place | None:
        matched = _IN_TABLE.match(self._data, at)
        if matched is None:
            raise damaged("an entry of its table of objects cannot be read")
        return _Place(int(matched[1]), inside=False) if matched[3] == b"n" else None

    def _in_stream(self, at: int, widths: tuple[int, int, int]) -> _Place | None:
        fields: list[int] = []
        for width in widths:
            fields.append(int.from_bytes(self._data[at : at + width], "big"))
            at += width
        kind = fields[0] if widths[0] else 1
        return _Place(fields[1], inside=kind == 2) if kind in {1, 2} else None


class Document:
    """A PDF, as far as its objects can be had by their numbers.

    `BakingRefused` if it is damaged, encrypted, or takes too much work.
    """

    def __init__(self, data: bytes) -> None:
        self.steps = Steps()
        self._data = data
        self._unpacked = 0
        self._objects: dict[int, Any] = {}
        self._streams: dict[int, tuple[dict[int, int], bytes]] = {}
        self._wanted: set[int] = set()
        self._tables: list[_Table] = []
        self._trailer: dict[str, Any] = {}
        self._read_tables()
        if "Encrypt" in self._trailer:
            raise BakingRefused("the PDF is encrypted, so what is attached to it cannot be read")

    def catalog(self) -> dict[str, Any]:
        """The object that everything else hangs on (§7.7.2)."""
        root = self.resolved(self._trailer.get("Root"))
        if not is_dictionary(root):
            raise damaged("it has no catalog")
        return root

    def resolved(self, value: Any) -> Any:
        """`value`, or the object that it refers to."""
        for _ in range(8):
            if not isinstance(value, Reference):
                return value
            value = self._object(value.number)
        raise damaged("an object refers to itself")

    def content(self, stream: Stream) -> bytes:
        """The bytes of a stream, inflated; `BakingRefused` for other filters than Flate."""
        raw = self._raw(stream)
        self._count(len(raw))
        filters = self._listed(stream.entries, "Filter")
        parameters = self._listed(stream.entries, "DecodeParms")
        if not filters:
            return raw
        if filters not in (["FlateDecode"], ["Fl"]):
            raise BakingRefused(f"PDF streams packed with {filters[:3]!r} are not supported")
        plain = self._inflate(raw)
        if parameters and is_dictionary(parameters[0]):
            self.steps.spend(len(plain) // 64)
            return _unpredicted(plain, parameters[0])
        return plain

    def _listed(self, entries: dict[str, Any], name: str) -> list[Any]:
        """An entry that is one value or an array of them."""
        value = self.resolved(entries.get(name))
        listed = as_list(value)
        return [self.resolved(each) for each in listed[:4]]

    def _raw(self, stream: Stream) -> bytes:
        length = self.resolved(stream.entries.get("Length"))
        start = stream.start
        if type(length) is int and 0 <= length <= len(self._data) - start:
            behind = self._data[start + length : start + length + 16].lstrip(b"\0\t\n\f\r ")
            if behind.startswith(b"endstream"):
                return self._data[start : start + length]
        self.steps.spend(2_000)
        end = self._data.find(b"endstream", start)
        if end < 0:
            raise damaged("a stream has no end")
        return self._data[start:end]

    def _inflate(self, packed: bytes) -> bytes:
        inflater = zlib.decompressobj()
        try:
            plain = inflater.decompress(packed, _LARGEST_STREAM)
        except zlib.error:
            self._count(_LARGEST_STREAM)
            raise damaged("a stream cannot be unpacked") from None
        self._count(len(plain))
        if not inflater.eof:
            if inflater.unconsumed_tail:
                raise too_much()
            raise damaged("a stream breaks off")
        return plain

    def _count(self, size: int) -> None:
        """Count the bytes of streams, as they are and unpacked."""
        self._unpacked += size
        if self._unpacked > _MOST_UNPACKED:
            raise too_much()

    def _read_tables(self) -> None:
        starts = list(_START.finditer(self._data[-2048:] + b"\n"))
        if not starts:
            raise damaged("it does not say where its objects are")
        wanted, seen = deque([int(starts[-1][1])]), set[int]()
        while wanted:
            at = wanted.popleft()
            if at in seen:
                continue
            seen.add(at)
            if len(seen) > _MOST_SECTIONS:
                raise too_much()
            trailer = self._read_table(at)
            for name, value in trailer.items():
                self._trailer.setdefault(name, value)
            for name in ("XRefStm", "Prev"):
                if type(trailer.get(name)) is int:
                    wanted.append(trailer[name])

    def _read_table(self, at: int) -> dict[str, Any]:
        """Take in the section at `at`; return its trailer."""
        reader = Reader(self._data, at, self.steps)
        if reader.word() != b"xref":
            return self._read_stream_of_entries(at)
        ranges: list[_Range] = []
        at = reader.at
        while matched := _RANGE.match(self._data, at):
            self.steps.spend()
            first, count = int(matched[1]), int(matched[2])
            ranges.append(_Range(first, count, matched.end()))
            at = matched.end() + count * _ENTRY
        reader.at = at
        if reader.word() != b"trailer":
            raise damaged("its table of objects breaks off")
        trailer = reader.value()
        if not is_dictionary(trailer):
            raise damaged("its trailer cannot be read")
        self._tables.append(_Table(self._data, ranges))
        return trailer

    def _read_stream_of_entries(self, at: int) -> dict[str, Any]:
        stream = self._object_at(at, None)
        if not isinstance(stream, Stream) or stream.entries.get("Type") != "XRef":
            raise damaged("there is no table of objects where it says that there is")
        entries = stream.entries
        widths = _counts(entries.get("W"), 8)
        index = _counts(entries.get("Index", [0, entries.get("Size", 0)]), 2**32)
        if len(widths) != 3 or not index:
            raise damaged("its stream of objects' places cannot be read")
        data, width = self.content(stream), sum(widths)
        ranges: list[_Range] = []
        start = 0
        for first, count in zip(index[::2], index[1::2], strict=False):
            self.steps.spend()
            if start + count * width > len(data):
                raise damaged("its stream of objects' places breaks off")
            ranges.append(_Range(first, count, start))
            start += count * width
        self._tables.append(_Table(data, ranges, (widths[0], widths[1], widths[2])))
        return entries

    def _object(self, number: int) -> Any:
        if number in self._objects:
            return self._objects[number]
        if number in self._wanted:
            raise damaged("an object refers to itself")
        self._wanted.add(number)
        try:
            place = self._place(number)
            if place is None:
                value = None
            elif place.inside:
                value = self._object_inside(place.at, number)
            else:
                value = self._object_at(place.at, number)
        finally:
            self._wanted.discard(number)
        self._objects[number] = value
        return value

    def _place(self, number: int) -> _Place | None:
        for table in self._tables:
            self.steps.spend(1 + len(table.ranges) // 16)
            place = table.place(number)
            if not isinstance(place, bool):
                return place
        return None

    def _object_at(self, at: int, number: int | None) -> Any:
        """The object at a byte of the file, which has to be the one with that number."""
        matched = _OBJECT.match(self._data, at)
        if matched is None or number not in (None, int(matched[1])):
            raise damaged(f"object {number} is not where it should be")
        reader = Reader(self._data, matched.end(), self.steps)
        value = reader.value()
        if is_dictionary(value) and reader.word() == b"stream":
            start = reader.at
            start += 2 if self._data.startswith(b"\r\n", start) else 1
            return Stream(value, start)
        return value

    def _object_inside(self, holder: int, number: int) -> Any:
        """An object of a stream of objects (§7.5.7)."""
        if holder not in self._streams:
            self._streams[holder] = self._opened(holder)
        places, data = self._streams[holder]
        if number not in places:
            raise damaged(f"object {number} is not where it should be")
        return Reader(data, places[number], self.steps).value()

    def _opened(self, holder: int) -> tuple[dict[int, int], bytes]:
        place = self._place(holder)
        stream = self._object_at(place.at, holder) if place and not place.inside else None
        if not isinstance(stream, Stream) or stream.entries.get("Type") != "ObjStm":
            raise damaged("there is no stream of objects where it says that there is")
        data = self.content(stream)
        sizes = _counts([stream.entries.get("N"), stream.entries.get("First")], len(data))
        if not sizes:
            raise damaged("a stream of objects cannot be read")
        count, first = sizes
        self.steps.spend(1 + count // 4)
        numbers = data[:first].split(None, 2 * count)[: 2 * count]
        if len(numbers) < 2 * count or not all(
            each.isdigit() and len(each) <= 10 for each in numbers
        ):
            raise damaged("a stream of objects cannot be read")
        values = list(map(int, numbers))
        return {
            values[place]: first + values[place + 1] for place in range(0, len(values), 2)
        }, data


def _counts(values: Any, most: int) -> list[int]:
    """Whole numbers from 0 to `most`, or an empty list if one of them is something else."""
    if is_list(values) and all(type(each) is int and 0 <= each <= most for each in values):
        return values
    return []


def _unpredicted(data: bytes, parameters: dict[str, Any]) -> bytes:
    """What was packed, of data whose rows PNG's filters had made ready for it (§7.4.4.4)."""
    predictor = parameters.get("Predictor", 1)
    if predictor == 1:
        return data
    columns = parameters.get("Columns", 1)
    plain = parameters.get("Colors", 1) == 1 and parameters.get("BitsPerComponent", 8) == 8
    if (
        not plain
        or type(columns) is not int
        or not 0 < columns <= 2**12
        or predictor not in range(10, 16)
    ):
        raise BakingRefused("a predictor of a PDF stream is not supported")
    rows: list[bytes] = []
    above = bytes(columns)
    for start in range(0, len(data) - columns, columns + 1):
        kind, row = data[start], data[start + 1 : start + 1 + columns]
        if kind == 2:
            row = bytes([(one + other) & 0xFF for one, other in zip(row, above, strict=True)])
        elif kind == 1:
            left, made = 0, bytearray()
            for each in row:
                left = (left + each) & 0xFF
                made.append(left)
            row = bytes(made)
        elif kind != 0:
            raise BakingRefused("a predictor of a PDF stream is not supported")
        rows.append(row)
        above = row
    return b"".join(rows)


__all__ = ["Document", "Name"]
