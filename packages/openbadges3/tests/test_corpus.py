"""The published corpus: every item judged, every disagreement explained."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def table(corpus: Path) -> list[Any]:
    subprocess.run(
        [sys.executable, str(HERE / "interop" / "check.py")], check=True, capture_output=True
    )
    spec = importlib.util.spec_from_file_location("corpus_table", HERE / "corpus_table.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["corpus_table"] = module
    spec.loader.exec_module(module)
    rows: list[Any] = module.rows(corpus)
    return rows


def test_every_disagreement_has_its_reason(table: list[Any]) -> None:
    assert [row.file for row in table if not row.agrees and not row.reason] == []
    assert len(table) >= 121


def test_every_reason_is_needed(table: list[Any]) -> None:
    reasons = set(tomllib.loads((HERE / "corpus_reasons.toml").read_text("utf-8")))

    assert reasons == {row.file for row in table if not row.agrees}


def test_no_badge_that_its_publisher_refuses_is_accepted(table: list[Any]) -> None:
    accepted = {
        row.file for row in table if row.expected == "invalid" and row.ours in {"good", "warning"}
    }

    assert accepted == {"1edtech-validator/ob20/assertion-with-extension-node-invalid.json"}
