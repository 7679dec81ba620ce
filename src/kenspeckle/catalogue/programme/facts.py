"""TOML with places: typed facts of a table, and a problem with its line for each that is amiss."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from .model import Place, Problem, Where

Path_ = tuple[str | int, ...]

_VARIABLE = re.compile(r"\{([a-z_]+)\}")
_HEADER = re.compile(r"^\s*(\[\[?)\s*([^\[\]]+?)\s*\]\]?\s*(?:#.*)?$")
_KEY = re.compile(r"^\s*([A-Za-z0-9_.\-\"']+)\s*=")


class Unreadable(Exception):
    """A file that cannot be read at all; its problem has been noted."""


class Notes:
    """The problems found so far. The same words about the same line are noted once."""

    def __init__(self) -> None:
        self._found: dict[Problem, None] = {}

    def add(self, place: Place, words: str) -> None:
        """Note a problem."""
        self._found[Problem(place, words)] = None

    def __iter__(self) -> Iterator[Problem]:
        return iter(self._found)


def read_text(directory: Path, file: str, notes: Notes) -> str:
    """A file's text with LF line ends; raises `Unreadable` after noting why."""
    try:
        data = (directory / file).read_bytes()
    except OSError as error:
        notes.add(Place(file), f"cannot be read: {error.strerror}")
        raise Unreadable(file) from error
    try:
        return data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        notes.add(Place(file, line), "is not UTF-8 text")
        raise Unreadable(file) from error


def substitute(text: str, variables: Mapping[str, str], place: Place, notes: Notes) -> str:
    """Put variables in; an unknown one is noted and stays."""

    def value(match: re.Match[str]) -> str:
        if match[1] in variables:
            return variables[match[1]]
        notes.add(place, f"unknown variable {match[0]}")
        return match[0]

    return _VARIABLE.sub(value, text)


def _lines(source: str) -> dict[Path_, int]:
    """The line of each table and key. `tomllib` checks the syntax; this only finds places."""
    found: dict[Path_, int] = {}
    counts: dict[str, int] = {}
    table: Path_ = ()
    inside = ""  # the mark that ends a multi-line string or array that we are in
    for number, line in enumerate(source.split("\n"), 1):
        if inside:
            if inside in line:
                inside = ""
            continue
        if header := _HEADER.match(line):
            name = header[2]
            table = tuple(name.split("."))
            if header[1] == "[[":
                counts[name] = counts.get(name, -1) + 1
                table = (*table, counts[name])
            elif table[:1] and table[0] in counts:
                table = (table[0], counts[str(table[0])], *table[1:])
            found[table] = number
        elif key := _KEY.match(line):
            found[(*table, key[1].strip("\"'"))] = number
            rest = line[key.end() :].strip()
            for mark in ('"""', "'''"):
                if rest.startswith(mark) and mark not in rest[3:]:
                    inside = mark
            if rest.startswith("[") and "]" not in rest:
                inside = "]"
    return found


