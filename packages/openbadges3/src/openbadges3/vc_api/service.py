"""A VC-API for conformance suites: issue, verify, revoke. `http` serves it on this machine.

It is for tests, not for the public: it signs whatever is well-formed for anybody who asks. Its
issuer is a did:key of its own; what it issues with a status is kept in memory.

Of the options that a request may have it knows, when issuing, `credentialStatus` (or
`statusPurpose`), `cryptosuite` ("eddsa-jcs-2022" in place of the usual one) and `format` ("vc+jwt"
for an envelope); when verifying, `expectedProofPurpose`, `domain` and `challenge`. A status is
also allocated for an entry of the credential that says no more than its type and purpose.
"""

from __future__ import annotations

import json
import secrets
import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from openbadges3 import envelopes
from openbadges3.canonical import canonicalise, shipped
from openbadges3.did import did_key
from openbadges3.documents import Document, LayeredDocuments, SafeHttpDocuments
from openbadges3.encoding import base58_encode
from openbadges3.errors import DocumentUnavailable, KeyRefused, ModelInvalid, OpenBadgesError
from openbadges3.examine import Wishes, examination
from openbadges3.findings import Report
from openbadges3.issue import issue, issue_jwt
from openbadges3.json_values import as_list, is_list, is_object
from openbadges3.members import VC1, types_of
from openbadges3.presentation import examine_presentation, read_presentation
from openbadges3.proofs import eddsa_jcs_2022
from openbadges3.proofs.integrity import proofs_of
from openbadges3.proofs.unsecured import Unsecured
from openbadges3.proofs.vc_jwt import looks_like_jws
from openbadges3.related import SECTION, compare
from openbadges3.revocation import StatusRules
from openbadges3.shapes import problems_of
from openbadges3.status import SMALLEST, StatusList, status_list_document, timestamp
from openbadges3.surroundings import surroundings
from openbadges3.vc_api import processing_errors

if TYPE_CHECKING:
    from openbadges3.documents import Documents
    from openbadges3.keys import SigningKey

_INTEGRITY: Final = "https://w3id.org/security/data-integrity/v2"
_STATUS_1: Final = "https://www.w3.org/ns/credentials/status/v1"
PURPOSES: Final = ("revocation", "suspension")
_ENVELOPED: Final = ("jwt", "vc+jwt", "application/vc+jwt")
Answer = tuple[int, dict[str, Any] | None]


