from __future__ import annotations

import json
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed448, ed25519, padding, rsa
from hypothesis import given
from hypothesis import strategies as st
from openbadges3.encoding import base64url_decode, base64url_encode
from openbadges3.errors import KeyRefused, ProofInvalid
from openbadges3.keys import Kind, PublicKey, SigningKey

KINDS: list[Kind] = ["Ed25519", "P-256", "P-384", "RSA"]

# The eight points of small order of edwards25519, in their canonical encodings and the ones that
# add the field's prime (from "Taming the many EdDSAs", Chalkias et al. 2020, table 6a, and RFC 8032).
SMALL_ORDER = [
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "0100000000000000000000000000000000000000000000000000000000000000",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
]


@pytest.fixture(scope="module", params=KINDS)
def key(request: pytest.FixtureRequest) -> SigningKey:
    return SigningKey.generate(request.param)


def test_a_key_verifies_what_it_signed_and_nothing_else(key: SigningKey) -> None:
    signature = key.sign(b"a badge")

    key.public.verify(signature, b"a badge")
    with pytest.raises(ProofInvalid):
        key.public.verify(signature, b"another badge")
    with pytest.raises(ProofInvalid):
        key.public.verify(signature[:-1], b"a badge")
    with pytest.raises(ProofInvalid):
        key.public.verify(bytes([signature[0] ^ 1]) + signature[1:], b"a badge")


def test_a_public_key_survives_multikey_and_jwk(key: SigningKey) -> None:
    public = key.public

    assert PublicKey.from_multibase(public.multibase) == public
    assert PublicKey.from_jwk(public.jwk()) == public
    assert PublicKey.from_jwk(public.jwk()).thumbprint == public.thumbprint


def pem(public: Any) -> str:
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    found: bytes = public.public_bytes(serialization.Encoding.PEM, form)
    return found.decode()


def test_the_key_of_a_pem_text_is_of_the_kind_that_it_is() -> None:
    made: dict[str, Any] = {
        "Ed25519": ed25519.Ed25519PrivateKey.generate(),
        "P-256": ec.generate_private_key(ec.SECP256R1()),
        "P-384": ec.generate_private_key(ec.SECP384R1()),
        "RSA": rsa.generate_private_key(public_exponent=65537, key_size=2048),
    }
    signed = {
        "Ed25519": made["Ed25519"].sign(b"a badge"),
        "RSA": made["RSA"].sign(b"a badge", padding.PKCS1v15(), hashes.SHA256()),
    }

    found = {kind: PublicKey.from_pem(pem(key.public_key())) for kind, key in made.items()}

    assert {kind: key.kind for kind, key in found.items()} == {kind: kind for kind in made}
    for kind, signature in signed.items():
        found[kind].verify(signature, b"a badge")
        with pytest.raises(ProofInvalid):
            found[kind].verify(signature, b"a budge")
    for kind in ("P-256", "P-384"):
        numbers = made[kind].public_key().public_numbers()
        assert base64url_decode(found[kind].jwk()["x"]) == numbers.x.to_bytes(
            numbers.curve.key_size // 8, "big"
        )


@pytest.mark.parametrize(
    "text",
    [
        "",
        "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n",
        pem(ec.generate_private_key(ec.SECP521R1()).public_key()),
        pem(ec.generate_private_key(ec.SECP256K1()).public_key()),
        pem(ed448.Ed448PrivateKey.generate().public_key()),
        pem(rsa.generate_private_key(public_exponent=65537, key_size=1024).public_key()),
    ],
    ids=["nothing", "no key", "P-521", "secp256k1", "Ed448", "RSA of 1024 bits"],
)
def test_other_pem_texts_are_refused(text: str) -> None:
    with pytest.raises(KeyRefused):
        PublicKey.from_pem(text)


def test_a_sealed_key_opens_with_its_secret_only(key: SigningKey) -> None:
    sealed = key.seal(b"a long secret")

    assert SigningKey.unseal(sealed, b"a long secret").public == key.public
    with pytest.raises(KeyRefused, match="secret"):
        SigningKey.unseal(sealed, b"another secret")


