"""The explained survivors of mutation testing: each names what there is; the page lists them all."""

from __future__ import annotations

import ast
import tomllib
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[1]
REASONS = tomllib.loads((PACKAGE / "tests" / "mutation" / "survivors.toml").read_text("utf-8"))[
    "reason"
]


def functions() -> set[str]:
    """`module.function` and `module.Class.method` of all the library."""
    found: set[str] = set()
    for file in (PACKAGE / "src" / "openbadges3").rglob("*.py"):
        for node in ast.parse(file.read_text("utf-8")).body:
            inner = node.body if isinstance(node, ast.ClassDef) else [node]
            owner = (
                f"{file.stem}.{node.name}." if isinstance(node, ast.ClassDef) else f"{file.stem}."
            )
            found |= {owner + each.name for each in inner if isinstance(each, ast.FunctionDef)}
    return found


def test_every_survivor_is_explained_once_and_names_a_function_that_there_is() -> None:
    survivors = [each for reason in REASONS for each in reason["survivors"]]

    assert len(survivors) == len(set(survivors)) > 0
    assert {each.partition(": ")[0] for each in survivors} <= functions()
    assert all(reason["why"].endswith(".") for reason in REASONS)


def test_the_page_on_mutation_testing_lists_every_survivor_with_its_reason() -> None:
    page = (PACKAGE / "docs" / "mutation-testing.md").read_text("utf-8")

    for reason in REASONS:
        _, _, below = page.partition(f"**{reason['why']}**")
        assert below, reason["why"]
        below = below.partition("\n\n**")[0]
        for survivor in reason["survivors"]:
            was, _, became = survivor.partition(": ")[2].partition(" → ")
            assert f"`` {was} `` → `` {became} ``" in below, survivor
