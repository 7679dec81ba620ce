"""What the documents show, runs; what they list, is there."""

from __future__ import annotations

import importlib.util
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PACKAGE = Path(__file__).resolve().parents[1]
README = (PACKAGE / "README.md").read_text("utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


def test_the_python_and_the_commands_of_the_readme_run_as_they_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("OPENBADGES3_SECRET", "a long secret")
    commands = Path(sys.executable).parent
    monkeypatch.setenv("PATH", f"{commands}{os.pathsep}{os.environ['PATH']}")
    space: dict[str, Any] = {}
    for block in blocks("python"):
        exec(compile(block, "README.md", "exec"), space)
    told = capsys.readouterr().out

    assert told.startswith("Leading others\nProofInvalid at $.proof[0]: the signature does not")
    assert "bad The signature does not match what was signed." in told

    lines = blocks("sh")[0].splitlines()
    assert len(lines) == 3
    for line in lines:
        done = subprocess.run(line, shell=True, check=True, capture_output=True, text=True)
    assert done.stdout.startswith("signed.json: good\n")


def test_the_readme_leads_nowhere_that_a_package_index_does_not_have() -> None:
    links = re.findall(r"\]\(([^)]+)\)", README)

    assert links
    assert [link for link in links if not link.startswith("https://")] == []
    assert "pip install openbadges3" not in README
    for named in re.findall(r"^- `([a-z-]+\.md)`", README, flags=re.MULTILINE):
        assert (PACKAGE / "docs" / named).is_file()


def test_the_reference_is_made_from_the_docstrings_as_they_are() -> None:
    spec = importlib.util.spec_from_file_location(
        "make_reference", PACKAGE / "docs" / "make_reference.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    assert (PACKAGE / "docs" / "reference.md").read_text("utf-8") == module.reference()


def test_every_check_that_is_told_is_explained() -> None:
    page = (PACKAGE / "docs" / "what-is-checked.md").read_text("utf-8")
    call = re.compile(r'findings\.(?:good|bad|warn|unknown)\(\s*"([a-z]+)"|\.check = "([a-z]+)"')
    told = {
        one or other
        for file in (PACKAGE / "src").rglob("*.py")
        for one, other in call.findall(file.read_text("utf-8"))
    }

    assert len(told) > 10
    assert {name for name in told if f"`{name}`" not in page} == set()


@pytest.mark.parametrize(
    "page", ["README.md", *(f"docs/{each.name}" for each in (PACKAGE / "docs").glob("*.md"))]
)
def test_links_lead_somewhere(page: str) -> None:
    file = PACKAGE / page
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", file.read_text("utf-8")):
        assert (file.parent / target).exists(), target
