"""Signs and verifies with openbadgeslib: Open Badges 3.0 and 2.0, bare and baked.

    openbadgeslib_peer.py verify   reads a list of {"web": {URL: text}, "badges": {NAME: base64},
                                   "version", "issuer": DID (3.0 only), "recipient"}, prints a list
                                   of {NAME: null, or why it is refused}
    openbadgeslib_peer.py sign     reads {"png": base64, "svg": base64}, prints {"web": {URL: text},
                                   "badges": {NAME: base64}}

The web is what the input holds: nothing else is reached.
"""

from __future__ import annotations

import json
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from openbadgeslib import ob2, ob3
from openbadgeslib.errors import LibOpenBadgesException
from openbadgeslib.keys import public_jwk_from_pem

ORIGIN = "https://theirs.example"
DID = "did:web:theirs.example"
LIST = f"{ORIGIN}/revocation.jwt"
PROFILE, BADGE, REVOKED = f"{ORIGIN}/issuer.json", f"{ORIGIN}/badge.json", f"{ORIGIN}/revoked.json"
HOSTED = f"{ORIGIN}/assertions/1.json"
ISSUED = datetime(2024, 5, 1, 9, 30, tzinfo=UTC)
EMAIL, SALT = "morag@example.org", "pepper"
Json = dict[str, Any]


def verify(asked: list[Json]) -> list[dict[str, str | None]]:
    return [
        {name: _refusal(b64decode(badge), each) for name, badge in each["badges"].items()}
        for each in asked
    ]


def _refusal(content: bytes, asked: Json) -> str | None:
    web: dict[str, str] = asked["web"]

    def fetch(address: str) -> bytes:
        if address not in web:
            raise LookupError(f"{address} is not there")
        return web[address].encode()

    try:
        if asked["version"] == "2.0":
            _verify_2(content, asked["recipient"], fetch)
        else:
            _verify_3(content, asked["issuer"], asked["recipient"], fetch)
    except LibOpenBadgesException as wrong:
        return f"{type(wrong).__name__}: {wrong}"
    return None


def _unbaked(content: bytes, verifier: Any) -> str:
    if content.startswith(b"\x89PNG"):
        return str(verifier.extract_token_from_png(content))
    if content.startswith(b"<"):
        return str(verifier.extract_token_from_svg(content))
    return content.decode()


def _verify_3(content: bytes, issuer: str, recipient: str | None, fetch: Any) -> None:
    text = _unbaked(content, ob3.OB3Verifier)
    if text.startswith("{"):
        verifier = ob3.OB3LdpVerifier.for_issuer_did(issuer, download=fetch)
    else:
        verifier = ob3.OB3Verifier.for_issuer_did(issuer, download=fetch)
    verifier.verify(text, recipient, check_status=True, download=fetch)


def _verify_2(content: bytes, recipient: str | None, fetch: Any) -> None:
    text = _unbaked(content, ob2.OB2Verifier)
    verifier = ob2.OB2Verifier(download=fetch)
    if text.startswith("{"):
        verifier.verify_hosted(text, expected_recipient=recipient, check_revocation=True)
    else:
        verifier.verify(text, recipient, check_revocation=True)


def sign(asked: Json) -> Json:
    png, svg = b64decode(asked["png"]), b64decode(asked["svg"])
    keys = {
        "RS256": rsa.generate_private_key(public_exponent=65537, key_size=2048),
        "ES256": ec.generate_private_key(ec.SECP256R1()),
        "EdDSA": ed25519.Ed25519PrivateKey.generate(),
    }
    private = {
        name: key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        for name, key in keys.items()
    }
    public = {
        name: key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        for name, key in keys.items()
    }
    web3, badges3 = _signed_3(private, public, png, svg)
    web2, badges2 = _signed_2(private, public, png, svg)
    badges = {
        name: badge.encode() if isinstance(badge, str) else badge
        for name, badge in {**badges3, **badges2}.items()
    }
    return {
        "web": {**web3, **web2},
        "badges": {name: b64encode(badge).decode() for name, badge in badges.items()},
    }


def _signed_3(
    private: dict[str, bytes], public: dict[str, bytes], png: bytes, svg: bytes
) -> tuple[dict[str, str], dict[str, str | bytes]]:
    """Every kind of key as JWT, Ed25519 as JSON, each baked; with a status list that revokes one."""
    document = ob3.build_did_document(
        DID, [(name, public_jwk_from_pem(pem)) for name, pem in public.items()]
    )
    listed = ob3.build_status_list_credential(DID, LIST, "revocation", [4712], issued=ISSUED)
    web = {
        f"{ORIGIN}/.well-known/did.json": json.dumps(document),
        LIST: ob3.sign_status_list_credential(listed, private["ES256"], "ES256"),
    }
    badges: dict[str, str | bytes] = {}
    for algorithm, pem in private.items():
        badges[f"3.0 {algorithm}"] = ob3.OB3Signer(pem, algorithm).sign(_credential(DID))
    jwt = ob3.OB3Signer(private["ES256"], "ES256")
    badges["3.0 ES256 revoked"] = jwt.sign(_credential(DID, place=4712))
    badges["3.0 ES256 expired"] = jwt.sign(_credential(DID, ends=datetime(2024, 6, 1, tzinfo=UTC)))
    badges["3.0 ES256 png"] = jwt.sign_into_png(_credential(DID), png)
    badges["3.0 ES256 svg"] = jwt.sign_into_svg(_credential(DID), svg)
    proof = ob3.OB3LdpSigner(private["EdDSA"], f"{DID}#EdDSA")
    badges["3.0 proof"] = proof.sign_to_json(_credential(DID))
    badges["3.0 proof revoked"] = proof.sign_to_json(_credential(DID, place=4712))
    badges["3.0 proof png"] = proof.sign_into_png(_credential(DID), png)
    badges["3.0 proof svg"] = proof.sign_into_svg(_credential(DID), svg)
    own = ob3.OB3LdpSigner(private["EdDSA"])
    badges["3.0 proof did:key"] = own.sign_to_json(
        _credential(ob3.did_key_from_pem(public["EdDSA"]), place=None)
    )
    return web, badges