class Service:
    """What the API does, apart from HTTP: each verb takes a body and gives status and answer."""

    def __init__(self, key: SigningKey, address: str) -> None:
        """Issue with `key` as its did:key; status lists lie below `address`, without a slash."""
        self.did = did_key(key.public)
        self._key = key
        self._method = f"{self.did}#{key.public.multibase}"
        self._address = address
        self._lists = {purpose: StatusList() for purpose in PURPOSES}
        self._places: dict[str, dict[str, int]] = {}
        self._lock = threading.Lock()
        self._documents = LayeredDocuments([self, SafeHttpDocuments()])

    def fetch(self, url: str) -> Document:
        """The service's own status lists, as a source of documents."""
        purpose = url.removeprefix(f"{self._address}/status/")
        if purpose not in self._lists:
            raise DocumentUnavailable(f"{url} is not kept here")
        return Document(
            json.dumps(self.status_list(purpose)).encode(), "application/vc+ld+json", url
        )

    def status_list(self, purpose: str) -> dict[str, Any]:
        """The signed status list for one purpose, as it is now."""
        now = datetime.now(UTC)
        document = status_list_document(
            id=f"{self._address}/status/{purpose}",
            issuer=self.did,
            purpose=purpose,
            encoded=self._lists[purpose].encoded(),
            valid_from=now - timedelta(minutes=1),
            valid_until=now + timedelta(days=1),
            # W3C's suite knows four members of the list's subject, and no other.
            ttl_ms=None,
        )
        return self._sign(document)

    def issue(self, body: dict[str, Any]) -> Answer:
        """`POST /credentials/issue`: 201 with the signed credential."""
        credential, options = body.get("credential"), body.get("options", {})
        if not is_object(credential) or not is_object(options):
            raise ModelInvalid(
                "a credential is wanted, and options if any are an object", path="$.credential"
            )
        document, wanted = _status_asked_for(credential, options)
        _refuse(document, self._documents)
        issuer = document["issuer"]
        document["issuer"] = {**issuer, "id": self.did} if is_object(issuer) else self.did
        if wanted:
            _add_entries(document, self._allocate(str(document.get("id", "")), wanted))
        context: Any = document["@context"]
        listed: list[Any] = context if is_list(context) else [context]
        if options.get("format") in _ENVELOPED:
            if listed[0] == VC1:
                raise ModelInvalid("envelopes are of VCDM 2.0", path="$.options.format")
            document.setdefault("validFrom", timestamp(datetime.now(UTC)))
            canonicalise(document, contexts=shipped())
            signed = issue_jwt(document, key=self._key, kid=self._method)
            return 201, {"verifiableCredential": envelopes.sealed(signed)}
        if listed[0] == VC1:
            # VCDM 1.1 defines neither proofs of this kind nor this kind of status by itself.
            needed = [_INTEGRITY, _STATUS_1] if wanted else [_INTEGRITY]
            document["@context"] = [*listed, *(each for each in needed if each not in listed)]
        suite = options.get("cryptosuite")
        if suite == eddsa_jcs_2022.SUITE.name:
            return 201, {"verifiableCredential": self._sign_jcs(document)}
        signed = self._sign(document)
        if suite is not None and suite != proofs_of(signed)[-1]["cryptosuite"]:
            raise ModelInvalid(
                f"proofs of {suite!r} are not made with this key", path="$.options.cryptosuite"
            )
        return 201, {"verifiableCredential": signed}

    def verify_credential(self, body: dict[str, Any]) -> Answer:
        """`POST /credentials/verify`: 200, or 400 with what is wrong."""
        return self._verdict(body, "verifiableCredential")

    def verify_presentation(self, body: dict[str, Any]) -> Answer:
        """`POST /presentations/verify`: 200, or 400 with what is wrong."""
        return self._verdict(body, "verifiablePresentation")

    def set_status(self, body: dict[str, Any]) -> Answer:
        """`POST /credentials/status`: set (or with `status: false` unset) a credential's status."""
        name, said = body.get("credentialId"), body.get("credentialStatus")
        entry = said[0] if is_list(said) and said else said
        purpose = entry.get("statusPurpose", "revocation") if is_object(entry) else "revocation"
        with self._lock:
            place = self._places.get(str(name), {}).get(str(purpose))
            if place is None:
                return 404, {"errors": [f"no status of {name!r} for {purpose!r} is kept here"]}
            self._lists[str(purpose)].set(place, body.get("status", True) is not False)
        return 200, {}

    def _verdict(self, body: dict[str, Any], member: str) -> Answer:
        signed, options = body.get(member), body.get("options", {})
        if not is_object(signed) and not isinstance(signed, str):
            raise ModelInvalid("what is to be verified is missing", path=f"$.{member}")
        if not is_object(options):
            raise ModelInvalid("options are an object", path="$.options")
        if isinstance(signed, str) and not looks_like_jws(signed.strip()):
            raise ModelInvalid(
                "a text is taken if it is a JWT; any other credential is an object",
                path=f"$.{member}",
                section="Data Integrity §4.4",
            )
        text = signed if isinstance(signed, str) else json.dumps(signed)
        now = datetime.now(UTC)
        if member == "verifiableCredential":
            given = surroundings(self._documents, now, shipped())
            wishes = Wishes("vc", status=StatusRules(short_allowed=False))
            findings, credential = examination(text, given, wishes)
            report = Report(tuple(findings.listed), credential)
        else:
            report = examine_presentation(text, documents=self._documents, at=now)
        return _answer(report, _unexpected(text, options))

    def _allocate(self, name: str, purposes: list[str]) -> list[dict[str, Any]]:
        """A free place, at random, in the list of each purpose."""
        entries: list[dict[str, Any]] = []
        with self._lock:
            for purpose in purposes:
                taken = {places.get(purpose) for places in self._places.values()}
                place = secrets.randbelow(SMALLEST)
                while place in taken:
                    place = secrets.randbelow(SMALLEST)
                self._places.setdefault(name, {})[purpose] = place
                address = f"{self._address}/status/{purpose}"
                entries.append(
                    {
                        "id": f"{address}#{place}",
                        "type": "BitstringStatusListEntry",
                        "statusPurpose": purpose,
                        "statusListIndex": str(place),
                        "statusListCredential": address,
                    }
                )
        return entries

    def _sign(self, document: dict[str, Any]) -> dict[str, Any]:
        signed = issue(
            document,
            key=self._key,
            verification_method=self._method,
            created=datetime.now(UTC),
        )
        proofs: list[Any] = signed["proof"]
        return {**signed, "proof": proofs[0] if len(proofs) == 1 else proofs}

    def _sign_jcs(self, document: dict[str, Any]) -> dict[str, Any]:
        """With a proof over canonical JSON, which this library makes for conformance suites only."""
        unsecured = {name: value for name, value in document.items() if name != "proof"}
        canonicalise(unsecured, contexts=shipped())
        config = {
            "type": "DataIntegrityProof",
            "cryptosuite": eddsa_jcs_2022.SUITE.name,
            "created": timestamp(datetime.now(UTC)),
            "verificationMethod": self._method,
            "proofPurpose": "assertionMethod",
            "@context": unsecured["@context"],
        }
        if self._key.kind not in eddsa_jcs_2022.SUITE.kinds:
            raise KeyRefused(f"a key of kind {self._key.kind} makes no such proofs")
        data = eddsa_jcs_2022.SUITE.hash_data(
            Unsecured(unsecured, shipped()), config, self._key.kind, shipped()
        )
        value = "z" + base58_encode(self._key.sign(data))
        proof: dict[str, Any] = {**config, "proofValue": value}
        earlier = proofs_of(document)
        return {**unsecured, "proof": [*earlier, proof] if earlier else proof}


