"""What the documents show, runs; what they list, is there."""

from __future__ import annotations

import importlib.util
import json
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


def test_the_python_of_the_readme_runs(capsys: pytest.CaptureFixture[str]) -> None:
    space: dict[str, Any] = {}
    for block in blocks("python"):
        exec(compile(block, "README.md", "exec"), space)

    told = capsys.readouterr().out
    assert told.startswith("Leading others\n")
    assert "bad The signature does not match what was signed." in told


def test_the_commands_of_the_readme_run(tmp_path: Path, badge: dict[str, Any]) -> None:
    del badge["credentialStatus"]
    badge["validFrom"] = "2026-01-01T00:00:00Z"
    environment = {**os.environ, "OPENBADGES3_SECRET": "a long secret"}
    command = f"{sys.executable} -m openbadges3"
    lines = blocks("sh")[0].replace("openbadges3 ", f"{command} ").splitlines()

    subprocess.run(
        lines[0], shell=True, cwd=tmp_path, env=environment, check=True, capture_output=True
    )
    key = json.loads((tmp_path / "issuer.key").read_text())["public"]
    badge["issuer"]["id"] = f"did:key:{key}"
    (tmp_path / "badge.json").write_text(json.dumps(badge))
    for line in lines[1:]:
        subprocess.run(
            line, shell=True, cwd=tmp_path, env=environment, check=True, capture_output=True
        )


def test_the_reference_is_made_from_the_docstrings_as_they_are() -> None:
    spec = importlib.util.spec_from_file_location(
        "make_reference", PACKAGE / "docs" / "make_reference.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    assert (PACKAGE / "docs" / "reference.md").read_text("utf-8") == module.reference()


def test_the_links_of_the_readme_lead_somewhere() -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", README):
        assert (PACKAGE / target).exists(), target
