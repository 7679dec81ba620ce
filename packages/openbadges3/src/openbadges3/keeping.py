"""Keeping a status list in a file: `openbadges3 status-list new|set|unset|renew|entry`."""

from __future__ import annotations

import json
import os
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from openbadges3.did import did_key
from openbadges3.documents import NoDocuments
from openbadges3.errors import Unreadable
from openbadges3.findings import Findings
from openbadges3.issue import issue
from openbadges3.json_values import is_object, objects_in
from openbadges3.members import issuer_id
from openbadges3.opening import opened
from openbadges3.reading import read_object, read_time
from openbadges3.status import StatusList, status_list_document
from openbadges3.telling import give, say

if TYPE_CHECKING:
    import argparse

    from openbadges3.keys import SigningKey

_SET_TO: Final = {"set": True, "unset": False}


def keep(asked: argparse.Namespace, key: SigningKey | None) -> int:
    """Do what the command asks; `key` is None for what needs no signature."""
    if asked.verb == "new" and key is not None:
        _make(asked, key)
        return 0
    listed = _read(asked.file)
    if key is None:
        give(json.dumps(_entry(listed, _place(asked.place, listed)), indent=1))
        return 0
    bits = StatusList.decode(listed["credentialSubject"]["encodedList"])
    places = [_place(each, listed) for each in getattr(asked, "places", [])]
    for place in places:
        try:
            bits.set(place, _SET_TO[asked.verb])
        except IndexError as wrong:
            raise Unreadable(str(wrong)) from None
    now = datetime.now(UTC)
    lasts = read_time(listed.get("validUntil")) - read_time(listed.get("validFrom"))
    subject = listed["credentialSubject"]
    document = status_list_document(
        id=listed["id"],
        issuer=issuer_id(listed),
        purpose=subject["statusPurpose"],
        encoded=bits.encoded(),
        valid_from=now,
        valid_until=now + lasts,
        ttl_ms=subject.get("ttl"),
    )
    _write(asked.file, _signed(document, key, asked.method, now))
    for place in places:
        say(f"{place}: {'' if _SET_TO[asked.verb] else 'no longer '}{_mark(listed)}")
    say(f"{asked.file} is signed anew; publish it at {listed['id']}")
    return 0


def _make(asked: argparse.Namespace, key: SigningKey) -> None:
    now = datetime.now(UTC)
    try:
        bits = StatusList(asked.size)
    except ValueError as wrong:
        raise Unreadable(str(wrong)) from None
    document = status_list_document(
        id=asked.id,
        issuer=asked.issuer or did_key(key.public),
        purpose=asked.purpose,
        encoded=bits.encoded(),
        valid_from=now,
        valid_until=now + timedelta(days=asked.days),
        ttl_ms=None,
    )
    text = _signed(document, key, asked.method, now)
    with asked.file.open("x", encoding="utf-8") as file:
        file.write(text)
    say(f"{asked.file} has {len(bits)} places; publish it at {asked.id}")


def _signed(document: dict[str, Any], key: SigningKey, method: str | None, now: datetime) -> str:
    signed = issue(document, key=key, verification_method=method, created=now)
    return json.dumps(signed, indent=1, ensure_ascii=False) + "\n"


def _read(file: Path) -> dict[str, Any]:
    listed = read_object(file.read_bytes())
    subject = listed.get("credentialSubject")
    if not is_object(subject) or not all(
        isinstance(each, str)
        for each in (listed.get("id"), subject.get("encodedList"), subject.get("statusPurpose"))
    ):
        raise Unreadable(f"{file} is no status list with one purpose")
    return listed


def _place(said: str, listed: dict[str, Any]) -> int:
    """The place that a number names, or the one of the credential in a file."""
    if said.isascii() and said.isdigit():
        return int(said)
    findings = Findings()
    held = opened(Path(said).read_bytes(), NoDocuments(), findings, badge=False)
    if held is None:
        raise Unreadable(f"{said}: {findings.errors[0].message}")
    purpose = listed["credentialSubject"]["statusPurpose"]
    for entry in objects_in(held.credential.get("credentialStatus")):
        index = str(entry.get("statusListIndex"))
        named = entry.get("statusListCredential"), entry.get("statusPurpose")
        if named == (listed["id"], purpose) and index.isascii() and index.isdigit():
            return int(index)
    raise Unreadable(f"{said} has no place in this list ({listed['id']}, {purpose})")


def _entry(listed: dict[str, Any], place: int) -> dict[str, Any]:
    """What a credential says that has this place."""
    return {
        "id": f"{listed['id']}#{place}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": listed["credentialSubject"]["statusPurpose"],
        "statusListIndex": str(place),
        "statusListCredential": listed["id"],
    }


def _mark(listed: dict[str, Any]) -> str:
    purpose: str = listed["credentialSubject"]["statusPurpose"]
    return {"revocation": "revoked", "suspension": "suspended"}.get(purpose, f"set ({purpose})")


def _write(file: Path, text: str) -> None:
    """Replace the file at once, so that nobody ever reads half of a list."""
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", dir=file.parent, prefix=f".{file.name}.", delete=False
    ) as made:
        made.write(text)
        made.flush()
        os.fsync(made.fileno())
    Path(made.name).chmod(file.stat().st_mode & 0o777)
    Path(made.name).replace(file)
