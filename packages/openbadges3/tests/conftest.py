"""An issuer with keys, a badge to sign, and the documents that a verifier would find."""

from __future__ import annotations

import copy
import json
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings
from openbadges3 import (
    InMemoryDocuments,
    SigningKey,
    StatusList,
    did_document,
    issue,
    issue_jwt,
    status_list_document,
)
from openbadges3.recipient import hash_identity

# No test of this library is a timed one: machines are busy at times.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
DID = "did:web:badges.example:issuers:college"
LIST = "https://badges.example/status/college/1"
KID = "https://badges.example/issuers/college/keys/p256"


class Asked(InMemoryDocuments):
    """Remembers what was asked for."""

    def __init__(self, contents: Any) -> None:
        super().__init__(contents)
        self.addresses: list[str] = []

    def fetch(self, url: str) -> Any:
        self.addresses.append(url)
        return super().fetch(url)


@dataclass
class Issuer:
    """Somebody who issues badges, with everything that they publish."""

    ed25519: SigningKey
    p256: SigningKey
    statuses: StatusList = field(default_factory=StatusList)

    @property
    def method(self) -> str:
        return f"{DID}#{self.ed25519.public.multibase}"

    def sign(self, document: dict[str, Any]) -> dict[str, Any]:
        return issue(document, key=self.ed25519, verification_method=self.method, created=NOON)

    def sign_jwt(self, document: dict[str, Any]) -> str:
        return issue_jwt(document, key=self.p256, kid=KID)

    def status_list(self, **changes: Any) -> dict[str, Any]:
        asked: dict[str, Any] = {
            "id": LIST,
            "issuer": DID,
            "purpose": "revocation",
            "encoded": self.statuses.encoded(),
            "valid_from": NOON,
            "valid_until": NOON + timedelta(days=1),
            "ttl_ms": 600_000,
        }
        return self.sign(status_list_document(**{**asked, **changes}))

    def published(self) -> dict[str, Any]:
        keys = [self.ed25519.public, self.p256.public]
        return {
            DID: did_document(DID, keys, assertion=keys),
            KID: self.p256.public.jwk(),
            LIST: self.status_list(),
        }

    def documents(self, **changes: Any) -> InMemoryDocuments:
        return InMemoryDocuments({**self.published(), **changes})

    def watched_documents(self) -> Asked:
        return Asked(self.published())


@pytest.fixture(scope="session")
def keys() -> tuple[SigningKey, SigningKey]:
    return SigningKey.generate("Ed25519"), SigningKey.generate("P-256")


@pytest.fixture
def issuer(keys: tuple[SigningKey, SigningKey]) -> Issuer:
    return Issuer(*keys)


_BADGE: dict[str, Any] = {
    "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
    ],
    "id": "https://badges.example/credentials/6f1d",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "name": "Leading others",
    "validFrom": "2026-11-22T12:00:00Z",
    "awardedDate": "2026-11-22T12:00:00Z",
    "issuer": {
        "id": DID,
        "type": ["Profile"],
        "name": "The College of Examples",
        "url": "https://badges.example/",
        "image": {"id": "https://badges.example/logo.png", "type": "Image"},
    },
    "credentialSubject": {
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "identityType": "emailAddress",
                "hashed": True,
                "identityHash": hash_identity("morag@example.org", "pepper"),
                "salt": "pepper",
            },
            {
                "type": "IdentityObject",
                "identityType": "name",
                "hashed": False,
                "identityHash": "Mòrag Demo",
            },
        ],
        "achievement": {
            "id": "https://badges.example/badges/leading-others/versions/1",
            "type": ["Achievement"],
            "achievementType": "Badge",
            "name": "Leading others",
            "description": "Leads a small team with care.",
            "criteria": {
                "id": "https://badges.example/badges/leading-others/versions/1#criteria",
                "narrative": 'Three answers, each of "150 words" or more;\na task.',
            },
            "alignment": [
                {
                    "type": ["Alignment"],
                    "targetName": "Guiding others",
                    "targetUrl": "https://badges.example/frameworks/guiding",
                    "targetCode": "G1",
                }
            ],
        },
    },
    "evidence": [
        {"id": "https://badges.example/evidence/2", "type": ["Evidence"], "name": "What you did"}
    ],
    "credentialStatus": {
        "id": f"{LIST}#4711",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "4711",
        "statusListCredential": LIST,
    },
}


@pytest.fixture
def badge() -> dict[str, Any]:
    """An unsigned badge, fresh for each test."""
    return copy.deepcopy(_BADGE)


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of published credentials, when it lies beside the project."""
    for above in Path(__file__).resolve().parents:
        found = above.parent / "shared" / "corpus"
        if (found / "manifest.json").is_file():
            return found
    pytest.skip("the corpus of published credentials (../shared/corpus) is not here")


@pytest.fixture(scope="session")
def png() -> bytes:
    """A PNG image of one red pixel, put together by hand."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    pixels = zlib.compress(b"\0\xff\0\0")
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")
    )


@pytest.fixture(scope="session")
def peer() -> Callable[..., Any]:
    """Asks other people's software: a script of `interop`, its arguments, JSON in, JSON out."""
    check = Path(__file__).parent / "interop" / "check.py"

    def ask(script: str, *arguments: str, asked: Any) -> Any:
        done = subprocess.run(
            [sys.executable, str(check), "--script", script, *arguments],
            input=json.dumps(asked),
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return ask
