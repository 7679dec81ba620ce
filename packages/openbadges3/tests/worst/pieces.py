"""What a document can be made of to keep a verifier busy: each piece adds `many` of something.

A piece changes a badge in place. They are put together by `search`, which looks for the costliest.
"""

from __future__ import annotations

import hashlib
import json
import random
from collections.abc import Callable
from typing import Any

from openbadges3 import SigningKey, did_key
from openbadges3.encoding import base58_encode, base64url_encode, jcs

Json = dict[str, Any]
Piece = Callable[[Json, int], None]

KEY = SigningKey("Ed25519", bytes(range(32)))
DID = did_key(KEY.public)
METHOD = f"{DID}#{KEY.public.multibase}"
OTHERS = [SigningKey.generate("P-256"), SigningKey.generate("P-384")]
VC2 = "https://www.w3.org/ns/credentials/v2"
OB3 = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
PIECES: dict[str, Piece] = {}
SIGNATURES = ("rdfc", "chain", "kinds", "jcs", "jwt", "none")


def badge() -> Json:
    """A small badge of an issuer with a did:key."""
    return {
        "@context": [VC2, OB3],
        "id": "urn:uuid:0b6a3b1e-6f5a-4b8e-9a53-1c1f4a1d2e3f",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Leading others",
        "issuer": {"id": DID, "type": ["Profile"], "name": "The College"},
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {
            "id": "did:example:morag",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "urn:uuid:1",
                "type": ["Achievement"],
                "name": "Leading others",
                "description": "Leads a small team with care.",
                "criteria": {"narrative": "A task."},
            },
        },
    }


def piece(make: Piece) -> Piece:
    """List a piece under the name of its function."""
    PIECES[make.__name__] = make
    return make


def achievement(document: Json) -> Json:
    """The achievement of a badge."""
    inner: Json = document["credentialSubject"]["achievement"]
    return inner


