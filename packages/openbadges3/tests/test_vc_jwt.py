"""VC-JWT on its own: taking apart, whose key it is, and claims beside the credential."""

from __future__ import annotations

import json
from typing import Any

import pytest
from openbadges3 import InMemoryDocuments, SigningKey, did_document, did_key
from openbadges3.encoding import base64url_encode
from openbadges3.errors import (
    IssuerMismatch,
    OpenBadgesError,
    ProofInvalid,
    Unreadable,
)
from openbadges3.proofs.vc_jwt import (
    ALGORITHMS,
    Jws,
    check_signature,
    claim_problems,
    credential_of,
    encode,
    looks_like_jws,
    presentation_of,
    take_apart,
)
from openbadges3.reading import LIMITS

Json = dict[str, Any]
SECTION = "OB 3.0 §8.2"
DID = "did:web:badges.example:issuers:college"
SITE = "https://badges.example/issuers/college"
KID = "https://badges.example/issuers/college/keys/p256"


def part(value: Any) -> str:
    return base64url_encode(json.dumps(value).encode())


def signed(key: SigningKey, header: Json, payload: Json | None = None) -> Jws:
    text = f"{part(header)}.{part(payload or {})}"
    return take_apart(f"{text}.{base64url_encode(key.sign(text.encode()))}")


def test_a_jws_is_told_from_other_texts_by_its_outer_form() -> None:
    assert looks_like_jws("eyJhIjoxfQ.e30.c2ln")
    assert not looks_like_jws("eyJhIjoxfQ.e30")
    assert not looks_like_jws("eyJhIjoxfQ.e30.c2ln.e30")
    assert not looks_like_jws("{.e30.c2ln")
    assert looks_like_jws("ey.." + "A" * (LIMITS.bytes - 4))
    assert not looks_like_jws("ey.." + "A" * (LIMITS.bytes - 3))


def test_a_jws_is_taken_apart_into_what_was_signed_and_by_what() -> None:
    head, body = part({"alg": "EdDSA"}), part({"id": "urn:a"})

    for tail in ("c2lnbmVk", "c2lnbg", "c2lnbg=="):
        found = take_apart(f"{head}.{body}.{tail}")
        assert found.header == {"alg": "EdDSA"}
        assert found.payload == {"id": "urn:a"}
        assert found.signed == f"{head}.{body}".encode()
        assert b"signed".startswith(found.signature)


@pytest.mark.parametrize(
    ("text", "said", "section"),
    [
        ("e30.e30", "a JWT has three parts with full stops between", SECTION),
        ("e30.e30.e30.e30", "a JWT has three parts with full stops between", SECTION),
        (f"{part({'crit': []})}.e30.", "the JWT asks for extensions (crit)", "RFC 7515 §4.1.11"),
        (f"{part({'b64': True})}.e30.", "the JWT asks for extensions (crit)", "RFC 7515 §4.1.11"),
        ("e30=.e30.", "", ""),
        ("e30.e30=.", "", ""),
        ("W10.e30.", "not an object", ""),
        ("e30.W10.", "not an object", ""),
    ],
)
def test_what_is_no_plain_jws_is_refused(text: str, said: str, section: str) -> None:
    with pytest.raises(Unreadable) as caught:
        take_apart(text)

    assert said in caught.value.message
    assert caught.value.section == section


def test_the_credential_is_under_vc_or_beside_the_claims() -> None:
    claims = {"iss": 1, "jti": 2, "nbf": 3, "sub": 4, "exp": 5, "iat": 6, "aud": 7}

    assert credential_of({**claims, "vc": {"id": "urn:a", "iss": "kept"}}) == {
        "id": "urn:a",
        "iss": "kept",
    }
    assert credential_of({**claims, "id": "urn:a"}) == {"id": "urn:a"}
    assert credential_of({"vc": "urn:a"}) == {"vc": "urn:a"}


def test_the_presentation_is_under_vp_or_beside_the_claims() -> None:
    claims = {"iss": 1, "jti": 2, "nbf": 3, "sub": 4, "exp": 5, "iat": 6, "aud": 7, "nonce": 8}

    assert presentation_of({**claims, "vp": {"id": "urn:a", "iss": "kept"}}) == {
        "id": "urn:a",
        "iss": "kept",
    }
    assert presentation_of({**claims, "id": "urn:a"}) == {"id": "urn:a"}
    assert presentation_of({"vp": "urn:a"}) == {"vp": "urn:a"}


def test_a_jwt_says_in_few_bytes_what_the_credential_says() -> None:
    key = SigningKey.generate("Ed25519")
    document = {
        "id": "urn:é",
        "issuer": "did:example:issuer",
        "validFrom": "2026-11-22T12:00:00Z",
        "proof": [{}],
    }

    found = take_apart(encode(document, key=key, kid="did:example:issuer#1"))

    assert found.header == {"alg": "EdDSA", "kid": "did:example:issuer#1", "typ": "JWT"}
    assert found.payload == {
        "id": "urn:é",
        "issuer": "did:example:issuer",
        "validFrom": "2026-11-22T12:00:00Z",
        "iss": "did:example:issuer",
        "jti": "urn:é",
        "nbf": 1795348800,
    }
    payload = json.dumps(found.payload, ensure_ascii=False, separators=(",", ":"))
    assert found.signed.endswith(base64url_encode(payload.encode()).encode())
    assert "jti" not in take_apart(encode({**document, "id": None}, key=key, kid="x:y")).payload


