"""Counting words, by one rule for the server and the page.

A word is a maximal run between Unicode White_Space characters that holds at least one
letter or digit (general category L or N). So "self-aware", "don't", "I'm" and a web
address are one word each, a lone dash or emoji is none, and a script that is written
without spaces counts a whole clause as one.

Which characters those are is data in `static/text/word-characters.js`, read here and
imported by `static/text/words.js`: Python's, PostgreSQL's and each browser's own ideas of
white space differ, and their Unicode versions do too.
"""

import json
import re
from functools import cache
from importlib import resources
from typing import TypedDict, cast


class Characters(TypedDict):
    """The data file: rows of hexadecimal code points and inclusive ranges."""

    unicode: str
    white_space: list[str]
    letters_and_digits: list[str]


@cache
def characters() -> Characters:
    """The shared data file."""
    file = resources.files("kenspeckle.text") / "static" / "text" / "word-characters.js"
    source = file.read_text(encoding="utf-8")
    return cast("Characters", json.loads(source[source.index("{") : source.rindex("}") + 1]))


def ranges(rows: list[str]) -> list[tuple[int, int]]:
    """The inclusive ranges of code points that rows of the data file name."""
    pairs = (piece.split("-") for row in rows for piece in row.split())
    return [(int(pair[0], 16), int(pair[-1], 16)) for pair in pairs]


def _character_class(rows: list[str]) -> str:
    return "".join(f"\\U{low:08x}-\\U{high:08x}" for low, high in ranges(rows))


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    listed = characters()
    return (
        re.compile(f"[{_character_class(listed['white_space'])}]+"),
        re.compile(f"[{_character_class(listed['letters_and_digits'])}]"),
    )


def split_at_white_space(text: str) -> list[str]:
    """The runs between White_Space, each with the white space that follows it.

    Joined, they are the text again. Only the first can be white space alone.
    """
    between, _ = _patterns()
    runs: list[str] = []
    start = 0
    for gap in between.finditer(text):
        runs.append(text[start : gap.end()])
        start = gap.end()
    if start < len(text):
        runs.append(text[start:])
    return runs


def count_words(text: str) -> int:
    """The number of words in a text, in time linear in its length."""
    between, letter_or_digit = _patterns()
    return sum(1 for run in between.split(text) if letter_or_digit.search(run))
