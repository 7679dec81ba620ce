"""Files that no programme should hold: a sentence with file, line and what to do, never a traceback."""

from pathlib import Path

import pytest

from kenspeckle.catalogue.programme.checking import check
from kenspeckle.catalogue.programme.tests.example import copy

BADGE = "badges/stages/badge.toml"
TOO_DEEP = "is nested too deeply: more than 16 levels of tables and lists"


def says(directory: Path) -> list[str]:
    return [str(one) for one in check(directory, year=2026) if not one.warning]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"x" * 10_000_000, f"{BADGE}:1: is too large: 10,000,000 bytes, of at most 1,000,000"),
        (b"position = 1\nx = " + b"[" * 50_000 + b"]" * 50_000, f"{BADGE}:2: {TOO_DEEP}"),
        (b"x = " + b"{a=" * 900 + b"1" + b"}" * 900, f"{BADGE}:1: {TOO_DEEP}"),
        (b"[" + b".".join([b"a"] * 40) + b"]\nb = 1\n", f"{BADGE}:1: {TOO_DEEP}"),
        ("position = 1\nx = 'café'".encode("latin-1"), f"{BADGE}:2: is not UTF-8 text"),
        ("position = 1".encode("utf-16"), f"{BADGE}:1: is not UTF-8 text"),
        (b"position = 1\nposition = 2\n", f"{BADGE}:2: is not TOML: Cannot overwrite a value"),
        (b"[art]\n[art]\n", f"{BADGE}:2: is not TOML: Cannot declare ('art',) twice"),
        (b"x = 1\n\x00", f"{BADGE}:2: is not TOML"),
        (b"x = " + b"9" * 5000, f"{BADGE}:1: is not TOML"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_read_is_named_with_its_line(
    tmp_path: Path, data: bytes, expected: str
) -> None:
    directory = copy(tmp_path, "shapes")
    (directory / BADGE).write_bytes(data)

    [problem] = says(directory)

    assert problem.startswith(expected)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("criteria = 3\n", "criteria must be a list"),
        ("criteria = [3]\n", "criteria must be a table"),
        ("art = []\n", "art must be a table"),
        ("milestone = true\n", "milestone must be a table"),
        ("before = [{ badge = 1 }]\n", "badge must be a text"),
        ("[[stages]]\nkey = [1]\n", "key must be a text"),
        ("name = 'x'\n", "unknown key: name (words stand in the Markdown)"),
        ("expiri = { months = 1 }\n", "unknown key: expiri (did you mean expiry?)"),
        ("expiry = { month = 1 }\n", "unknown key: month (did you mean months?)"),
        ("position = 1.5\n", "position must be a whole number"),
        ("opens_on = 12:00:00\n", "opens_on must be a date"),
        ("frequency = { per = 1979-05-27 }\n", "unknown period: 1979-05-27"),
        ("aligned_to = 'making/safety'\n", "aligned_to must be a list"),
    ],
)
def test_a_value_of_another_type_is_said_with_its_key(
    tmp_path: Path, text: str, expected: str
) -> None:
    directory = copy(tmp_path, "shapes")
    path = directory / BADGE
    kept = path.read_text().split("\n\n")
    first = [part for part in kept if not part.startswith("[") and "issuer" in part]
    key = text.split(" ")[0]
    lines = [line for part in first for line in part.split("\n") if not line.startswith(key)]
    path.write_text(text + "\n" + "\n".join(lines))

    assert any(f"{BADGE}:" in one and expected in one for one in says(directory)), says(directory)


def test_a_mark_of_byte_order_does_no_harm(tmp_path: Path) -> None:
    directory = copy(tmp_path, "shapes")
    path = directory / BADGE
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())

    assert says(directory) == []


def test_a_line_is_right_in_nested_tables_and_lists_of_many_lines(tmp_path: Path) -> None:
    directory = copy(tmp_path, "shapes")
    path = directory / BADGE
    text = path.read_text()
    path.write_text(
        text.replace("minutes = 20", "minute = 20").replace('"explore"', '"""explore"""', 1)
    )
    line = path.read_text()[: path.read_text().index("minute = 20")].count("\n") + 1

    assert says(directory) == [f"{BADGE}:{line}: unknown key: minute (did you mean minutes?)"]
