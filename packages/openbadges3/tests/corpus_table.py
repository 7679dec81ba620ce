"""Print every item of the published corpus with the expected verdict and ours.

    python tests/corpus_table.py [FOLDER]

The folder is `../shared/corpus` beside the project unless given. A hosted badge of Open Badges
2.0 is judged as if its own address served the file, as in the suite that it comes from. Exit
status 1 if a disagreement has no reason in `corpus_reasons.toml`.
"""

# ruff: noqa: T201  it is a command, and prints
from __future__ import annotations

import json
import sys
import tomllib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

from openbadges3 import (
    DirectoryMap,
    Documents,
    InMemoryDocuments,
    LayeredDocuments,
    Report,
    examine,
)
from openbadges3.canonical import Contexts

HERE = Path(__file__).resolve().parent
AT = datetime(2026, 11, 22, tzinfo=UTC)


@dataclass(frozen=True)
class Row:
    """One item: what its publisher expects, what we find, whether the two agree, and why if not."""

    file: str
    expected: str
    axis: str
    ours: str
    agrees: bool
    found: str
    reason: str


def default_folder() -> Path:
    """`../shared/corpus` beside the project."""
    return next(
        (found for above in HERE.parents if (found := above.parent / "shared" / "corpus").is_dir()),
        Path("corpus"),
    )


def rows(folder: Path) -> list[Row]:
    """Judge every item of the manifest."""
    reasons: dict[str, str] = tomllib.loads((HERE / "corpus_reasons.toml").read_text("utf-8"))
    support = DirectoryMap(folder / "support" / "index.json")
    manifest: list[dict[str, Any]] = json.loads((folder / "manifest.json").read_text("utf-8"))
    return [_judge(folder, item, support, reasons.get(item["file"], "")) for item in manifest]


def _judge(folder: Path, item: dict[str, Any], support: Documents, reason: str) -> Row:
    data = (folder / item["file"]).read_bytes()
    badge = item["spec"].startswith("OB") and item["axis"] != "statuslist"
    documents = LayeredDocuments([_served(data), support])
    profile: Any = "badge" if badge else "vc"
    report = examine(data, documents=documents, at=AT, profile=profile, contexts=_contexts())
    agrees = _agrees(item, report)
    worst = [each for each in report.findings if each.outcome == report.outcome != "good"]
    found = f"{worst[0].check}: {worst[0].message}" if worst else ""
    return Row(item["file"], item["expected"], item["axis"], report.outcome, agrees, found, reason)


@cache
def _contexts() -> Contexts:
    """The shipped contexts, and the one that a single W3C vector needs, from its npm package."""
    package = HERE / "interop" / "node_modules" / "@digitalbazaar" / "citizenship-context"
    files = package.glob("contexts/*v4rc1*")
    found = [json.loads(file.read_text("utf-8")) for file in files]
    return Contexts({"https://w3id.org/citizenship/v4rc1": found[0]} if found else {})


def _served(data: bytes) -> Documents:
    """The item itself at its own address, if it is a hosted badge of Open Badges 2.0."""
    try:
        document = json.loads(data)
    except ValueError:
        return InMemoryDocuments({})
    if (
        isinstance(document, dict)
        and document.get("type") == "Assertion"
        and "verification" in document
    ):
        return InMemoryDocuments({document["id"]: data})
    return InMemoryDocuments({})


def _agrees(item: dict[str, Any], report: Report) -> bool:
    accepted = report.outcome in {"good", "warning"}
    proofs = {each.outcome for each in report.of("proof")}
    told = {
        "valid": accepted,
        "warning": report.outcome == "warning",
        "invalid": not accepted and _on_axis(item["axis"], report),
        "unsigned": not accepted and "bad" in proofs and report.credential is not None,
        "legacy-signed": not accepted and "bad" in proofs,
        "signed-example": report.credential is not None,
        "component": report.outcome != "bad" and report.credential is not None,
        "unknown": True,
    }[item["expected"]]
    if item["expected_proof"] is True and "good" not in proofs:
        return False
    return told


def _on_axis(axis: str, report: Report) -> bool:
    """Whether the refusal is for what the publisher refuses it for."""
    checks = {
        "revoked": {"status"},
        "status": {"status"},
        "expired": {"validity"},
        "notYetValid": {"validity"},
        "proof": {"proof"},
        "schema": {"model"},
        "type": {"model", "context"},
    }.get(axis)
    bad = {each.check for each in report.findings if each.outcome in {"bad", "unknown"}}
    return bool(bad) if checks is None else bool(bad & checks)


def main() -> int:
    """Print the table."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else default_folder()
    table = rows(folder)
    for row in table:
        mark = "agree   " if row.agrees else "explained" if row.reason else "DIFFERS "
        print(f"{mark:9}  {row.expected:14} {row.ours:8} {row.file}")
        if not row.agrees:
            print(f"{'':11}we found: {row.found}")
            print(f"{'':11}reason:   {row.reason or 'none given'}")
    agree = sum(row.agrees for row in table)
    open_ = [row for row in table if not row.agrees and not row.reason]
    print(
        f"\n{agree} of {len(table)} agree, {len(table) - agree - len(open_)} differ for a reason, {len(open_)} differ without one."
    )
    return 1 if open_ else 0


if __name__ == "__main__":
    sys.exit(main())