@pytest.mark.parametrize("member", ["validFrom", "validUntil"])
def test_a_jwt_of_a_credential_without_a_readable_time_is_not_made(member: str) -> None:
    document = {"validFrom": "2026-11-22T12:00:00Z", member: "soon"}

    with pytest.raises(Unreadable) as caught:
        encode(document, key=SigningKey.generate("Ed25519"), kid="x:y")

    assert caught.value.path == f"$.{member}"


@pytest.fixture(scope="module")
def published(keys: tuple[SigningKey, SigningKey]) -> InMemoryDocuments:
    """An issuer under two names, a DID and an address, with the same two keys."""
    public = [key.public for key in keys]
    return InMemoryDocuments(
        {
            DID: did_document(DID, public, assertion=public),
            SITE: did_document(SITE, public, assertion=public),
            KID: keys[1].public.jwk(),
            "http://badges.example/key": keys[1].public.jwk(),
            "https://badges.example/keys": {"keys": [keys[1].public.jwk()]},
        }
    )


def test_the_key_is_found_by_every_way_that_a_jwt_can_name_it(
    keys: tuple[SigningKey, SigningKey], published: InMemoryDocuments
) -> None:
    ed25519, p256 = keys
    method, own = f"{DID}#{p256.public.multibase}", did_key(ed25519.public)
    ways = [
        (DID, p256, {"alg": "ES256", "kid": KID}, KID),
        (DID, p256, {"alg": "ES256", "kid": "http://badges.example/key"}, None),
        (DID, p256, {"alg": "ES256", "kid": method}, method),
        (SITE, p256, {"alg": "ES256", "kid": f"{SITE}#{p256.public.multibase}"}, None),
        (SITE, p256, {"alg": "ES256", "kid": KID}, KID),
        (own, ed25519, {"alg": "EdDSA", "kid": f"{own}#{ed25519.public.multibase}"}, None),
        (own, ed25519, {"alg": "Ed25519", "kid": own}, own),
        (
            DID,
            p256,
            {"alg": "ES256", "jwk": p256.public.jwk()},
            f"jwk {p256.public.thumbprint}",
        ),
    ]
    for kind in (None, "JWT", "vc+jwt", "application/vc+jwt", "VC-LD+JWT", "vc+ld+jwt"):
        for issuer, key, header, name in ways:
            jws = signed(key, {**header, **({"typ": kind} if kind else {})})
            found = check_signature(jws, issuer=issuer, documents=published)
            assert found == (name or header["kid"])


def test_a_key_that_is_not_the_issuers_does_not_count_however_it_is_named(
    keys: tuple[SigningKey, SigningKey], published: InMemoryDocuments
) -> None:
    method = f"{DID}#{keys[1].public.multibase}"

    for kid in (method, did_key(keys[1].public)):
        with pytest.raises(IssuerMismatch):
            check_signature(
                signed(keys[1], {"alg": "ES256", "kid": kid}), issuer=SITE, documents=published
            )
    mallory = SigningKey.generate("P-256")
    with pytest.raises(IssuerMismatch) as caught:
        check_signature(
            signed(mallory, {"alg": "ES256", "jwk": mallory.public.jwk()}),
            issuer=DID,
            documents=published,
        )
    assert caught.value.message == f"{DID} does not publish the key that signed the JWT"
    assert caught.value.section == SECTION


@pytest.mark.parametrize(
    ("header", "said"),
    [
        ({"alg": "none", "kid": KID}, "JWTs signed with 'none' are not accepted"),
        ({"alg": ["ES256"], "kid": KID}, "JWTs signed with ['ES256'] are not accepted"),
        ({"alg": "ES256", "kid": KID, "typ": "at+jwt"}, "says that it is a 'at+jwt'"),
        ({"alg": "ES256", "kid": KID, "typ": 5}, "says that it is a 5"),
        ({"alg": "ES256"}, "does not say which key signed it"),
        ({"alg": "ES256", "kid": 5}, "does not say which key signed it"),
        ({"alg": "ES256", "jwk": "x"}, "does not say which key signed it"),
        ({"alg": "ES256", "kid": "p256"}, "the key 'p256' of the JWT is not an address"),
        ({"alg": "ES256", "kid": "https://badges.example/keys"}, "gives a set of keys"),
        ({"alg": "EdDSA", "kid": KID}, "the key is of kind P-256"),
    ],
)
def test_a_header_that_names_no_one_key_is_refused_with_words_and_section(
    keys: tuple[SigningKey, SigningKey], published: InMemoryDocuments, header: Json, said: str
) -> None:
    with pytest.raises(ProofInvalid) as caught:
        check_signature(signed(keys[1], header), issuer=DID, documents=published)

    assert said in caught.value.message
    assert caught.value.section == SECTION


