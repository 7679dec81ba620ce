from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from openbadges3 import model
from openbadges3.canonical import canonicalise
from openbadges3.credential import from_json, is_same_award, read_credential, replaces, to_json
from openbadges3.errors import ModelInvalid, OpenBadgesError, Unreadable

Json = dict[str, Any]


def test_a_badge_is_read_into_frozen_typed_objects(badge: Json) -> None:
    found = read_credential(json.dumps(badge))

    assert isinstance(found, model.OpenBadgeCredential)
    assert found.issuer.name == "The College of Examples"
    assert found.credential_subject.achievement.alignment[0].target_code == "G1"
    assert found.credential_subject.identifier[0].hashed is True
    assert found.credential_status is not None
    assert found.credential_status.status_list_index == "4711"
    with pytest.raises(dataclasses.FrozenInstanceError):
        found.name = "Another"  # type: ignore[misc]


def test_reading_and_writing_keeps_the_meaning(badge: Json) -> None:
    badge["evidence"][0]["digestMultibase"] = "uEiAAAA"
    badge["@context"].append({"more": "https://a.example/more"})
    badge["more"] = ["x", {"more": "y"}]

    again = to_json(read_credential(json.dumps(badge)))

    assert again["more"] == badge["more"]
    assert canonicalise(again) == canonicalise(badge)


def test_profiles_and_images_given_by_address_stay_so(badge: Json) -> None:
    badge["issuer"] = "did:web:badges.example:issuers:college"

    found = from_json(badge)

    assert found.issuer == model.Profile(id=badge["issuer"], type=())
    assert to_json(found)["issuer"] == badge["issuer"]


def test_every_badge_of_the_corpus_survives_a_round_trip(corpus: Path) -> None:
    survived = 0
    for item in json.loads((corpus / "manifest.json").read_text("utf-8")):
        if item["format"] != "json" or "OB 3.0" not in item["spec"]:
            continue
        document = json.loads((corpus / item["file"]).read_text("utf-8"))
        document.pop("proof", None)
        try:
            found = from_json(document)
            before = canonicalise(document)
        except OpenBadgesError:
            continue
        assert canonicalise(to_json(found)) == before, item["file"]
        survived += 1
    assert survived > 40


@pytest.mark.parametrize(
    ("member", "value", "path"),
    [
        ("credentialSubject", {"type": ["AchievementSubject"]}, "$.credentialSubject.achievement"),
        ("type", ["VerifiableCredential", "Other"], "$.type"),
        ("validFrom", "soon", "$.validFrom"),
        ("issuer", 5, "$.issuer"),
    ],
)
def test_a_refusal_names_path_and_section(badge: Json, member: str, value: Any, path: str) -> None:
    with pytest.raises(ModelInvalid) as caught:
        read_credential(json.dumps({**badge, member: value}))

    assert caught.value.path == path
    assert caught.value.section


def test_what_is_no_json_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        read_credential(b"{")


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (
            {"id": "https://a.example/1", "issuer": "x:y"},
            {"id": " https://a.example/1 ", "issuer": {"id": "x:y"}},
            True,
        ),
        (
            {"id": "https://a.example/%31", "issuer": "x:y"},
            {"id": "https://a.example/1", "issuer": "x:y"},
            True,
        ),
        (
            {"id": "https://a.example/1", "issuer": "x:y"},
            {"id": "https://a.example/2", "issuer": "x:y"},
            False,
        ),
        (
            {"id": "https://a.example/1", "issuer": "x:y"},
            {"id": "https://a.example/1", "issuer": "x:z"},
            False,
        ),
    ],
)
def test_two_credentials_are_one_award_by_issuer_and_id(one: Json, other: Json, same: bool) -> None:
    assert is_same_award(one, other) is same


def test_the_edition_that_is_valid_later_replaces_the_other(badge: Json) -> None:
    later = {**badge, "validFrom": "2026-11-23T00:00:00Z"}

    assert replaces(later, badge)
    assert not replaces(badge, later)
    assert not replaces({**later, "id": "urn:other"}, badge)


def test_the_model_names_every_class_of_the_published_schema(corpus: Path) -> None:
    schema = json.loads(
        (corpus.parent / "schemas" / "ob_v3p0_achievementcredential_schema.strict.json").read_text(
            "utf-8"
        )
    )
    for name, published in schema["$defs"].items():
        if "properties" not in published:
            continue
        ours = {model.json_name(each.name) for each in dataclasses.fields(model.CLASSES[name])}
        assert set(published["properties"]) - {"challenge", "domain", "nonce"} <= ours, name
        needed = {
            model.json_name(each.name)
            for each in dataclasses.fields(model.CLASSES[name])
            if each.metadata.get("required")
        }
        assert needed <= set(published.get("required", [])), name
