"""`Ed25519Signature2020` whose proof brings the suite's context, as other stacks write it.

The badge was signed by SpruceID's `didkit` 0.3.3 (PyPI) with the first test key of RFC 8032 §7.1.
"""

from __future__ import annotations

import copy
import json
from datetime import datetime
from typing import Any

import pytest
from openbadges3 import NoDocuments, examine, verify
from openbadges3.errors import OpenBadgesError, UnsafeDocument

Json = dict[str, Any]
NOON = datetime.fromisoformat("2026-11-25T12:00:00+00:00")
SUNDAY = datetime.fromisoformat("2026-11-22T13:00:00+00:00")
SUITE = "https://w3id.org/security/suites/ed25519-2020/v1"
BADGE: Json = {
    "@context": [
        "https://www.w3.org/2018/credentials/v1",
        "https://purl.imsglobal.org/spec/ob/v3p0/context.json",
    ],
    "id": "urn:uuid:0b6a3b1e-6f5a-4b8e-9a53-1c1f4a1d2e3f",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "credentialSubject": {
        "id": "did:example:morag",
        "achievement": {
            "criteria": {"narrative": "A task and three answers."},
            "description": "Leads a small team with care.",
            "id": "https://college.example/badges/1",
            "name": "Leading others",
            "type": ["Achievement"],
        },
        "type": ["AchievementSubject"],
    },
    "issuer": {
        "id": "did:key:z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw",
        "type": ["Profile"],
        "name": "The College of Examples",
    },
    "issuanceDate": "2026-01-01T00:00:00Z",
    "proof": {
        "@context": ["https://w3id.org/security/suites/ed25519-2020/v1"],
        "type": "Ed25519Signature2020",
        "proofPurpose": "assertionMethod",
        "proofValue": "z4c3hapSp3aJX6LL8BrpWHayUoyFWJhHzUSVRdAP8nuzVBZhZtkgXETtaQ8JGkkFiSR74mLMhruJkF4D4gT4JVtLz",
        "verificationMethod": "did:key:z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw#z6MktwupdmLXVVqTzCw4i46r4uGyosGXRnR3XjN4Zq7oMMsw",
        "created": "2026-11-24T23:33:04.079Z",
    },
    "name": "Leading others",
}


def changed(**proof: Any) -> str:
    """The badge with members of its proof set, or left out (None)."""
    badge = copy.deepcopy(BADGE)
    badge["proof"].update(proof)
    badge["proof"] = {name: each for name, each in badge["proof"].items() if each is not None}
    return json.dumps(badge)


def test_a_proof_that_brings_the_context_of_its_suite_holds() -> None:
    verified = verify(json.dumps(BADGE), documents=NoDocuments(), at=NOON)

    assert verified.badge.name == "Leading others"
    assert verify(changed(**{"@context": SUITE}), documents=NoDocuments(), at=NOON).issuer


def test_it_holds_for_that_very_badge_and_proof_alone() -> None:
    told = copy.deepcopy(BADGE)
    told["name"] = "Leading everybody"
    forged = [
        json.dumps(told),
        changed(created="2026-11-24T23:33:05.079Z"),
        changed(expires="2027-01-01T00:00:00Z"),
        changed(**{"@context": None}),
    ]
    for each in forged:
        with pytest.raises(OpenBadgesError):
            verify(each, documents=NoDocuments(), at=NOON)


@pytest.mark.parametrize(
    ("context", "message"),
    [
        ([SUITE, {"until": "https://w3id.org/security#expiration"}], "terms of its own"),
        ({"@vocab": "https://example.org/#"}, "terms of its own"),
        ([SUITE, "https://example.org/context"], "is not one that this library knows"),
        ([SUITE, 5], "terms of its own"),
    ],
)
def test_a_proof_defines_no_terms_and_brings_no_unknown_context(context: Any, message: str) -> None:
    with pytest.raises(UnsafeDocument, match=message):
        verify(changed(**{"@context": context}), documents=NoDocuments(), at=NOON)


def test_what_its_contexts_do_not_define_is_refused_there_as_everywhere() -> None:
    report = examine(changed(mood="cheerful"), documents=NoDocuments(), at=NOON)

    assert [each.outcome for each in report.of("proof")] == ["bad"]
    assert "not defined by the contexts" in report.of("proof")[0].message


def test_a_data_integrity_proof_is_hashed_under_the_contexts_of_the_document(
    issuer: Any, badge: Json
) -> None:
    signed = issuer.sign(badge)
    signed["proof"][0]["@context"] = SUITE

    assert verify(json.dumps(signed), documents=issuer.documents(), at=SUNDAY).issuer
