"""An independent verifier's word: the npm stack of Digital Bazaar."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openbadges3 import NoDocuments, verify
from openbadges3.canonical import rdfc
from openbadges3.errors import ProofInvalid

CHECK = Path(__file__).parent / "interop" / "check.py"
DID = "did:web:badges.example:issuers:college"
LIST = "https://badges.example/status/college/1"


@pytest.fixture
def judge(tmp_path: Path, issuer: Any) -> Any:
    """Asks the independent verifier about some documents, by name."""

    def ask(documents: dict[str, Any], status_list: Any) -> dict[str, bool]:
        published = {**issuer.published(), LIST: status_list}
        names = {address: f"published-{place}.json" for place, address in enumerate(published)}
        for address, name in names.items():
            (tmp_path / name).write_text(json.dumps(published[address]))
        (tmp_path / "documents.json").write_text(json.dumps(names))
        for name, document in documents.items():
            (tmp_path / name).write_text(json.dumps(document, ensure_ascii=False))
        command = [sys.executable, str(CHECK), "--documents", "documents.json"]
        command += ["--at", "2026-11-22T13:00:00Z", *documents]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode in {0, 1}, done.stderr
        report: dict[str, Any] = json.loads(done.stdout)
        assert done.returncode == (0 if all(each["verified"] for each in report.values()) else 1)
        return {name: each["verified"] for name, each in report.items()}

    return ask


def test_our_credential_and_status_list_are_accepted_and_one_changed_character_is_not(
    judge: Any, issuer: Any, badge: dict[str, Any]
) -> None:
    signed = issuer.sign(badge)
    listed = issuer.status_list()
    changed = {**signed, "name": "Leading 0thers"}
    changed_list = json.loads(json.dumps(listed).replace("2026-11-23", "2026-11-24"))

    found = judge(
        {
            "good.json": signed,
            "list.json": listed,
            "bad.json": changed,
            "bad-list.json": changed_list,
        },
        listed,
    )

    assert found == {
        "good.json": True,
        "list.json": True,
        "bad.json": False,
        "bad-list.json": False,
    }


def test_a_revoked_credential_and_one_with_an_altered_list_are_refused_there_too(
    judge: Any, issuer: Any, badge: dict[str, Any]
) -> None:
    signed = issuer.sign(badge)
    altered = json.loads(json.dumps(issuer.status_list()).replace("2026-11-23", "2026-11-24"))
    issuer.statuses.set(4711)

    assert judge({"a.json": signed}, issuer.status_list()) == {"a.json": False}
    assert judge({"a.json": signed}, altered) == {"a.json": False}


def test_datasets_full_of_blank_nodes_and_blank_graphs_are_named_as_the_reference_names_them() -> (
    None
):
    """rdf-canonize decides: with blank graphs, both PyLD and pyoxigraph differ from it."""
    chance = random.Random(2026)
    texts: list[str] = []
    ours: list[str] = []
    for _ in range(400):
        edges = {
            (*(chance.randrange(4) for _ in range(3)), chance.choice("pq"))
            for _ in range(chance.randint(1, 8))
        }
        quads = [
            (f"_:n{a}", f"<urn:{p}>", f"_:n{b}", f"_:g{g}" if g else "") for a, b, g, p in edges
        ]
        texts.append("".join(f"{s} {p} {o} {g} .\n" for s, p, o, g in quads))
        ours.append(rdfc.canonical_nquads(quads))

    command = [sys.executable, str(CHECK), "--script", "canonize.mjs"]
    done = subprocess.run(
        command, input=json.dumps(texts), capture_output=True, text=True, check=True
    )

    assert json.loads(done.stdout) == ours


def test_what_they_signed_is_accepted_here_and_one_changed_character_is_not(
    badge: dict[str, Any],
) -> None:
    del badge["credentialStatus"]
    badge["name"] = 'Mòrag "the" 🎉 \\ leader\n'
    command = [sys.executable, str(CHECK), "--script", "sign.mjs"]
    done = subprocess.run(
        command, input=json.dumps(badge), capture_output=True, text=True, check=True
    )
    signed = json.loads(done.stdout)
    later = datetime.now(UTC) + timedelta(days=1)

    assert verify(done.stdout, documents=NoDocuments(), at=later).document == signed
    signed["evidence"][0]["name"] = "What you d1d"
    with pytest.raises(ProofInvalid):
        verify(json.dumps(signed), documents=NoDocuments(), at=later)