def _credential(
    issuer: str, *, place: int | None = 4711, ends: datetime | None = None
) -> ob3.OpenBadgeCredential:
    achievement = ob3.Achievement(
        id=f"{ORIGIN}/badges/1",
        name='Mòrag "the" 🎉 leader',
        description="Leads a small team with care.",
        criteria_narrative="A task and three answers.",
        image_url=f"{ORIGIN}/leading.png",
        tags=["leading", "care"],
        achievement_type="Badge",
        credits_available=2.5,
        alignments=[ob3.Alignment("Guiding others", f"{ORIGIN}/guiding", target_code="G1")],
        result_descriptions=[
            ob3.ResultDescription(
                id=f"{ORIGIN}/badges/1#score", name="Score", result_type="Percent"
            )
        ],
    )
    return ob3.OpenBadgeCredential(
        id="urn:uuid:0b6a3b1e-6f5a-4b8e-9a53-1c1f4a1d2e3f",
        issuer=ob3.Issuer(id=issuer, name="Theirs", url=ORIGIN, email="badges@theirs.example"),
        recipient_id="did:example:morag",
        achievement=achievement,
        issuance_date=ISSUED,
        expiration_date=ends,
        evidence=[ob3.Evidence(id=f"{ORIGIN}/evidence/2", name="What you did")],
        identifiers=[ob3.IdentityObject.create(EMAIL, SALT)],
        credits_earned=2.5,
        results=[ob3.Result(value="92", result_description=f"{ORIGIN}/badges/1#score")],
        credential_status=[] if place is None else [ob3.status_entry(LIST, "revocation", place)],
    )


def _signed_2(
    private: dict[str, bytes], public: dict[str, bytes], png: bytes, svg: bytes
) -> tuple[dict[str, str], dict[str, str | bytes]]:
    """Signed with every kind of key, one of them baked, one revoked; and hosted."""
    creators = {name: f"{ORIGIN}/keys/{name}.json" for name in private}

    def assertion(creator: str | None, **members: Any) -> ob2.Assertion:
        kind = "SignedBadge" if creator else "HostedBadge"
        return ob2.Assertion(
            recipient=ob2.IdentityObject.create(EMAIL, SALT),
            badge=BADGE,
            verification=ob2.Verification(type=kind, creator=creator),
            issued_on=ISSUED,
            **members,
        )

    badges: dict[str, str | bytes] = {}
    for name, pem in private.items():
        badges[f"2.0 {name}"] = ob2.OB2Signer(pem, name).sign(assertion(creators[name]))
    signer, creator = ob2.OB2Signer(private["RS256"]), creators["RS256"]
    badges["2.0 png"] = signer.sign_into_png(assertion(creator), png)
    badges["2.0 svg"] = signer.sign_into_svg(assertion(creator), svg)
    badges["2.0 expired"] = signer.sign(
        assertion(creator, expires=datetime(2024, 6, 1, tzinfo=UTC))
    )
    revoked = assertion(creator)
    badges["2.0 revoked"] = signer.sign(revoked)
    hosted = assertion(None, id=HOSTED).to_dict()
    badges["2.0 hosted"] = json.dumps(hosted)
    profile = ob2.Profile(
        PROFILE,
        "Theirs",
        url=ORIGIN,
        email="badges@theirs.example",
        public_key=list(creators.values()),
        revocation_list=REVOKED,
    )
    badge = ob2.BadgeClass(
        id=BADGE,
        name="Leading others",
        description="Leads a small team with care.",
        image=f"{ORIGIN}/leading.png",
        criteria=f"{ORIGIN}/criteria",
        issuer=PROFILE,
    )
    documents = {
        PROFILE: profile.to_dict(),
        BADGE: badge.to_dict(),
        REVOKED: ob2.RevocationList(REVOKED, PROFILE, [{"id": revoked.id}]).to_dict(),
        HOSTED: hosted,
        **{
            address: ob2.CryptographicKey(address, PROFILE, public[name].decode()).to_dict()
            for name, address in creators.items()
        },
    }
    return {address: json.dumps(each) for address, each in documents.items()}, badges


def main() -> None:
    verbs: dict[str, Callable[[Any], Any]] = {"sign": sign, "verify": verify}
    json.dump(verbs[sys.argv[1]](json.load(sys.stdin)), sys.stdout)


if __name__ == "__main__":
    main()