def test_a_sealed_key_whose_label_was_changed_is_refused() -> None:
    head = json.loads(SigningKey.generate("Ed25519").seal(b"secret"))
    head["public"] = SigningKey.generate("Ed25519").public.multibase

    with pytest.raises(KeyRefused):
        SigningKey.unseal(json.dumps(head).encode(), b"secret")


@pytest.mark.parametrize("text", [b"", b"[]", b"{}", b'{"sealed": 1}', b"\xff"])
def test_what_is_no_sealed_key_is_refused(text: bytes) -> None:
    with pytest.raises(KeyRefused):
        SigningKey.unseal(text, b"secret")


def test_a_key_file_that_asks_for_endless_work_is_refused() -> None:
    head = json.loads(SigningKey.generate("Ed25519").seal(b"secret"))
    head["kdf"]["n"] = 2**40

    with pytest.raises(KeyRefused, match="work"):
        SigningKey.unseal(json.dumps(head).encode(), b"secret")


def test_a_signing_key_does_not_show_its_secret() -> None:
    key = SigningKey.from_secret_multibase("z3u2en7t5LR2WtQH5PfFqMqwVHgeXouLzo6haApm8XHqvjxq")

    assert repr(key) == f"SigningKey(public={key.public.multibase})"


@pytest.mark.parametrize("point", SMALL_ORDER)
def test_ed25519_points_of_small_order_are_refused(point: str) -> None:
    with pytest.raises(KeyRefused):
        PublicKey("Ed25519", bytes.fromhex(point))
    with pytest.raises(KeyRefused):
        PublicKey.from_jwk(
            {"kty": "OKP", "crv": "Ed25519", "x": base64url_encode(bytes.fromhex(point))}
        )


@given(st.sampled_from(SMALL_ORDER[:8]))
def test_an_ed25519_point_of_mixed_order_is_refused(point: str) -> None:
    from nacl import bindings

    sound = SigningKey.generate("Ed25519").public.raw
    small = bytes.fromhex(point)
    if not bindings.crypto_core_ed25519_is_valid_point(sound) or small[0] in {0, 1}:
        small = bytes.fromhex(SMALL_ORDER[4])
    mixed = bindings.crypto_core_ed25519_add(sound, small)

    with pytest.raises(KeyRefused):
        PublicKey("Ed25519", mixed)


def test_a_jwk_that_gives_its_private_key_away_is_refused() -> None:
    jwk = SigningKey.generate("P-256").public.jwk()

    with pytest.raises(KeyRefused, match="private"):
        PublicKey.from_jwk({**jwk, "d": "AAAA"})


def test_a_jwk_whose_point_is_not_on_the_curve_is_refused() -> None:
    jwk = SigningKey.generate("P-256").public.jwk()

    with pytest.raises(KeyRefused, match="curve"):
        PublicKey.from_jwk({**jwk, "y": jwk["x"]})


@pytest.mark.parametrize(
    "jwk",
    [
        {},
        {"kty": "oct", "k": "AAAA"},
        {"kty": "EC", "crv": "secp256k1", "x": "AA", "y": "AA"},
        {"kty": "OKP", "crv": "Ed25519", "x": "AA"},
        {"kty": "OKP", "crv": "Ed25519", "x": "!"},
        {"kty": "RSA", "n": base64url_encode(b"\xff" * 64), "e": "AQAB"},
    ],
)
def test_jwks_that_are_no_usable_key_are_refused(jwk: dict[str, str]) -> None:
    with pytest.raises(KeyRefused):
        PublicKey.from_jwk(jwk)


@given(st.text(max_size=80))
def test_any_text_is_a_multikey_or_refused(text: str) -> None:
    for candidate in (text, "z" + text):
        with pytest.raises(KeyRefused):
            PublicKey.from_multibase(candidate)


def test_the_thumbprint_is_that_of_rfc_8037() -> None:
    # RFC 8037, appendix A.2 and A.3.
    key = PublicKey.from_jwk(
        {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
    )

    assert key.thumbprint == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
