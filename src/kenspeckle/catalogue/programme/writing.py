"""Plain values as a TOML file, always in the same bytes.

Single values come first, then a table for each mapping and each item of a list of mappings; what
lies deeper stands inline, a list of tables with one item on each line.
"""

import re
from collections.abc import Mapping
from datetime import date
from typing import cast

Value = object
_BARE = re.compile(r"^[A-Za-z0-9_-]+$")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}


def toml(facts: Mapping[str, Value]) -> str:
    """Return a file's text; what is None, empty text or an empty list or table is left out."""
    stated = {key: value for key, value in facts.items() if _is_stated(value)}
    single = {key: value for key, value in stated.items() if not _tables(value)}
    text = _lines(single)
    for key, value in stated.items():
        if isinstance(value, Mapping):
            text += f"\n[{_key(key)}]\n{_lines(value)}"
        elif _tables(value):
            rows = cast("list[Mapping[str, Value]]", value)
            text += "".join(f"\n[[{_key(key)}]]\n{_lines(row)}" for row in rows)
    return text.lstrip("\n")


def _is_stated(value: Value) -> bool:
    return value is not None and value != "" and value != [] and value != () and value != {}


def _tables(value: Value) -> bool:
    """Whether a value is written as tables of its own."""
    if isinstance(value, list | tuple):
        return all(isinstance(item, Mapping) for item in value)
    return isinstance(value, Mapping)


def _lines(facts: Mapping[str, Value]) -> str:
    return "".join(
        f"{_key(key)} = {_value(value)}\n" for key, value in facts.items() if _is_stated(value)
    )


def _key(key: str) -> str:
    return key if _BARE.match(key) else _text(key)


def _value(value: Value) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return _text(value)
        case int():
            return str(value)
        case date():
            return value.isoformat()
        case list() | tuple():
            items = [_value(item) for item in value]
            if items and _tables(value) and len(items) > 1:
                return "[\n" + "".join(f"    {item},\n" for item in items) + "]"
            return f"[{', '.join(items)}]"
        case Mapping():
            pairs = [f"{_key(key)} = {_inline(item)}" for key, item in value.items()]
            return "{" + (f" {', '.join(pairs)} " if pairs else "") + "}"
    raise TypeError(f"no TOML for {type(value).__name__}")


def _inline(value: Value) -> str:
    # Inside an inline table there are no line ends.
    if isinstance(value, list | tuple):
        return f"[{', '.join(_inline(item) for item in value)}]"
    return _value(value)


def _text(value: str) -> str:
    escaped = "".join(_ESCAPES.get(character, _escaped(character)) for character in value)
    return f'"{escaped}"'


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code < 32 or code == 127 else character
