from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

import pytest
from openbadges3 import classes, model
from openbadges3.canonical import canonicalise
from openbadges3.credential import from_json, is_same_award, read_credential, replaces, to_json
from openbadges3.errors import ModelInvalid, OpenBadgesError, Unreadable
from openbadges3.reading import Limits

Json = dict[str, Any]
NOON = "2026-11-22T12:00:00Z"


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


def test_a_badge_of_the_older_data_model_is_read_and_written_by_its_own_names(badge: Json) -> None:
    badge["@context"][0] = "https://www.w3.org/2018/credentials/v1"
    badge["issuanceDate"] = badge.pop("validFrom")
    badge["expirationDate"] = "2027-11-22T12:00:00Z"

    found = from_json(badge)

    assert (found.valid_from, found.valid_until) == (NOON, "2027-11-22T12:00:00Z")
    alone = from_json({**badge, "@context": badge["@context"][0]})
    assert (alone.valid_from, alone.valid_until) == (found.valid_from, found.valid_until)
    assert found.extra == {}
    written = to_json(found)
    assert written.keys() == badge.keys()
    assert from_json(written) == found
    assert (written["issuanceDate"], written["expirationDate"]) == (NOON, found.valid_until)
    assert set(to_json(dataclasses.replace(found, context=tuple(reversed(found.context))))) >= {
        "validFrom",
        "validUntil",
    }


def test_members_of_the_older_data_model_mean_nothing_to_the_newer(badge: Json) -> None:
    badge["issuanceDate"] = "2020-01-01T00:00:00Z"

    found = from_json(badge)

    assert found.valid_from == NOON
    assert found.extra == {"issuanceDate": "2020-01-01T00:00:00Z"}


def test_what_is_null_is_not_there(badge: Json) -> None:
    found = from_json({**badge, "image": None, "more": None})

    assert found == from_json(badge)
    assert to_json(found).keys() == badge.keys()


def test_one_in_a_list_is_one(badge: Json) -> None:
    listed = {**badge, "credentialStatus": [badge["credentialStatus"]]}
    assert from_json(listed) == from_json(badge)
    alone = {**badge, "evidence": badge["evidence"][0]}
    assert from_json(alone) == from_json(badge)

    with pytest.raises(ModelInvalid) as caught:
        from_json({**badge, "credentialStatus": [badge["credentialStatus"]] * 2})
    assert caught.value.message == "there is more than one CredentialStatus where one is allowed"


def test_an_endorsement_is_read_as_such(badge: Json) -> None:
    endorsement = {
        **{name: badge[name] for name in ("@context", "id", "issuer", "validFrom", "name")},
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "credentialSubject": {
            "id": "urn:uuid:1",
            "type": ["EndorsementSubject"],
            "endorsementComment": "Well done.",
        },
    }

    found = from_json(endorsement)

    assert isinstance(found, model.EndorsementCredential)
    assert found.credential_subject.endorsement_comment == "Well done."
    assert from_json(to_json(found)) == found


@pytest.mark.parametrize("name", ["OpenBadgeCredential", "AchievementCredential"])
def test_a_badge_may_be_called_by_either_name(badge: Json, name: str) -> None:
    badge["type"] = ["VerifiableCredential", name]

    assert isinstance(from_json(badge), model.OpenBadgeCredential)


def test_a_status_list_is_neither_badge_nor_endorsement(issuer: Any) -> None:
    with pytest.raises(ModelInvalid) as caught:
        from_json(issuer.status_list())

    assert caught.value.message == "the credential is neither badge nor endorsement"
    assert caught.value.path == "$.type"


def test_limits_apply_to_credentials(badge: Json) -> None:
    text = json.dumps(badge)

    assert read_credential(text, limits=Limits(bytes=len(text))) == from_json(badge)
    with pytest.raises(Unreadable, match="longer"):
        read_credential(text, limits=Limits(bytes=len(text) - 1))


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
    assert caught.value.message


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
        ({"issuer": "x:y"}, {"issuer": "x:y"}, False),
        ({"id": "urn:a"}, {"id": "urn:a"}, False),
        ({"id": 5, "issuer": "x:y"}, {"id": 5, "issuer": "x:y"}, False),
    ],
)
def test_two_credentials_are_one_award_by_issuer_and_id(one: Json, other: Json, same: bool) -> None:
    assert is_same_award(one, other) is same


def test_the_edition_that_is_valid_later_replaces_the_other(badge: Json) -> None:
    later = {**badge, "validFrom": "2026-11-23T00:00:00Z"}

    assert replaces(later, badge)
    assert not replaces(badge, later)
    assert not replaces({**later, "id": "urn:other"}, badge)
    assert not replaces(badge, badge)
    older = {**badge, "issuanceDate": "2026-11-22T11:59:59Z"}
    del older["validFrom"]
    assert replaces(badge, older)
    with pytest.raises(Unreadable) as caught:
        replaces({**badge, "validFrom": "soon"}, badge)
    assert caught.value.path == "$.validFrom"


def test_the_model_names_every_class_of_the_published_schema(corpus: Path) -> None:
    schema = json.loads(
        (corpus.parent / "schemas" / "ob_v3p0_achievementcredential_schema.strict.json").read_text(
            "utf-8"
        )
    )
    for name, published in schema["$defs"].items():
        if "properties" not in published:
            continue
        ours = {classes.json_name(each.name) for each in dataclasses.fields(classes.CLASSES[name])}
        assert set(published["properties"]) - {"challenge", "domain", "nonce"} <= ours, name
        needed = {
            classes.json_name(each.name)
            for each in dataclasses.fields(classes.CLASSES[name])
            if each.metadata.get("required")
        }
        assert needed <= set(published.get("required", [])), name
