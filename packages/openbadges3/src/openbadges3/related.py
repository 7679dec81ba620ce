"""Related resources: what a credential says of other documents, held against them (VCDM 2.0 §5.3).

A digest says which bytes the issuer meant. It is compared with what the caller's documents give;
of contexts whose bytes W3C publishes a digest for, that is known without looking anywhere.
"""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, Literal

from openbadges3.encoding import multibase_decode
from openbadges3.errors import DocumentUnavailable, ModelInvalid, Unreadable
from openbadges3.json_values import is_list, is_object

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openbadges3.documents import Documents
    from openbadges3.findings import Findings

SECTION: Final = "VCDM 2.0 §5.3"
_MOST: Final = 8
# The length of a digest in bytes tells which algorithm made it.
_HASHERS: Final = {32: hashlib.sha256, 48: hashlib.sha384, 64: hashlib.sha512}
_SRI_NAMES: Final = {"sha256": 32, "sha384": 48, "sha512": 64}
_MULTIHASH: Final = {b"\x12\x20": 32, b"\x20\x30": 48, b"\x13\x40": 64}
_SRI: Final = re.compile(r"([a-z0-9]+)-([A-Za-z0-9+/_-]+={0,2})(?:\?[\x21-\x7e]*)?", re.ASCII)
_PUBLISHED: Final[dict[str, frozenset[bytes]]] = {
    address: frozenset(bytes.fromhex(digest) for digest in digests)
    for address, digests in {
        "https://www.w3.org/ns/credentials/v2": (
            "59955ced6697d61e03f2b2556febe5308ab16842846f5b586d7f1f7adec92734",
            "97f1eb8e5042356c805fdd61afa2c557663785e0794dcafa"
            "21e138fd38def18cb360133c221aa31d6896a6bf3e65b614",
            "5d55452bd2dcf8a29f5a290473eb242b1c5fb77d4e68f1a0aa87baa4dba26948"
            "52d65ec63d48ac04a99d956f9f7153b9406f84d2d04c74869b02c239a1d81305",
        ),
        "https://w3id.org/security/data-integrity/v2": (
            "67f21e6e33a6c14e5ccfd2fc7865f7474fb71a04af7e94136cb399dfac8ae8f4",
            "0ee2d7626717f8b07cd449b525d5e2b71fe27209fc99e530"
            "89e0169dd2944d793feea4526fc60bb9cca1cd96512391f6",
            "39cd7a9a4047b74b8524640fe35633e81e8286d14bdbb7e77d0e08d850b00d6a"
            "35b0185d5de35c479baedb23a17989d9f628ac95531fdd79c0c5a0f632d9fa95",
        ),
    }.items()
}


@dataclass(frozen=True, slots=True)
class Comparison:
    """What came of one related resource: where it is named, and in words."""

    outcome: Literal["good", "warning", "bad"]
    path: str
    message: str


def digests_of(resource: Mapping[str, Any]) -> list[frozenset[bytes]]:
    """What `digestSRI` and `digestMultibase` say: for each, the digests of which one has to match.

    Of several in a `digestSRI` those of the strongest algorithm count, as Subresource Integrity
    says. A `digestMultibase` is a multihash, or the bare digest. `Unreadable` for anything else.
    """
    digests: list[frozenset[bytes]] = []
    if "digestSRI" in resource:
        digests.append(_sri(resource["digestSRI"]))
    if "digestMultibase" in resource:
        digests.append(frozenset([_multibase(resource["digestMultibase"])]))
    return digests


def _sri(text: object) -> frozenset[bytes]:
    if not isinstance(text, str):
        raise Unreadable("a digestSRI is written as text", section=SECTION)
    digests: list[bytes] = []
    for token in text.split():
        match = _SRI.fullmatch(token)
        length = _SRI_NAMES.get(match[1]) if match else None
        if match and length is None:
            continue
        # Both alphabets of base64 are allowed there (CSP 3 §2.3.1).
        plain = match[2].rstrip("=").replace("-", "+").replace("_", "/") if match else "="
        digest = b"" if len(plain) % 4 == 1 else base64.b64decode(plain + "=" * (-len(plain) % 4))
        if len(digest) != length:
            raise Unreadable(f"{token[:100]!r} is no digest", section=SECTION)
        digests.append(digest)
    if not digests:
        raise Unreadable("a digestSRI looks like sha384-..., in base64", section=SECTION)
    strongest = max(map(len, digests))
    return frozenset(digest for digest in digests if len(digest) == strongest)


def _multibase(text: object) -> bytes:
    digest = multibase_decode(text) if isinstance(text, str) else b""
    if _MULTIHASH.get(digest[:2]) == len(digest) - 2:
        return digest[2:]
    if len(digest) in _HASHERS:
        return digest
    raise Unreadable("a digestMultibase is a digest of SHA-2 as multibase", section=SECTION)


def compare(credential: Mapping[str, Any], documents: Documents) -> list[Comparison]:
    """Hold each related resource that is named properly against what `documents` give for it.

    One that cannot be had is a warning, one that differs is bad. No more than eight are looked at.
    """
    said: Any = credential.get("relatedResource")
    listed: list[Any] = said if is_list(said) else [] if said is None else [said]
    comparisons: list[Comparison] = []
    for place, resource in enumerate(listed):
        path = f"$.relatedResource[{place}]" if is_list(said) else "$.relatedResource"
        if place == _MOST:
            message = f"No more than {_MOST} related resources are compared with their digests."
            comparisons.append(Comparison("warning", path, message))
            break
        if is_object(resource) and isinstance(resource.get("id"), str):
            try:
                digests = digests_of(resource)
            except Unreadable:
                continue
            if digests:
                comparisons.append(_compared(resource["id"], digests, path, documents))
    return comparisons


def _compared(
    address: str, digests: list[frozenset[bytes]], path: str, documents: Documents
) -> Comparison:
    known = _PUBLISHED.get(address)
    if known is None:
        try:
            content = documents.fetch(address).content
        except DocumentUnavailable as missing:
            message = f"The related resource was not compared with its digest: {missing.message}."
            return Comparison("warning", path, message)
        known = frozenset(hasher(content).digest() for hasher in _HASHERS.values())
    if all(wanted & known for wanted in digests):
        return Comparison("good", path, "The related resource is the one that the issuer meant.")
    message = (
        f"The related resource {address} is not the one that the issuer meant: its digest differs."
    )
    return Comparison("bad", path, message)


def check_related(credential: Mapping[str, Any], documents: Documents, findings: Findings) -> None:
    """Add a finding for each related resource; nothing is fetched for what nobody vouches for."""
    if "relatedResource" not in credential:
        return
    if any(each.check == "proof" and each.outcome == "bad" for each in findings.listed):
        return
    for each in compare(credential, documents):
        if each.outcome == "good":
            findings.good("related", each.message, path=each.path, section=SECTION)
        elif each.outcome == "warning":
            findings.warn("related", each.message, path=each.path, section=SECTION)
        else:
            findings.bad("related", ModelInvalid(each.message, path=each.path, section=SECTION))
