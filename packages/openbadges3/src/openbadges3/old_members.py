"""The members of Open Badges 2.0 assertions that are read in more than one place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from openbadges3.errors import ModelInvalid, Unreadable
from openbadges3.json_values import as_list, is_object, objects_in
from openbadges3.reading import read_time

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

_SECTION: Final = "OB 2.0 §4"


CONTEXT: Final = "https://w3id.org/openbadges/v2"
_VOCABULARY: Final = "https://w3id.org/openbadges#"
_CONTEXT_1: Final = "https://w3id.org/openbadges/v1"


def context_remark(thing: Mapping[str, Any]) -> str:
    """What is odd about the `@context`, which is that of Open Badges 2.0, with others or alone.

    `ModelInvalid` if it is there and is neither that nor the one of 1.1; `""` if nothing is odd.
    """
    listed = as_list(thing.get("@context"))
    if CONTEXT in listed:
        return ""
    if _CONTEXT_1 in listed:
        return "the context is that of Open Badges 1.1"
    if any(each.get("obi") == _VOCABULARY for each in objects_in(listed)):
        return "the context is written out instead of named"
    if "@context" not in thing:
        return "the context is missing"
    raise ModelInvalid(
        f"the context is not that of Open Badges 2.0 ({CONTEXT})",
        path="$.@context",
        section="OB 2.0 §3",
    )


def check_assertion(assertion: Mapping[str, Any]) -> None:
    """Raise `ModelInvalid` where recipient, image or times are not as the standard says."""
    recipient = assertion["recipient"]
    if not is_object(recipient) or not isinstance(recipient.get("identity"), str):
        raise ModelInvalid(
            "the recipient has an identity", path="$.recipient", section="OB 2.0 §4.3"
        )
    if not isinstance(recipient.get("type"), str) or not isinstance(recipient.get("hashed"), bool):
        raise ModelInvalid(
            "the recipient has a type, and says whether it is hashed", path="$.recipient"
        )
    image = assertion.get("image")
    address = image.get("id") if is_object(image) else image
    if address is not None and not str(address).startswith(("https://", "http://")):
        raise ModelInvalid(
            "the image of an assertion is at a web address", path="$.image", section=_SECTION
        )
    for member in ("issuedOn", "expires"):
        if member in assertion:
            moment_of(assertion, member)


def moment_of(assertion: Mapping[str, Any], member: str) -> datetime:
    """The moment that `member` gives; `ModelInvalid` where it is none."""
    try:
        return read_time(assertion[member])
    except Unreadable as wrong:
        raise ModelInvalid(wrong.message, path=f"$.{member}", section="OB 2.0 §3.1") from None


def reason_of(entry: Mapping[str, Any]) -> str:
    """Why something was revoked, to stand behind a sentence; nothing where that is not said."""
    reason = entry.get("revocationReason")
    return f": {reason}" if isinstance(reason, str) else ""


def host(address: str) -> str:
    """The host and port of an address; empty for what is none."""
    return _split(address)[1]


def origin(address: str) -> str:
    """Scheme, host and port of an address."""
    return "://".join(_split(address))


def _split(address: str) -> tuple[str, str]:
    """Scheme and host with port, both empty for what is no address."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "", ""
    return parts.scheme.lower(), parts.netloc.lower()
