from __future__ import annotations

import hashlib

import pytest
from openbadges3.recipient import hash_identity, matches


def test_the_hash_is_that_of_the_specification() -> None:
    # Open Badges 3.0, section B.1.11, as its own example gives it.
    assert (
        hash_identity("a@example.com", "Kosher")
        == "sha256$b5809d8a92f8858436d7e6b87c12ebc0ae1eac4baecc2c0b913aee2c922ef399"
    )


def identity(**changes: object) -> dict[str, object]:
    return {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": hash_identity("morag@example.org", "salt"),
        "identityType": "emailAddress",
        "salt": "salt",
        **changes,
    }


def test_an_address_matches_its_salted_hash() -> None:
    assert matches(identity(), "morag@example.org")
    assert matches(identity(), " Morag@Example.org ")
    assert not matches(identity(), "other@example.org")
    assert not matches(identity(salt="pepper"), "morag@example.org")
    assert not matches(identity(identityHash="sha256$"), "morag@example.org")


def test_md5_is_accepted_on_reading() -> None:
    digest = hashlib.md5(b"morag@example.orgsalt", usedforsecurity=False).hexdigest()

    assert matches(identity(identityHash=f"md5${digest}"), "morag@example.org")


def test_an_address_in_the_open_matches_in_any_case() -> None:
    assert matches(identity(hashed=False, identityHash="Morag@example.org"), "morag@example.org")


def test_the_recipient_of_open_badges_2_is_read_too() -> None:
    old = {
        "type": "email",
        "hashed": True,
        "identity": hash_identity("a@example.com", "Kosher"),
        "salt": "Kosher",
    }

    assert matches(old, "a@example.com")


@pytest.mark.parametrize("said", [None, 5, "", "b5809d", "sha1$00", "sha256$zz"])
def test_what_is_no_hash_matches_nobody(said: object) -> None:
    assert not matches(identity(identityHash=said), "morag@example.org")