def test_an_issuers_address_without_a_fragment_names_no_key(
    keys: tuple[SigningKey, SigningKey], published: InMemoryDocuments
) -> None:
    with pytest.raises(ProofInvalid, match="does not name a key"):
        check_signature(
            signed(keys[1], {"alg": "ES256", "kid": SITE}), issuer=SITE, documents=published
        )


@pytest.mark.parametrize("holder", [DID, SITE])
def test_a_key_for_signing_in_is_one_that_is_published_for_it(
    keys: tuple[SigningKey, SigningKey], holder: str
) -> None:
    document = did_document(holder, [keys[1].public], assertion=[])
    method = document["verificationMethod"][0]["id"]
    jws = signed(keys[1], {"alg": "ES256", "kid": method, "typ": "vp+jwt"})

    def check(relation: str, kind: str = "vp+jwt") -> str:
        return check_signature(
            jws,
            issuer=holder,
            documents=InMemoryDocuments({holder: {**document, relation: [method]}}),
            types=frozenset({kind}),
            relation="authentication",
        )

    assert check("authentication") == method
    with pytest.raises(IssuerMismatch):
        check("assertionMethod")
    with pytest.raises(ProofInvalid, match="something else"):
        check("authentication", "vc+jwt")


def test_every_algorithm_takes_keys_of_one_kind() -> None:
    assert ALGORITHMS == {
        "EdDSA": "Ed25519",
        "Ed25519": "Ed25519",
        "ES256": "P-256",
        "ES384": "P-384",
        "RS256": "RSA",
    }


@pytest.mark.parametrize("kind", ["Ed25519", "P-256", "P-384", "RSA"])
def test_a_jwt_that_was_made_holds_and_breaks_with_one_bit(kind: Any) -> None:
    key = SigningKey.generate(kind)
    documents = InMemoryDocuments({DID: did_document(DID, [key.public], assertion=[key.public])})
    method = f"{DID}#{key.public.multibase}"
    jws = take_apart(encode({"validFrom": "2026-11-22T12:00:00Z"}, key=key, kid=method))

    assert ALGORITHMS[jws.header["alg"]] == kind
    assert check_signature(jws, issuer=DID, documents=documents) == method
    broken = Jws(jws.header, jws.payload, jws.signed + b" ", jws.signature)
    with pytest.raises(OpenBadgesError):
        check_signature(broken, issuer=DID, documents=documents)


NEW = {
    "id": "urn:a",
    "issuer": {"id": DID},
    "validFrom": "2026-11-22T12:00:00Z",
    "validUntil": "2027-11-22T12:00:00Z",
    "credentialSubject": {"id": "did:example:morag"},
}
OLD = {
    "id": "urn:a",
    "issuer": DID,
    "issuanceDate": "2026-11-22T12:00:00Z",
    "expirationDate": "2027-11-22T12:00:00Z",
    "credentialSubject": {"id": "did:example:morag"},
}
CLAIMS = {
    "iss": DID,
    "jti": "urn:a",
    "sub": "did:example:morag",
    "nbf": 1795348800,
    "exp": 1826884800,
}
WHAT = {"iss": "issuer", "jti": "id", "sub": "subject", "nbf": "start", "exp": "end"}


def problems(credential: Json, payload: Json) -> list[tuple[bool, str, str]]:
    return claim_problems(Jws({}, payload, b"", b""), credential)


@pytest.mark.parametrize("credential", [NEW, OLD])
@pytest.mark.parametrize("claim", CLAIMS)
def test_each_claim_has_to_be_what_the_credential_says(credential: Json, claim: str) -> None:
    assert problems(credential, CLAIMS) == []
    assert problems(credential, {**CLAIMS, claim: "other"}) == [
        (True, f"$.{claim}", f"the claim {claim} of the JWT is not the credential's {WHAT[claim]}")
    ]
    lacking = {name: value for name, value in CLAIMS.items() if name != claim}
    assert problems(credential, lacking) == [
        (False, f"$.{claim}", f"the JWT lacks the claim {claim}")
    ]


def test_a_claim_about_what_the_credential_does_not_say_is_wrong() -> None:
    bare = {"id": "urn:a", "issuer": DID, "validFrom": "soon", "credentialSubject": []}
    needed = {name: CLAIMS[name] for name in ("iss", "jti")}

    assert [(fatal, path) for fatal, path, _ in problems(bare, needed)] == [(False, "$.nbf")]
    assert [(fatal, path) for fatal, path, _ in problems(bare, CLAIMS)] == [
        (True, "$.sub"),
        (True, "$.nbf"),
        (True, "$.exp"),
    ]


def test_a_jwt_that_was_made_claims_what_the_credential_says() -> None:
    payload = take_apart(encode(NEW, key=SigningKey.generate("P-384"), kid="x:y")).payload

    assert payload == {**NEW, **CLAIMS}
    assert problems(credential_of(payload), payload) == []
    for subject in ({}, {"id": 5}, []):
        made = encode(
            {**NEW, "credentialSubject": subject}, key=SigningKey.generate("P-384"), kid="x:y"
        )
        assert "sub" not in take_apart(made).payload
