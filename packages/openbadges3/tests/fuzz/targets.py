"""What untrusted bytes reach first. Each target takes any bytes and lets only our errors out.

Run one with coverage guidance: `python tests/fuzz/run.py reading --seconds 60`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from openbadges3 import NoDocuments, StatusList, bake_png, bake_svg, examine, unbake
from openbadges3.credential import read_credential, to_json
from openbadges3.encoding import base64url_encode
from openbadges3.errors import BakingRefused, OpenBadgesError, Unreadable
from openbadges3.presentation import examine_presentation
from openbadges3.proofs.vc_jwt import credential_of, take_apart

AT = datetime(2026, 11, 22, tzinfo=UTC)


def reading(data: bytes) -> None:
    """Typed reading: an object that can be written again, or one of our errors."""
    try:
        found = read_credential(data)
    except OpenBadgesError:
        return
    to_json(found)


def examining(data: bytes) -> None:
    """A report, whatever the bytes are."""
    examine(data, documents=NoDocuments(), at=AT)
    examine(data, documents=NoDocuments(), at=AT, profile="vc")
    examine_presentation(data, documents=NoDocuments(), at=AT)


def jwt(data: bytes) -> None:
    """A JWS taken apart, or `Unreadable`: the bytes as they are, then as its header and payload."""
    part = base64url_encode(data)
    for text in (data.decode("latin-1"), f"{part}.{part}.c2ln"):
        try:
            credential_of(take_apart(text).payload)
        except Unreadable:
            continue


def status_list(data: bytes) -> None:
    """A list, or `Unreadable`: the bytes as they are, then as the gzip data in a list."""
    for text in (data.decode("latin-1"), f"u{base64url_encode(data)}"):
        try:
            StatusList.decode(text)
        except Unreadable:
            continue


def baking(data: bytes) -> None:
    """An image with a credential, or `BakingRefused`; what could be baked comes out again."""
    for bake in (bake_png, bake_svg):
        try:
            baked = bake(data, "{}")
        except BakingRefused:
            continue
        assert unbake(baked) == "{}"
    try:
        unbake(data)
    except BakingRefused:
        return


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target for target in (reading, examining, jwt, status_list, baking)
}
