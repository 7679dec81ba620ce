"""One word, one meaning (docs/glossary.md), and no word of one sector in the code."""

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "kenspeckle"
SCREENS = (".html", ".txt", ".typ", ".js", ".css")

# Sectors are programmes' affair. What looks like a sector's word and is Django's or plain English:
SECTOR = re.compile(r"\b(register|registrants?|social|council|care|cpl)\b", re.IGNORECASE)
PLAIN = (
    re.compile(r"^register = template\.Library\(\)$"),
    re.compile(r"^@register\."),
)
RETIRED_ANYWHERE = re.compile(
    r"\b(advisers?|candidates?|earners?|period claims?|PeriodClaim|RegisterPart|PracticeClaim)\b",
    re.IGNORECASE,
)
LONGEST_TEMPLATE_LINE = 160


def _files(*endings: str) -> list[Path]:
    return [
        path
        for path in sorted(SOURCE.rglob("*"))
        if path.suffix in endings
        and not {"tests", "migrations", "vendor", "__pycache__"} & set(path.parts)
    ]


def _lines(paths: list[Path]) -> Iterator[tuple[str, str]]:
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            yield f"{path.relative_to(ROOT)}:{number}", line


def test_no_word_of_one_sector_stands_in_code_or_templates() -> None:
    paths = [path for path in _files(".py", *SCREENS) if path.name != "demonstration.py"]
    assert len(paths) > 200, "the whole house is looked at"

    said = [
        f"{place}: {line.strip()}"
        for place, line in _lines(paths)
        if SECTOR.search(line) and not any(plain.search(line.strip()) for plain in PLAIN)
    ]

    assert said == []


def test_no_retired_word_is_used() -> None:
    said = [
        f"{place}: {line.strip()}"
        for place, line in _lines(_files(".py", *SCREENS))
        if RETIRED_ANYWHERE.search(line)
    ]

    assert said == []


@pytest.mark.parametrize("name", ["found"])
def test_no_name_says_nothing_of_what_it_holds(name: str) -> None:
    library = ROOT / "packages" / "openbadges3" / "src"
    paths = [*_files(".py"), *sorted(library.rglob("*.py"))]
    named = [
        f"{path.relative_to(ROOT)}:{token.start[0]}"
        for path in paths
        for token in tokenize.generate_tokens(io.StringIO(path.read_text()).readline)
        if token.type == tokenize.NAME and token.string == name
    ]

    assert named == []


def test_every_retired_word_stands_in_the_glossary() -> None:
    retired = (ROOT / "docs" / "glossary.md").read_text().partition("## Retired")[2]

    for word in ("adviser", "candidate", "earner", "period claim", "`found`"):
        assert word in retired


def test_lines_of_pages_can_be_read_on_a_screen() -> None:
    # (In mail a line is a paragraph.)
    long = [
        f"{place}: {len(line)}"
        for place, line in _lines(_files(".html"))
        if len(line) > LONGEST_TEMPLATE_LINE
    ]

    assert long == []
