"""Peers in Rust: SpruceID's didkit and pyoxigraph, in an environment of their own.

That is made by the first run (`tests/interop/environments.py`, from the lock `rust.txt`), in a folder
that git ignores. Both sides verify the same bytes, and agree on what is good and what is forged.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from openbadges3 import NoDocuments, examine, verify
from openbadges3.canonical import canonicalise, shipped

if TYPE_CHECKING:
    from collections.abc import Callable

INTEROP = Path(__file__).resolve().parents[1] / "tests" / "interop"
AT = datetime(2100, 1, 1, tzinfo=UTC)
# Seed and public key of the first test of RFC 8032 §7.1.
KEY = {
    "kty": "OKP",
    "crv": "Ed25519",
    "d": "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A",
    "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
}


class Peer:
    """The peer's program, once its environment is there."""

    def __init__(self) -> None:
        sys.path.insert(0, str(INTEROP))
        import environments

        self._command = environments.command("rust_peer.py")

    def __call__(self, verb: str, asked: dict[str, Any]) -> dict[str, Any]:
        """Its answer."""
        done = subprocess.run(
            [*self._command, verb],
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode or not done.stdout:
            raise RuntimeError(f"rust_peer.py {verb}: {done.stderr}")
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer


def _credential(number: int) -> dict[str, Any]:
    """A badge in terms that didkit knows: VCDM 1.1, and the first context of Open Badges 3.0."""
    return {
        "@context": [
            "https://www.w3.org/2018/credentials/v1",
            "https://purl.imsglobal.org/spec/ob/v3p0/context.json",
        ],
        "id": f"urn:uuid:00000000-0000-4000-8000-{number:012}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Leading others",
        "issuer": {"type": ["Profile"], "name": "The College of Examples"},
        "issuanceDate": "2026-01-01T00:00:00Z",
        "credentialSubject": {
            "id": f"did:example:{number}",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "https://college.example/badges/1",
                "type": ["Achievement"],
                "name": "Leading others",
                "description": "Leads a small team with care.",
                "criteria": {"narrative": "A task and three answers."},
            },
        },
    }


def against_didkit(peer: Peer, *, quick: bool) -> tuple[float, float]:
    """Microseconds of ours and of didkit for verifying one badge that didkit signed."""
    signed: list[str] = peer(
        "sign", {"key": KEY, "documents": [_credential(n) for n in range(40)]}
    )["signed"]
    forged = [text.replace("Leads a small", "Leads a large") for text in signed[:5]]
    asked = {"good": signed, "bad": forged, "rounds": 2 if quick else 5}
    for text in forged:
        assert examine(text, documents=NoDocuments(), at=AT).outcome == "bad"

    def one_round() -> None:
        for text in signed:
            verify(text, documents=NoDocuments(), at=AT)

    def theirs() -> float:
        answer = peer("verify", asked)
        assert all(answer["accepted"])
        assert all(answer["refused"])
        took: float = answer["us"]
        return took

    return _in_turns(one_round, len(signed), theirs, quick=quick)


def against_pyoxigraph(peer: Peer, awards: list[bytes], *, quick: bool) -> tuple[float, float]:
    """Microseconds of ours for verifying an award, and of pyoxigraph for its canonical form alone."""
    unsigned = [json.loads(text) for text in awards[:20]]
    for document in unsigned:
        del document["proof"]
    texts = [
        json.dumps({**document, "@context": _inlined(document["@context"])})
        for document in unsigned
    ]
    asked = {"documents": texts, "rounds": 2 if quick else 5}

    def one_round() -> None:
        for text in awards:
            verify(text, documents=NoDocuments(), at=AT)

    def theirs() -> float:
        answer = peer("nquads", asked)
        lines = sorted(answer["nquads"].splitlines())
        assert lines == canonicalise(unsigned[0]).splitlines()
        took: float = answer["us"]
        return took

    return _in_turns(one_round, len(awards), theirs, quick=quick)


def _in_turns(
    ours: Callable[[], None], pieces: int, theirs: Callable[[], float], *, quick: bool
) -> tuple[float, float]:
    """The quickest round of each, so that quick and slow spells of the machine come to both."""
    took = other = float("inf")
    for _ in range(2 if quick else 5):
        for _ in range(5 if quick else 12):
            start = time.process_time()
            ours()
            took = min(took, (time.process_time() - start) / pieces * 1e6)
        other = min(other, theirs())
    return took, other


def _inlined(context: Any) -> Any:
    """A context with all that it names by address written out, which pyoxigraph does not look up."""
    if isinstance(context, str):
        return _inlined(shipped().get(context)["@context"])
    if isinstance(context, list):
        listed = [_inlined(each) for each in context]
        return [one for each in listed for one in (each if isinstance(each, list) else [each])]
    return context


__all__ = ["Peer", "against_didkit", "against_pyoxigraph"]
