"""TOML with places: a file's values, and the line of every key and item in it.

`tomllib` reads the values and judges the syntax; tree-sitter's grammar of TOML says where they stand.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tree_sitter_toml
from tree_sitter import Language, Node, Parser

from .model import Location, Notes, Path_, Where

# A programme is written by people; what is larger or deeper is not one of its files.
LARGEST_FILE = 1_000_000
DEEPEST = 16

_VARIABLE = re.compile(r"\{([a-z_]+)\}")
_LANGUAGE = Language(tree_sitter_toml.language())
_KEYS = ("bare_key", "quoted_key", "dotted_key")


class Unreadable(Exception):
    """A file that cannot be read at all; its problem has been noted."""


@dataclass(frozen=True, slots=True)
class Document:
    """What a TOML file says, and where."""

    values: dict[str, Any]
    where: Where


def read_text(directory: Path, file: str, notes: Notes) -> str:
    """A file's text with LF line ends; raises `Unreadable` after noting why."""
    path = directory / file
    try:
        size = path.stat().st_size
        if size > LARGEST_FILE:
            notes.add(
                Location(file),
                f"is too large: {size:,} bytes, of at most {LARGEST_FILE:,}; "
                "split it, or leave out what is no part of a programme",
            )
            raise Unreadable(file)
        data = path.read_bytes()
    except OSError as error:
        notes.add(Location(file), f"cannot be read: {error.strerror}")
        raise Unreadable(file) from error
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        notes.add(Location(file, line), "is not UTF-8 text; save the file with the encoding UTF-8")
        raise Unreadable(file) from error


def read_toml(directory: Path, file: str, notes: Notes) -> Document:
    """A file's values with their places; raises `Unreadable` after noting why."""
    source = read_text(directory, file, notes)
    try:
        values = tomllib.loads(source)
    except tomllib.TOMLDecodeError as error:
        at = re.search(r"\(at line (\d+)", str(error))
        line = int(at[1]) if at else source.count("\n") + 1
        notes.add(Location(file, line), f"is not TOML: {str(error).split(' (at')[0]}")
        raise Unreadable(file) from error
    except RecursionError as error:
        notes.add(Location(file, _deepest_line(source)), _TOO_DEEP)
        raise Unreadable(file) from error
    except ValueError as error:  # such as a whole number of thousands of digits
        notes.add(Location(file), f"is not TOML: {error}")
        raise Unreadable(file) from error
    lines = {path: Location(file, line) for path, line in _places(source)}
    for path, place in lines.items():
        if len(path) > DEEPEST:
            notes.add(place, _TOO_DEEP)
            raise Unreadable(file)
    return Document(values, Where(Location(file), lines))


_TOO_DEEP = f"is nested too deeply: more than {DEEPEST} levels of tables and lists"


def _deepest_line(source: str) -> int:
    """The line with the most opening brackets."""
    counts = [line.count("[") + line.count("{") for line in source.split("\n")]
    return counts.index(max(counts)) + 1


def _places(source: str) -> Iterator[tuple[Path_, int]]:
    """Each table's, key's and item's path and line, tables of lists counted from 0."""
    tree = Parser(_LANGUAGE).parse(source.encode())
    counts: dict[Path_, int] = {}
    table: Path_ = ()
    for node in tree.root_node.children:
        if node.type in ("table", "table_array_element"):
            table = _header(_names(_key_of(node)), node.type, counts)
            yield table, _line(node)
            for child in node.children:
                if child.type == "pair":
                    yield from _pair(child, table)
        elif node.type == "pair":
            yield from _pair(node, ())


def _header(names: tuple[str, ...], kind: str, counts: dict[Path_, int]) -> Path_:
    """The path of a table's header, where each list on the way stands for its last item."""
    path: Path_ = ()
    for number, name in enumerate(names, 1):
        path = (*path, name)
        if kind == "table_array_element" and number == len(names):
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _pair(node: Node, table: Path_) -> Iterator[tuple[Path_, int]]:
    """A key with its value, and all that lies in the value; no deeper than one level too deep."""
    waiting: list[tuple[Node, Path_]] = [(node, table)]
    while waiting:
        here, path = waiting.pop()
        if len(path) > DEEPEST + 1:
            continue
        if here.type == "pair":
            names = _names(_key_of(here))
            for number in range(1, len(names)):
                yield (*path, *names[:number]), _line(here)
            path = (*path, *names)
            yield path, _line(here)
            waiting.append((here.children[-1], path))
        elif here.type == "inline_table":
            waiting += [(child, path) for child in here.children if child.type == "pair"]
        elif here.type == "array":
            items = [child for child in here.named_children if child.type != "comment"]
            for number, item in enumerate(items):
                yield (*path, number), _line(item)
                waiting.append((item, (*path, number)))


def _key_of(node: Node) -> Node:
    return next(child for child in node.children if child.type in _KEYS)


def _names(key: Node) -> tuple[str, ...]:
    if key.type == "dotted_key":
        return tuple(
            name for child in key.children if child.type in _KEYS for name in _names(child)
        )
    text = (key.text or b"").decode()
    if key.type == "quoted_key":
        return tuple(tomllib.loads(f"{text} = 1"))
    return (text,)


def _line(node: Node) -> int:
    return node.start_point.row + 1


def fill(values: Any, variables: Mapping[str, str], where: Where, notes: Notes) -> Any:
    """The same values with variables put into every text."""

    def filled(value: Any, path: Path_) -> Any:
        if isinstance(value, str):
            return substitute(value, variables, where.at(*path), notes).strip()
        if isinstance(value, list):
            return [filled(item, (*path, number)) for number, item in enumerate(value)]
        if isinstance(value, dict):
            return {key: filled(item, (*path, key)) for key, item in value.items()}
        return value

    return filled(values, ())


def substitute(text: str, variables: Mapping[str, str], place: Location, notes: Notes) -> str:
    """Put variables in; an unknown one is noted and stays."""

    def value(match: re.Match[str]) -> str:
        if match[1] in variables:
            return variables[match[1]]
        notes.add(place, f"unknown variable {match[0]}")
        return match[0]

    return _VARIABLE.sub(value, text)