def _text(name: str, letters: str) -> None:
    def make(document: Json, many: int) -> None:
        achievement(document)["description"] = (letters * (many // len(letters) + 1))[:many]

    PIECES[f"text_{name}"] = make


for _name, _letters in {
    "plain": "a ",
    "quotes": '"\\',
    "accents": 'é"ü',
    "smileys": '\U0001f600"',
    "unseen": "\u200b\u0007\u0085",
}.items():
    _text(_name, _letters)


@piece
def equal_evidence(document: Json, many: int) -> None:
    document.setdefault("evidence", []).extend({"type": ["Evidence"]} for _ in range(many))


@piece
def different_evidence(document: Json, many: int) -> None:
    document.setdefault("evidence", []).extend(
        {"type": ["Evidence"], "name": f"e{number}", "id": f"urn:e:{number}"}
        for number in range(many)
    )


@piece
def evidence_of_new_types(document: Json, many: int) -> None:
    document.setdefault("evidence", []).extend(
        {"type": ["Evidence", f"urn:t:{number}"], "name": "e"} for number in range(many)
    )


@piece
def alignments_in_pairs(document: Json, many: int) -> None:
    achievement(document)["alignment"] = [
        {"type": ["Alignment"], "targetName": f"n{number // 2}", "targetUrl": "urn:x:1"}
        for number in range(many)
    ]


@piece
def types(document: Json, many: int) -> None:
    document["type"] += [f"urn:t:{number}" for number in range(many)]


@piece
def new_names(document: Json, many: int) -> None:
    document.update({f"urn:n:{number}": "x" for number in range(many)})


@piece
def undefined_names(document: Json, many: int) -> None:
    document.update({f"n{number}": "x" for number in range(many)})


@piece
def nulls(document: Json, many: int) -> None:
    document.update({f"n{number}": None for number in range(many)})


@piece
def values_of_one_name(document: Json, many: int) -> None:
    document["urn:n:all"] = [f"v{number}" for number in range(many)]


@piece
def values_in_a_language(document: Json, many: int) -> None:
    document["urn:n:said"] = [{"@value": f"v{number}", "@language": "en"} for number in range(many)]


@piece
def numbers(document: Json, many: int) -> None:
    document["urn:n:numbers"] = [float(f"{number}.1e99") for number in range(many)]


@piece
def long_numbers(document: Json, many: int) -> None:
    document["urn:n:long"] = [int("9" * 390)] * many


@piece
def nested(document: Json, many: int) -> None:
    inner: Json = document["issuer"]
    for number in range(min(many, 50)):
        inner["parentOrg"] = {"id": f"urn:p:{number}", "type": ["Profile"]}
        inner = inner["parentOrg"]


@piece
def nested_blanks(document: Json, many: int) -> None:
    for _ in range(many // 50 + 1):
        inner: Json = {}
        document.setdefault("urn:n:nested", []).append(inner)
        for _ in range(50):
            inner["urn:n:in"] = {}
            inner = inner["urn:n:in"]
        inner["urn:n:end"] = "x"


@piece
def lists(document: Json, many: int) -> None:
    document["urn:n:list"] = {"@list": [f"v{number}" for number in range(many)]}


@piece
def one_node_many_times(document: Json, many: int) -> None:
    document["urn:n:same"] = [
        {"id": "urn:x:same", "urn:n:says": f"v{number}"} for number in range(many)
    ]


@piece
def included(document: Json, many: int) -> None:
    document["@included"] = [{"@id": f"urn:i:{number}", "urn:n:a": "x"} for number in range(many)]


@piece
def graphs(document: Json, many: int) -> None:
    document["urn:n:graph"] = [{"@graph": [{"urn:n:a": "x"}]} for _ in range(many)]


@piece
def a_clique(document: Json, many: int) -> None:
    size = min(many, 300)
    document["urn:n:clique"] = [
        {"id": f"_:b{one}", "urn:n:knows": [{"id": f"_:b{two}"} for two in range(size)]}
        for one in range(size)
    ]


@piece
def a_ring(document: Json, many: int) -> None:
    document["urn:n:ring"] = [
        {"id": f"_:b{number}", "urn:n:next": {"id": f"_:b{(number + 1) % many}"}}
        for number in range(many)
    ]


@piece
def terms_of_its_own(document: Json, many: int) -> None:
    document["@context"].append({f"t{number}": f"urn:t:{number}" for number in range(many)})


@piece
def contexts_inside(document: Json, many: int) -> None:
    document["urn:n:contexts"] = [
        {"@context": {f"t{number}": "urn:x:t"}, f"t{number}": "x"} for number in range(many)
    ]


@piece
def contexts_by_name_inside(document: Json, many: int) -> None:
    document["urn:n:named"] = [{"@context": [VC2, OB3], "name": "x"} for _ in range(many)]


@piece
def contexts_of_terms(document: Json, many: int) -> None:
    document["@context"].append(
        {
            f"s{number}": {"@id": f"urn:s:{number}", "@context": {"v": "urn:v"}}
            for number in range(many)
        }
    )
    document.update({f"s{number}": {"v": "x"} for number in range(many)})


@piece
def aliases(document: Json, many: int) -> None:
    document["@context"].append({f"a{number}": "@type" for number in range(many)})
    document["urn:n:aliased"] = [
        {f"a{number}": "urn:t:1", "urn:n:a": "x"} for number in range(many)
    ]


@piece
def prefixes(document: Json, many: int) -> None:
    document["@context"].append({"p": {"@id": "urn:p#", "@prefix": True}})
    document.update({f"p:n{number}": {"id": f"p:v{number}"} for number in range(many)})


@piece
def long_names(document: Json, many: int) -> None:
    for number in range(min(many, 2000)):
        document[f"urn:n:{'a' * 1000}{number}"] = "x"


@piece
def identifiers(document: Json, many: int) -> None:
    document["credentialSubject"]["identifier"] = [
        {
            "type": "IdentityObject",
            "hashed": True,
            "identityHash": f"sha256${number}",
            "identityType": "emailAddress",
            "salt": "x",
        }
        for number in range(many)
    ]


@piece
def schemas(document: Json, many: int) -> None:
    document["credentialSchema"] = [
        {"id": f"urn:s:{number}", "type": "1EdTechJsonSchemaValidator2019"}
        for number in range(many)
    ]


@piece
def statuses(document: Json, many: int) -> None:
    document["credentialStatus"] = [
        {
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(number),
            "statusListCredential": f"https://list.example/{number % 2}",
            "statusMessage": [{"status": "0x0", "message": "x"}] * 3,
        }
        for number in range(many)
    ]


@piece
def related(document: Json, many: int) -> None:
    document["relatedResource"] = [
        {"id": f"https://list.example/{number % 2}", "digestSRI": "sha384-" + "a" * 64}
        for number in range(many)
    ]


@piece
def faults(document: Json, many: int) -> None:
    achievement(document)["alignment"] = [{"targetUrl": 5, "type": 7, "targetType": []}] * many


@piece
def a_long_issuer(document: Json, many: int) -> None:
    document["issuer"]["id"] = f"https://issuer.example/{'a' * many}"


@piece
def a_large_option(document: Json, many: int) -> None:
    document["proof options"] = {f"urn:o:{number}": "x" for number in range(many)}


@piece
def equal_options(document: Json, many: int) -> None:
    document["proof options"] = {"urn:o:all": [{"urn:o:x": "y"} for _ in range(many)]}


@piece
def endorsements(document: Json, many: int) -> None:
    document.setdefault("endorsement", []).extend([_endorsement({})] * min(many, 20))


@piece
def large_endorsements(document: Json, many: int) -> None:
    extra = {"evidence": [{"type": ["Evidence"]} for _ in range(many // 20 + 1)]}
    document.setdefault("endorsement", []).extend([_endorsement(extra)] * 20)


@piece
def large_endorsements_in_jwts(document: Json, many: int) -> None:
    extra = {"urn:n:many": [{"a": number} for number in range(many // 20 + 1)]}
    document.setdefault("endorsementJwt", []).extend(
        [jwt({**_endorsement(extra), "proof": None})] * 20
    )


@piece
def jwts_of_long_text(document: Json, many: int) -> None:
    text = _endorsement({"description": "é" * (many // 20 + 1)})
    document.setdefault("endorsementJwt", []).extend([jwt(text)] * 20)


def _endorsement(extra: Json) -> Json:
    made = {
        "@context": [VC2, OB3],
        "id": "urn:uuid:2",
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": "Well done",
        "issuer": {"id": DID, "type": ["Profile"]},
        "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {"id": "urn:uuid:1", "type": ["EndorsementSubject"]},
        **extra,
    }
    return {**made, "proof": [_proof(number) for number in range(8)]}


def _proof(number: int = 0, options: Json | None = None, key: SigningKey = KEY) -> Json:
    return {
        "id": f"urn:proof:{number}",
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022" if key is KEY else "ecdsa-rdfc-2019",
        "created": "2026-01-01T00:00:00Z",
        "verificationMethod": f"{did_key(key.public)}#{key.public.multibase}",
        "proofPurpose": "assertionMethod",
        **(options or {}),
        "proofValue": "z" + base58_encode(bytes([number + 1]) * (64 if key is KEY else 96)),
    }


def signed(document: Json, how: str) -> bytes:
    """The document as somebody would send it: with proofs that fail, or with one that holds."""
    options: Json = document.pop("proof options", {})
    if how == "jwt":
        return jwt(document).encode()
    if how == "rdfc":
        document["proof"] = [_proof(number, options) for number in range(8)]
    elif how == "chain":
        document["proof"] = [_proof(0, options)] + [
            _proof(number, {**options, "previousProof": f"urn:proof:{number - 1}"})
            for number in range(1, 8)
        ]
    elif how == "kinds":
        keys = [KEY, *OTHERS] * 3
        document["proof"] = [_proof(number, options, keys[number]) for number in range(8)]
    elif how == "jcs":
        proof = {**_proof(0, options), "cryptosuite": "eddsa-jcs-2022"}
        del proof["proofValue"]
        try:
            parts = [hashlib.sha256(jcs(each)).digest() for each in (proof, document)]
        except Exception:  # noqa: BLE001  what has no such form stays unsigned
            parts = []
        proof["proofValue"] = "z" + base58_encode(KEY.sign(b"".join(parts)))
        document["proof"] = [proof]
    return json.dumps(document, ensure_ascii=False).encode("utf-8", "surrogatepass")


def jwt(document: Json) -> str:
    """A VC-JWT that holds."""
    payload = {name: value for name, value in document.items() if name != "proof"}
    payload |= {"iss": DID, "jti": document["id"], "nbf": 1767225600}
    head = {"alg": "EdDSA", "kid": METHOD, "typ": "JWT"}
    text = ".".join(
        base64url_encode(json.dumps(part, ensure_ascii=False).encode("utf-8", "replace"))
        for part in (head, payload)
    )
    return f"{text}.{base64url_encode(KEY.sign(text.encode()))}"


def chosen(chance: random.Random) -> tuple[dict[str, int], str]:
    """One to three pieces at random, and a way to sign."""
    names = chance.sample(sorted(PIECES), chance.choice((1, 1, 2, 3)))
    return {name: int(10 ** chance.uniform(0.5, 5)) for name in names}, chance.choice(SIGNATURES)


def built(pieces: dict[str, int], how: str) -> bytes:
    """The input that `chosen` describes."""
    document = badge()
    for name, many in pieces.items():
        PIECES[name](document, many)
    return signed(document, how)