def _refuse(credential: dict[str, Any], documents: Documents) -> None:
    """Raise for what the data model forbids, and for related resources that are not as told."""
    for problem in problems_of(credential, badge=False):
        if problem.grave:
            raise ModelInvalid(problem.message, path=problem.path, section=problem.section)
    for proof in proofs_of(credential):
        if not types_of(proof):
            raise ModelInvalid("each proof has a type", path="$.proof", section="VCDM 2.0 §4.12")
    for each in compare(credential, documents):
        if each.outcome == "bad":
            raise ModelInvalid(each.message, path=each.path, section=SECTION)


def _status_asked_for(
    credential: dict[str, Any], options: dict[str, Any]
) -> tuple[dict[str, Any], list[str]]:
    """The credential without entries that ask for a place, and the purposes that one is asked for.

    A place is asked for in the options, or by an entry that says no more than its type and purpose.
    """
    document = dict(credential)
    asked = [_option(options.get("credentialStatus", options.get("statusPurpose")))]
    present = as_list(document.get("credentialStatus"))
    finished = [each for each in present if not _asks_for_a_place(each)]
    if len(finished) < len(present):
        asked.append([each for each in present if _asks_for_a_place(each)])
        del document["credentialStatus"]
        if finished:
            document["credentialStatus"] = finished
    wanted = [purpose for said in asked for each in said for purpose in _purposes(each)]
    return document, list(dict.fromkeys(wanted))


def _option(said: Any) -> list[Any]:
    return [] if said is False else as_list(said)


def _asks_for_a_place(entry: Any) -> bool:
    return (
        is_object(entry)
        and "BitstringStatusListEntry" in types_of(entry)
        and entry.keys() <= {"type", "statusPurpose"}
    )


def _purposes(said: Any) -> list[str]:
    """What one request for a status asks for; of those that say no purpose, revocation."""
    purposes = said.get("statusPurpose", True) if is_object(said) else said
    wanted: list[str] = []
    for purpose in as_list(purposes) or [None]:
        kind = isinstance(purpose, str) and purpose.startswith("BitstringStatusList")
        name = "revocation" if purpose is True or kind else purpose
        if name not in PURPOSES:
            raise ModelInvalid(
                f"lists are kept for {PURPOSES}, not for {name!r}",
                path="$.options.credentialStatus",
            )
        wanted.append(name)
    return wanted


def _add_entries(document: dict[str, Any], entries: list[dict[str, Any]]) -> None:
    all_entries = [*as_list(document.get("credentialStatus")), *entries]
    document["credentialStatus"] = all_entries if len(all_entries) > 1 else all_entries[0]


def _unexpected(text: str, options: dict[str, Any]) -> list[dict[str, Any]]:
    """Where proofs are not what the request expects them to be (Data Integrity §4.4).

    The claims of a JWT stand for those of a proof: `aud` is its domain, `nonce` its challenge.
    """
    expected = {
        "proofPurpose": options.get("expectedProofPurpose"),
        "domain": options.get("domain"),
        "challenge": options.get("challenge"),
    }
    if not any(value is not None for value in expected.values()):
        return []
    try:
        jws, document = read_presentation(text)
    except OpenBadgesError:
        # Why it cannot be read is told by the examination.
        return []
    said: Any = document.get("proof")
    proofs: list[Any] = said if is_list(said) else [said]
    if jws is not None:
        names = {"aud": "domain", "nonce": "challenge"}
        proofs = [{names.get(name, name): value for name, value in jws.payload.items()}]
        # A JWT does not say what it is for; its kind does.
        expected["proofPurpose"] = None
    return [
        processing_errors.problem(
            processing_errors.of_check(member if member != "proofPurpose" else "proof"),
            "proof",
            f"{member} is not {value!r}, as the request expects",
        )
        for member, value in expected.items()
        if value is not None
        and not all(is_object(proof) and _holds(proof.get(member), value) for proof in proofs)
    ]


def _holds(said: Any, value: Any) -> bool:
    return value in said if is_list(said) else said == value


def _answer(report: Report, unexpected: list[dict[str, Any]]) -> Answer:
    problems = unexpected + processing_errors.of_report(report)
    warnings = [
        f"{each.check}: {each.message}" for each in report.findings if each.outcome == "warning"
    ]
    return (400 if problems else 200), {
        "verified": not problems,
        "checks": sorted({each.check for each in report.findings}),
        "warnings": warnings,
        "errors": [f"{each['title']}: {each['detail']}" for each in problems],
        "problemDetails": problems,
    }
