"""Signatures with the libraries that know how: libsodium for Ed25519, OpenSSL for the rest.

Everything here is about raw bytes. Loading is where keys that must not be used are refused; what
comes of it is a function that signs or checks, so that nothing has to be asked again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from openbadges3.errors import KeyRefused

if TYPE_CHECKING:
    from collections.abc import Callable

    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import ec, rsa

    # `(signature, data)`: whether the one is the key's over the other.
    Check = Callable[[bytes, bytes], bool]
    Sign = Callable[[bytes], bytes]

Kind = Literal["Ed25519", "P-256", "P-384", "RSA"]

EC_BYTES: Final[dict[Kind, int]] = {"P-256": 32, "P-384": 48}
"""How long coordinates, scalars and halves of signatures are on each curve."""
_SMALLEST_RSA_BITS: Final = 2048
_LARGEST_RSA_BITS: Final = 8192


def checker(kind: Kind, raw: bytes) -> Check:
    """What checks signatures of the public key `raw` (as in `PublicKey`); `KeyRefused` for a bad one.

    ECDSA signatures are the raw `r || s`, hashed with SHA-256 on P-256 and with SHA-384 on P-384;
    RSA is PKCS #1 v1.5 with SHA-256 (RS256).
    """
    if kind == "Ed25519":
        return _ed25519_checker(raw)
    if kind == "RSA":
        return _rsa_checker(rsa_key(raw))
    return _ecdsa_checker(kind, ec_key(kind, raw))


def signer(kind: Kind, secret: bytes) -> tuple[Sign, bytes]:
    """What signs with `secret` (as in `SigningKey`), and the raw public key that belongs to it."""
    try:
        if kind == "Ed25519":
            return _ed25519_signer(secret)
        if kind == "RSA":
            return _rsa_signer(secret)
        return _ecdsa_signer(kind, secret)
    except ValueError:
        raise KeyRefused(f"the {kind} secret cannot be read") from None


def rsa_key(raw: bytes) -> rsa.RSAPublicKey:
    """The RSA key of PKCS #1 DER; `KeyRefused` for another and for sizes out of reason."""
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    try:
        key = load_der_public_key(raw)
    except ValueError:
        raise KeyRefused("the RSA key cannot be read") from None
    if not isinstance(key, rsa.RSAPublicKey):
        raise KeyRefused("that is not an RSA key")
    if not _SMALLEST_RSA_BITS <= key.key_size <= _LARGEST_RSA_BITS:
        raise KeyRefused(f"RSA keys have {_SMALLEST_RSA_BITS} to {_LARGEST_RSA_BITS} bits")
    return key


def ec_key(kind: Kind, raw: bytes) -> ec.EllipticCurvePublicKey:
    """The key of a compressed point on the curve `kind`; `KeyRefused` for another."""
    from cryptography.hazmat.primitives.asymmetric import ec

    if len(raw) != EC_BYTES[kind] + 1 or raw[0] not in (2, 3):
        raise KeyRefused(f"a {kind} Multikey holds one compressed point")
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(curve(kind), raw)
    except ValueError:
        raise KeyRefused(f"the {kind} key cannot be read") from None


def curve(kind: Kind) -> ec.EllipticCurve:
    """The curve that a kind of key is on; `KeyRefused` for kinds that are on none."""
    from cryptography.hazmat.primitives.asymmetric import ec

    if kind == "P-256":
        return ec.SECP256R1()
    if kind == "P-384":
        return ec.SECP384R1()
    raise KeyRefused(f"{kind} is not a kind of key that this library knows")


def _ed25519_checker(raw: bytes) -> Check:
    from nacl.bindings import crypto_core_ed25519_is_valid_point, crypto_sign_open
    from nacl.exceptions import BadSignatureError

    if len(raw) != 32 or not crypto_core_ed25519_is_valid_point(raw):
        raise KeyRefused(
            "the Ed25519 key is no point of the main group (of small or mixed order, or not a "
            "point at all), so signatures by it prove nothing"
        )

    def check(signature: bytes, data: bytes) -> bool:
        if len(signature) != 64:
            return False
        try:
            crypto_sign_open(signature + data, raw)
        except BadSignatureError:
            return False
        return True

    return check


def _ed25519_signer(seed: bytes) -> tuple[Sign, bytes]:
    from nacl.bindings import crypto_sign, crypto_sign_seed_keypair

    if len(seed) != 32:
        raise KeyRefused("an Ed25519 secret has 32 bytes")
    public, both = crypto_sign_seed_keypair(seed)
    return lambda data: crypto_sign(data, both)[:64], public


def _rsa_checker(key: rsa.RSAPublicKey) -> Check:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    def check(signature: bytes, data: bytes) -> bool:
        try:
            key.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature:
            return False
        return True

    return check


def _rsa_signer(der: bytes) -> tuple[Sign, bytes]:
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import padding, rsa

    key = serialization.load_der_private_key(der, None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise KeyRefused("that is not an RSA key")
    public = key.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.PKCS1
    )
    return lambda data: key.sign(data, padding.PKCS1v15(), hashes.SHA256()), public


def _ecdsa_checker(kind: Kind, key: ec.EllipticCurvePublicKey) -> Check:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric import ec, utils

    size, hashed = EC_BYTES[kind], ec.ECDSA(_hash(kind))

    def check(signature: bytes, data: bytes) -> bool:
        if len(signature) != 2 * size:
            return False
        r, s = (int.from_bytes(half, "big") for half in (signature[:size], signature[size:]))
        try:
            key.verify(utils.encode_dss_signature(r, s), data, hashed)
        except InvalidSignature:
            return False
        return True

    return check


def _ecdsa_signer(kind: Kind, secret: bytes) -> tuple[Sign, bytes]:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec, utils

    key = ec.derive_private_key(int.from_bytes(secret, "big"), curve(kind))
    size, hashed = EC_BYTES[kind], ec.ECDSA(_hash(kind))

    def sign(data: bytes) -> bytes:
        pair = utils.decode_dss_signature(key.sign(data, hashed))
        return b"".join(part.to_bytes(size, "big") for part in pair)

    point = key.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.CompressedPoint
    )
    return sign, point


def _hash(kind: Kind) -> hashes.HashAlgorithm:
    from cryptography.hazmat.primitives import hashes

    return hashes.SHA384() if kind == "P-384" else hashes.SHA256()
