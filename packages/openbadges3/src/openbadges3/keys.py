"""Keys that sign and keys that check: Ed25519, P-256, P-384 and RSA, as Multikey and as JWK.

A `PublicKey` can only be had through a loader that refuses what must not be used: Ed25519 points
of small or mixed order (any signature would fit them), points that are not on their curve, RSA
keys that are short, and JWKs that give their private half away.
"""

from __future__ import annotations

import hashlib
import json
import os
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Final, cast

from openbadges3.encoding import (
    base58_decode,
    base58_encode,
    base64url_decode,
    base64url_encode,
)
from openbadges3.errors import KeyRefused, ProofInvalid, Unreadable
from openbadges3.signatures import EC_BYTES, Kind, checker, curve, ec_key, rsa_key, signer

if TYPE_CHECKING:
    from collections.abc import Mapping


_MULTICODEC: Final[dict[bytes, Kind]] = {
    b"\xed\x01": "Ed25519",
    b"\x80\x24": "P-256",
    b"\x81\x24": "P-384",
    b"\x85\x24": "RSA",
}
_CODEC: Final[dict[Kind, bytes]] = {kind: prefix for prefix, kind in _MULTICODEC.items()}
_CURVES: Final[dict[str, Kind]] = {"secp256r1": "P-256", "secp384r1": "P-384"}
_PRIVATE_JWK_MEMBERS: Final = ("d", "p", "q", "dp", "dq", "qi", "oth", "k")
_FORMAT: Final = "openbadges3-sealed-key"
_SCRYPT: Final = {"n": 2**15, "r": 8, "p": 1}
_LARGEST_SCRYPT_N: Final = 2**20


class PublicKey:
    """A key that checks signatures.

    `kind` is "Ed25519", "P-256", "P-384" or "RSA"; `raw` are the bytes that Multikey encodes
    (Ed25519: the 32-byte point; P-*: the compressed point; RSA: the DER of PKCS #1); `multibase` is
    the key as a Multikey, `z...`.
    """

    __slots__ = ("_check", "kind", "multibase", "raw")

    def __init__(self, kind: Kind, raw: bytes) -> None:
        """Load `raw`; `KeyRefused` if it is no key that may be used."""
        self.kind: Final[Kind] = kind
        self.raw: Final = raw
        self._check: Final = checker(kind, raw)
        self.multibase: Final = "z" + base58_encode(_CODEC[kind] + raw)

    @classmethod
    def from_multibase(cls, text: str) -> PublicKey:
        """The key of a `publicKeyMultibase` (Controlled Identifiers §2.2.2).

        `KeyRefused` for another encoding than base58, an unknown kind or a key not to be used.
        """
        return _from_multibase(text)

    @classmethod
    def from_jwk(cls, jwk: Mapping[str, Any]) -> PublicKey:
        """The key of a JWK (RFC 7517, 7518 §6, 8037 §2); one that holds private parts is refused."""
        if any(member in jwk for member in _PRIVATE_JWK_MEMBERS):
            raise KeyRefused("the JWK gives its private key away, so nothing it signed counts")
        try:
            return cls(*_from_jwk(jwk))
        except Unreadable as wrong:
            raise KeyRefused(f"the JWK cannot be read: {wrong.message}") from None

    @classmethod
    def from_pem(cls, text: str) -> PublicKey:
        """The key of a PEM text, as Open Badges 2.0 publishes keys; `KeyRefused` for other kinds."""
        from cryptography.exceptions import UnsupportedAlgorithm
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

        try:
            key = serialization.load_pem_public_key(text.encode())
        except (ValueError, UnsupportedAlgorithm):
            raise KeyRefused("the PEM text holds no public key") from None
        encoding, form = serialization.Encoding, serialization.PublicFormat
        if isinstance(key, rsa.RSAPublicKey):
            return cls("RSA", key.public_bytes(encoding.DER, form.PKCS1))
        if isinstance(key, ed25519.Ed25519PublicKey):
            return cls("Ed25519", key.public_bytes(encoding.Raw, form.Raw))
        kind = _CURVES.get(key.curve.name) if isinstance(key, ec.EllipticCurvePublicKey) else None
        if kind is None:
            raise KeyRefused("the key in the PEM text is of a kind that is not accepted")
        return cls(kind, key.public_bytes(encoding.X962, form.CompressedPoint))

    def jwk(self) -> dict[str, str]:
        """This key as a bare JWK, public members only."""
        if self.kind == "Ed25519":
            return {"kty": "OKP", "crv": "Ed25519", "x": base64url_encode(self.raw)}
        if self.kind == "RSA":
            numbers = rsa_key(self.raw).public_numbers()
            return {"kty": "RSA", "n": _unsigned(numbers.n), "e": _unsigned(numbers.e)}
        point = ec_key(self.kind, self.raw).public_numbers()
        size = EC_BYTES[self.kind]
        return {
            "kty": "EC",
            "crv": self.kind,
            "x": base64url_encode(point.x.to_bytes(size, "big")),
            "y": base64url_encode(point.y.to_bytes(size, "big")),
        }

    @property
    def thumbprint(self) -> str:
        """The JWK thumbprint with SHA-256 (RFC 7638), base64url."""
        text = json.dumps(self.jwk(), sort_keys=True, separators=(",", ":"))
        return base64url_encode(hashlib.sha256(text.encode()).digest())

    def verify(self, signature: bytes, data: bytes) -> None:
        """Return if `signature` is this key's over `data`, else raise `ProofInvalid`.

        ECDSA signatures are the raw `r || s`, hashed with SHA-256 on P-256 and with SHA-384 on
        P-384; RSA is PKCS #1 v1.5 with SHA-256 (RS256).
        """
        if not self._check(signature, data):
            raise ProofInvalid("the signature does not match what was signed")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, PublicKey) and self.multibase == other.multibase

    def __hash__(self) -> int:
        return hash(self.multibase)

    def __repr__(self) -> str:
        return f"PublicKey({self.multibase})"


