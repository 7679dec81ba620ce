"""Whom a badge was made out to, when it names an address by a salted hash (OB 3.0 §B.1.11)."""

from __future__ import annotations

import hashlib
import hmac
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping


def hash_identity(identity: str, salt: str) -> str:
    """`sha256$` and the hex SHA-256 of `identity` followed by `salt`, both as UTF-8.

    The identity is hashed as given: lower-case an email address first if it may be written so.
    """
    return "sha256$" + hashlib.sha256((identity + salt).encode()).hexdigest()


def matches(identity_object: Mapping[str, Any], email: str) -> bool:
    """Whether an IdentityObject is the address `email`, as written or in lower case.

    Reads `sha256$` and, for badges from before, `md5$`; takes Open Badges 2.0's recipient too.
    """
    said = identity_object.get("identityHash", identity_object.get("identity"))
    if not isinstance(said, str):
        return False
    salt = identity_object.get("salt")
    spellings = {email.strip(), email.strip().lower()}
    if not identity_object.get("hashed"):
        return said.lower() in {spelling.lower() for spelling in spellings}
    return any(
        _is_hash_of(said, spelling + (salt if isinstance(salt, str) else ""))
        for spelling in spellings
    )


def _is_hash_of(said: str, salted: str) -> bool:
    name, mark, digest = said.partition("$")
    if not mark or name not in {"sha256", "md5"}:
        return False
    wanted = hashlib.new(name, salted.encode(), usedforsecurity=False).hexdigest()
    return hmac.compare_digest(wanted.encode(), digest.lower().encode())
