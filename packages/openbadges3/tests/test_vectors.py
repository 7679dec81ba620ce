"""Figures published by W3C, as figures.

From the Recommendations "Data Integrity EdDSA Cryptosuites v1.0" (appendix B) and "Data Integrity
ECDSA Cryptosuites v1.0" (appendix A) of 15 May 2025: keys, hashes and signatures.
"""

from __future__ import annotations

from typing import Any

import pytest
from openbadges3.canonical import shipped
from openbadges3.encoding import base58_encode
from openbadges3.keys import PublicKey, SigningKey
from openbadges3.proofs import eddsa_jcs_2022
from openbadges3.proofs.integrity import check_with_key
from openbadges3.proofs.suite import rdfc_hash_data
from openbadges3.proofs.unsecured import Unsecured

ALUMNI: dict[str, Any] = {
    "@context": [
        "https://www.w3.org/ns/credentials/v2",
        "https://www.w3.org/ns/credentials/examples/v2",
    ],
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "name": "Alumni Credential",
    "description": "A minimum viable example of an Alumni Credential.",
    "issuer": "https://vc.example/issuers/5678",
    "validFrom": "2023-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
}
ED25519 = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
ED25519_SECRET = "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq"
P256 = "zDnaepBuvsQ8cpsWrVKw8fbpGpvPeNSjVPTWoq6cRqaYzBKVP"
P384 = "z82LkuBieyGShVBhvtE2zoiD6Kma4tJGFtkAhxR5pfkp5QPw4LutoYWhvQCnGjdVn14kujQ"
SECRETS = {
    P256: "z42twTcNeSYcnqg1FLuSFs2bsGH3ZqbRHFmvS9XMsYhjxvHN",
    P384: "z2fanyY7zgwNpZGxX5fXXibvScNaUWNprHU9dKx7qpVj7mws9J8LLt4mDB5TyH2GLHWkUc",
}
HASHES = {
    ED25519: "bea7b7acfbad0126b135104024a5f1733e705108f42d59668b05c0c50004c6b0"
    "517744132ae165a5349155bef0bb0cf2258fff99dfe1dbd914b938d775a36017",
    P256: "3a8a522f689025727fb9d1f0fa99a618da023e8494ac74f51015d009d35abc2e"
    "517744132ae165a5349155bef0bb0cf2258fff99dfe1dbd914b938d775a36017",
    P384: "e32805a26492eac777aa7a138f6d8da3c74e0c7be7b296dcaccf97420c3b92ea"
    "ad7be6449ca565e165031567f5c7cbc18bf6e01df72c5b62f91b685231915ac4"
    "b8c58ea95f002c6b8f6bfafa1b251df476b56b8e01518e317dab099d3ecbff96",
}
SIGNATURES = {
    ED25519: "z2YwC8z3ap7yx1nZYCg4L3j3ApHsF8kgPdSb5xoS1VR7vPG3F561B52hYnQF9iseabecm3ijx4K1FBTQsCZahKZme",
    P256: "zaHXrr7AQdydBk3ahpCDpWbxfLokDqmCToYm2dyWvpcFVyWooC2he63w1f7UNQoAMKdhaRtcnaE2KTo5o5vTCcfw",
    P384: "z967Mvv5bxtmLNqTzPZ8KmJjFmFXaAKeQNzq7GWnQkMcLtaGSSmuozE5WtJ8PipMe178B1tE28K1vsJur9bGVJhz6jg"
    "SJsRHFSQeqgH8hhjcg8gZDFJC1b9FsR5ggNmDBqHv",
}


def config(key: str) -> dict[str, Any]:
    return {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022" if key == ED25519 else "ecdsa-rdfc-2019",
        "created": "2023-02-24T23:36:38Z",
        "verificationMethod": f"did:key:{key}#{key}",
        "proofPurpose": "assertionMethod",
    }


@pytest.mark.parametrize("key", HASHES)
def test_the_hashes_that_are_signed_are_those_published(key: str) -> None:
    found = rdfc_hash_data(
        Unsecured(ALUMNI, shipped()), config(key), PublicKey.from_multibase(key).kind, shipped()
    )

    assert found.hex() == HASHES[key]


@pytest.mark.parametrize("key", SECRETS)
def test_the_published_secret_keys_belong_to_the_public_ones(key: str) -> None:
    assert SigningKey.from_secret_multibase(SECRETS[key]).public.multibase == key


@pytest.mark.parametrize("key", SIGNATURES)
def test_the_published_proofs_hold(key: str) -> None:
    proof = {**config(key), "proofValue": SIGNATURES[key]}

    check_with_key({**ALUMNI, "proof": proof}, proof, PublicKey.from_multibase(key), shipped())


def test_signing_with_the_published_key_gives_the_published_signature() -> None:
    key = SigningKey.from_secret_multibase(ED25519_SECRET)

    assert key.public.multibase == ED25519
    assert "z" + base58_encode(key.sign(bytes.fromhex(HASHES[ED25519]))) == SIGNATURES[ED25519]


def test_the_published_jcs_proof_holds_and_is_made_again() -> None:
    key = SigningKey.from_secret_multibase(ED25519_SECRET)
    options = {**config(ED25519), "cryptosuite": "eddsa-jcs-2022", "@context": ALUMNI["@context"]}

    data = eddsa_jcs_2022.SUITE.hash_data(
        Unsecured(ALUMNI, shipped()), options, "Ed25519", shipped()
    )

    assert (
        "z" + base58_encode(key.sign(data))
        == "z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aX"
    )