class SigningKey:
    """A key that signs; `public` is the key that checks what it signs.

    It never shows its secret: `seal` gives it encrypted.
    """

    __slots__ = ("_secret", "_sign", "public")

    def __init__(self, kind: Kind, secret: bytes) -> None:
        """Load a secret: Ed25519, a 32-byte seed; P-*, the big-endian scalar; RSA, PKCS #8 DER."""
        self._secret = secret
        self._sign, raw = signer(kind, secret)
        self.public: Final = PublicKey(kind, raw)

    @classmethod
    def generate(cls, kind: Kind = "Ed25519") -> SigningKey:
        """A new key from the system's source of randomness; RSA keys have 3072 bits."""
        from cryptography.hazmat.primitives import serialization
        from cryptography.hazmat.primitives.asymmetric import ec, rsa

        if kind == "Ed25519":
            return cls(kind, os.urandom(32))
        if kind == "RSA":
            made = rsa.generate_private_key(65537, 3072)
            der = made.private_bytes(
                serialization.Encoding.DER,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            )
            return cls(kind, der)
        scalar = ec.generate_private_key(curve(kind)).private_numbers().private_value
        return cls(kind, scalar.to_bytes(EC_BYTES[kind], "big"))

    @classmethod
    def from_secret_multibase(cls, text: str) -> SigningKey:
        """The key of a `secretKeyMultibase` (Controlled Identifiers §2.2.2; RSA has none)."""
        data = base58_decode(text[1:]) if text.startswith("z") else b""
        kinds: dict[bytes, Kind] = {
            b"\x80\x26": "Ed25519",
            b"\x86\x26": "P-256",
            b"\x87\x26": "P-384",
        }
        kind = kinds.get(data[:2])
        if kind is None:
            raise KeyRefused("that is no secret Multikey of Ed25519, P-256 or P-384")
        return cls(kind, data[2:])

    @property
    def kind(self) -> Kind:
        """What kind of key this is."""
        return self.public.kind

    def sign(self, data: bytes) -> bytes:
        """This key's signature over `data`, in the form that `PublicKey.verify` takes."""
        return self._sign(data)

    def seal(self, secret: bytes) -> bytes:
        """This key as JSON text, encrypted under `secret` (scrypt, then AES-256-GCM).

        Everything beside the ciphertext is authenticated with it. `unseal` reads it again.
        """
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        head = {
            "format": _FORMAT,
            "version": 1,
            "kind": self.public.kind,
            "public": self.public.multibase,
            "kdf": {"name": "scrypt", **_SCRYPT, "salt": base64url_encode(os.urandom(16))},
            "cipher": {"name": "A256GCM", "nonce": base64url_encode(os.urandom(12))},
        }
        key = _stretch(secret, cast("dict[str, Any]", head["kdf"]))
        nonce = base64url_decode(cast("dict[str, str]", head["cipher"])["nonce"])
        hidden = AESGCM(key).encrypt(nonce, self._secret, _bound(head))
        return json.dumps({**head, "sealed": base64url_encode(hidden)}, indent=1).encode()

    @classmethod
    def unseal(cls, sealed: bytes, secret: bytes) -> SigningKey:
        """The key that `seal` made; `KeyRefused` if the text is no such key or `secret` is wrong."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            head: dict[str, Any] = json.loads(sealed)
            hidden = base64url_decode(head.pop("sealed"))
            if (head["format"], head["version"]) != (_FORMAT, 1):
                raise KeyRefused("the key file is of a version that this library does not know")
            if head["kdf"]["name"] != "scrypt" or head["cipher"]["name"] != "A256GCM":
                raise KeyRefused("the key file is sealed in a way that this library does not know")
            key = _stretch(secret, head["kdf"])
            nonce = base64url_decode(head["cipher"]["nonce"])
            opened = AESGCM(key).decrypt(nonce, hidden, _bound(head))
            unsealed = cls(head["kind"], opened)
        except InvalidTag:
            raise KeyRefused("the secret does not open this key, or the key was altered") from None
        except (ValueError, TypeError, KeyError, AttributeError, Unreadable):
            raise KeyRefused("that is not a sealed key") from None
        if unsealed.public.multibase != head["public"]:
            raise KeyRefused("the sealed key is not the one that its label names")
        return unsealed

    def __repr__(self) -> str:
        return f"SigningKey(public={self.public.multibase})"


@lru_cache(maxsize=1024)
def _from_multibase(text: str) -> PublicKey:
    """Loading a key costs as much as a signature, and the same issuers come back."""
    if not text.startswith("z"):
        raise KeyRefused("a Multikey is written in base58, with z before it")
    try:
        data = base58_decode(text[1:])
    except Unreadable as wrong:
        raise KeyRefused(f"the key cannot be read: {wrong.message}") from None
    kind = _MULTICODEC.get(data[:2])
    if kind is None:
        raise KeyRefused("the key is of a kind that this library does not know")
    return PublicKey(kind, data[2:])


def _from_jwk(jwk: Mapping[str, Any]) -> tuple[Kind, bytes]:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    match jwk:
        case {"kty": "OKP", "crv": "Ed25519", "x": str(x)}:
            return "Ed25519", base64url_decode(x)
        case {"kty": "EC", "crv": "P-256" | "P-384" as curve, "x": str(x), "y": str(y)}:
            kind: Kind = curve
            return kind, _compressed(kind, base64url_decode(x), base64url_decode(y))
        case {"kty": "RSA", "n": str(n), "e": str(e)}:
            numbers = rsa.RSAPublicNumbers(
                int.from_bytes(base64url_decode(e), "big"),
                int.from_bytes(base64url_decode(n), "big"),
            )
            try:
                key = numbers.public_key()
            except ValueError:
                raise KeyRefused("the RSA key of the JWK cannot be read") from None
            return "RSA", key.public_bytes(
                serialization.Encoding.DER, serialization.PublicFormat.PKCS1
            )
        case _:
            raise KeyRefused("the JWK is of a kind that this library does not know")


def _compressed(kind: Kind, x: bytes, y: bytes) -> bytes:
    """The compressed form of a point whose both halves were given, checked to be on its curve."""
    from cryptography.hazmat.primitives.asymmetric import ec

    if not len(x) == len(y) == EC_BYTES[kind]:
        raise KeyRefused(f"the coordinates of a {kind} key have {EC_BYTES[kind]} bytes")
    try:
        ec.EllipticCurvePublicKey.from_encoded_point(curve(kind), b"\x04" + x + y)
    except ValueError:
        raise KeyRefused("the key of the JWK is not a point on its curve") from None
    return bytes([2 + (y[-1] & 1)]) + x


def _unsigned(number: int) -> str:
    return base64url_encode(number.to_bytes((number.bit_length() + 7) // 8, "big"))


def _stretch(secret: bytes, kdf: Mapping[str, Any]) -> bytes:
    n, r, p = int(kdf["n"]), int(kdf["r"]), int(kdf["p"])
    if not secret:
        raise KeyRefused("an empty secret protects nothing")
    if n > _LARGEST_SCRYPT_N or r > 16 or p > 4:
        raise KeyRefused("the key file asks for more work than is reasonable")
    salt = base64url_decode(kdf["salt"])
    return hashlib.scrypt(
        secret, salt=salt, n=n, r=r, p=p, maxmem=130 * n * r * p + 2**20, dklen=32
    )


def _bound(head: Mapping[str, Any]) -> bytes:
    return json.dumps(head, sort_keys=True, separators=(",", ":")).encode()
