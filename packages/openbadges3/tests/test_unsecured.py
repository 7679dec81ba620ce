"""What proofs cover: canonicalised once, and quickly for what is like something met before."""

from __future__ import annotations

import copy
import hashlib
from typing import Any

import pytest
from openbadges3.canonical import Contexts, canonicalise
from openbadges3.errors import UnsafeDocument
from openbadges3.proofs import unsecured
from openbadges3.proofs.unsecured import Unsecured

Json = dict[str, Any]
HASHERS = {"Ed25519": hashlib.sha256, "P-256": hashlib.sha256, "P-384": hashlib.sha384}


def many_nameless(badge: Json) -> Json:
    """A badge with so many blank nodes that two hashes name them in different orders."""
    made = copy.deepcopy(badge)
    made["evidence"] = [{"type": ["Evidence"], "name": f"Part {part}"} for part in range(9)]
    return made


def award(badge: Json, number: int) -> Json:
    made = copy.deepcopy(badge)
    made["id"] = f"https://badges.example/credentials/{number}"
    return made


@pytest.mark.parametrize("kind", HASHERS)
def test_a_document_is_hashed_and_its_nodes_named_as_keys_of_each_kind_ask(
    badge: Json, kind: Any
) -> None:
    contexts, hasher = Contexts(), HASHERS[kind]
    document = many_nameless(badge)
    plain, other = (
        canonicalise(document, hasher=each) for each in (hashlib.sha256, hashlib.sha384)
    )
    assert plain != other

    for number in range(4):  # later ones go by a template of an earlier one
        made = award(document, number)
        expected = canonicalise(made, hasher=hasher).encode()
        found = Unsecured(made, contexts)
        assert found.nquads(kind) == expected
        assert found.digest(kind) == hasher(expected).digest()
        both = Unsecured(made, contexts)
        assert {each: both.digest(each) for each in HASHERS} == {  # type: ignore[arg-type]
            each: hashed(canonicalise(made, hasher=hashed).encode()).digest()
            for each, hashed in HASHERS.items()
        }


def test_a_document_is_canonicalised_in_the_contexts_that_were_given(badge: Json) -> None:
    address = "https://badges.example/terms"
    contexts = Contexts({address: {"@context": {"mood": "https://badges.example/mood"}}})
    badge["@context"].append(address)

    found = Unsecured({**badge, "mood": "fine"}, contexts).nquads("Ed25519")

    assert b'<https://badges.example/mood> "fine"' in found


def test_the_work_is_done_once_for_a_document_and_twice_for_awards_of_a_badge(
    badge: Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []

    def counted(document: Json, **asked: Any) -> str:
        done.append(document["id"])
        return canonicalise(document, **asked)

    monkeypatch.setattr(unsecured, "canonicalise", counted)
    contexts = Contexts()
    awards = [award(badge, number) for number in range(5)]
    for made in awards:
        found = Unsecured(made, contexts)
        first = found.nquads("Ed25519")
        assert found.nquads("P-256") is first
    assert done == [made["id"] for made in awards[:2]]


def test_a_document_is_like_a_sound_one_only_if_that_was_found_sound(badge: Json) -> None:
    contexts = Contexts()

    def met(number: int, *, sound: bool, before: bool = False, **changes: Any) -> bool:
        """Whether this award was like a sound one; then it is canonicalised, and found sound."""
        document = Unsecured({**award(badge, number), **changes}, contexts)
        like = document.is_like_a_sound_one()
        if sound and before:
            document.found_sound()
        assert document.nquads("Ed25519") == canonicalise(document.data).encode()
        if sound and not before:
            document.found_sound()
        return like

    assert not met(1, sound=True)  # of a badge met once nothing is kept
    assert not met(2, sound=False)
    assert not met(3, sound=False)  # like the second, which nobody has found sound
    assert not met(4, sound=True)
    assert met(5, sound=False)
    assert met(6, sound=False)
    assert not met(7, sound=False, description="One member more")
    assert not met(8, sound=True, before=True, evidence=[])
    assert met(9, sound=False, evidence=[])


def test_soundness_is_kept_for_each_hash_by_itself(badge: Json) -> None:
    contexts = Contexts()
    for number in range(2):
        Unsecured(award(badge, number), contexts).nquads("P-384")
    sound = Unsecured(award(badge, 2), contexts)
    sound.nquads("P-384")
    sound.found_sound()

    assert Unsecured(award(badge, 3), contexts).is_like_a_sound_one("P-384")
    assert not Unsecured(award(badge, 3), contexts).is_like_a_sound_one()
    assert not Unsecured(award(badge, 3), contexts).is_like_a_sound_one("P-256")
    asked = Unsecured(award(badge, 4), contexts)
    assert asked.nquads("P-384") == canonicalise(asked.data, hasher=hashlib.sha384).encode()
    assert asked.is_like_a_sound_one("P-384")
    assert asked.is_like_a_sound_one("P-384")


def test_half_of_a_surrogate_pair_has_no_canonical_form(badge: Json) -> None:
    badge["name"] = "\ud800"

    with pytest.raises(UnsafeDocument, match="half of a surrogate pair"):
        Unsecured(badge, Contexts()).nquads("Ed25519")