class Table:
    """A TOML table whose facts are asked for one by one, by name and type.

    What is missing or of another type is noted and an empty value returned, so that reading
    goes on. `finish` notes every key that nobody asked for.
    """

    def __init__(
        self,
        values: Mapping[str, Any],
        *,
        file: str,
        lines: Mapping[Path_, int],
        notes: Notes,
        path: Path_ = (),
        variables: Mapping[str, str] | None = None,
    ) -> None:
        self._values = values
        self._file = file
        self._lines = lines
        self._notes = notes
        self._path = path
        self._variables = variables or {}
        self._asked: set[str] = set()

    @classmethod
    def read(
        cls, directory: Path, file: str, notes: Notes, variables: Mapping[str, str] | None = None
    ) -> "Table":
        """The table of a whole file; raises `Unreadable` after noting why."""
        source = read_text(directory, file, notes)
        try:
            values = tomllib.loads(source)
        except tomllib.TOMLDecodeError as error:
            at = re.search(r"\(at line (\d+)", str(error))
            line = int(at[1]) if at else source.count("\n") + 1
            notes.add(Place(file, line), f"is not TOML: {str(error).split(' (at')[0]}")
            raise Unreadable(file) from error
        return cls(values, file=file, lines=_lines(source), notes=notes, variables=variables)

    def with_variables(self, variables: Mapping[str, str]) -> "Table":
        """The same table, unasked, with variables put into its texts."""
        return Table(
            self._values,
            file=self._file,
            lines=self._lines,
            notes=self._notes,
            path=self._path,
            variables=variables,
        )

    def place(self, key: str = "") -> Place:
        """Where a key stands, or else its table."""
        path = (*self._path, key) if key else self._path
        while path and path not in self._lines:
            path = path[:-1]
        return Place(self._file, self._lines.get(path, 1))

    def where(self) -> Where:
        """The places of all keys."""
        return Where(self.place(), {key: self.place(key) for key in self._values})

    def note(self, key: str, words: str) -> None:
        """Note a problem with a key."""
        self._notes.add(self.place(key), words)

    def _value(self, key: str, kinds: tuple[type, ...], kind: str, needed: bool) -> Any:
        self._asked.add(key)
        if key not in self._values:
            if needed:
                self.note(key, f"missing key: {key}")
            return None
        value = self._values[key]
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            self.note(key, f"{key} must be {kind}")
            return None
        return value

    def _put_in(self, key: str, value: str) -> str:
        return substitute(value, self._variables, self.place(key), self._notes).strip()

    def text(self, key: str, *, needed: bool = True) -> str:
        """A text, with variables put in."""
        value = self._value(key, (str,), "a text", needed)
        return "" if value is None else self._put_in(key, value)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; none if absent."""
        values = self._value(key, (list,), "a list of texts", needed=False) or []
        if any(not isinstance(value, str) for value in values):
            self.note(key, f"{key} must be a list of texts")
            return ()
        return tuple(self._put_in(key, value) for value in values)

    def number(self, key: str) -> int | None:
        """A whole number that is not negative; None if absent."""
        value = self._value(key, (int,), "a whole number", needed=False)
        if value is None:
            return None
        if value < 0 or value > 32767:
            self.note(key, f"{key} must be between 0 and 32767")
            return None
        return int(value)

    def flag(self, key: str, *, default: bool) -> bool:
        """True or false."""
        value = self._value(key, (bool,), "true or false", needed=False)
        return default if value is None else bool(value)

    def date(self, key: str) -> date | None:
        """A date, or a text that is one once its variables are put in."""
        value = self._value(key, (date, str), "a date", needed=False)
        if isinstance(value, str):
            try:
                return date.fromisoformat(self._put_in(key, value))
            except ValueError:
                self.note(key, f"{key} must be a date")
                return None
        if isinstance(value, datetime):
            self.note(key, f"{key} must be a date without a time")
            return None
        return value if isinstance(value, date) else None

    def _inner(self, values: Mapping[str, Any], path: Path_) -> "Table":
        return Table(
            values,
            file=self._file,
            lines=self._lines,
            notes=self._notes,
            path=path,
            variables=self._variables,
        )

    def table(self, key: str) -> "Table":
        """The table below a key; an empty one if absent."""
        values = self._value(key, (dict,), "a table", needed=False) or {}
        return self._inner(values, (*self._path, key))

    def tables(self, key: str) -> list["Table"]:
        """The tables of a `[[list]]`."""
        values = self._value(key, (list,), "a list of tables", needed=False) or []
        if any(not isinstance(value, dict) for value in values):
            self.note(key, f"{key} must be a list of tables")
            return []
        return [self._inner(value, (*self._path, key, index)) for index, value in enumerate(values)]

    def everything(self) -> Mapping[str, Any]:
        """The values as they stand, for a schema that reads them."""
        self._asked |= set(self._values)
        return self._values

    def every_text(self) -> dict[str, str]:
        """All keys and their texts, for tables whose keys are free."""
        return {key: self.text(key) for key in self._values}

    def finish(self) -> None:
        """Note every key that nobody asked for."""
        for key in self._values:
            if key not in self._asked:
                self.note(key, f"unknown key: {key}")
