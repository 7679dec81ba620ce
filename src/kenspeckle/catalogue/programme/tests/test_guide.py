"""The guide to programme files shows the very files."""

import re
from pathlib import Path

from kenspeckle.catalogue.programme.tests.example import PROGRAMMES

GUIDE = PROGRAMMES.parent / "docs" / "programmes.md"


def shown() -> dict[Path, str]:
    """Each file that the guide shows, and what it shows of it."""
    blocks = re.findall(
        r"^`(programmes/\S+)`\n\n```\w+\n(.*?)```$", GUIDE.read_text(), re.MULTILINE | re.DOTALL
    )
    return {PROGRAMMES.parent / name: text for name, text in blocks}


def test_the_guide_shows_the_files_as_they_are() -> None:
    assert {path: text for path, text in shown().items() if path.read_text() != text} == {}


def test_the_guide_shows_a_badge_of_every_shape() -> None:
    badges = set((PROGRAMMES / "shapes" / "badges").glob("*/badge.toml"))

    assert len(badges) == 19
    assert badges <= shown().keys()
