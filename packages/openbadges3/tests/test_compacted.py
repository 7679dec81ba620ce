"""What is signed is where readers of the JSON look for it, under the name that they look for."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from openbadges3 import examine
from openbadges3.canonical import canonicalise, shipped
from openbadges3.canonical.compacted import refuse_other_forms
from openbadges3.errors import UnsafeDocument
from openbadges3.work import Work

Json = dict[str, Any]

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LIST = "https://badges.example/status/college/1"

_VC = "https://www.w3.org/2018/credentials#"
_STATUS = "https://www.w3.org/ns/credentials/status#"


@pytest.fixture
def withdrawn(issuer: Any, badge: Json) -> Json:
    """A badge that ended, and was revoked before."""
    issuer.statuses.set(7)
    badge["validFrom"] = "2026-10-01T00:00:00Z"
    badge["validUntil"] = "2026-11-01T00:00:00Z"
    badge["credentialStatus"] = {
        "id": f"{LIST}#7",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": "7",
        "statusListCredential": LIST,
    }
    return issuer.sign(badge)


def _time(text: str) -> Json:
    return {"@value": text, "@type": "http://www.w3.org/2001/XMLSchema#dateTime"}


def by_address(signed: Json) -> Json:
    signed[f"{_VC}credentialStatus"] = signed.pop("credentialStatus")
    signed[f"{_VC}validUntil"] = _time(signed.pop("validUntil"))
    return signed


def by_prefix(signed: Json) -> Json:
    signed["@context"].append({"vc": _VC})
    signed["vc:credentialStatus"] = signed.pop("credentialStatus")
    signed["vc:validUntil"] = _time(signed.pop("validUntil"))
    return signed


def by_other_names(signed: Json) -> Json:
    names = {"seal": f"{_VC}credentialStatus", "End": f"{_VC}validUntil"}
    signed["@context"].append(names)
    signed["seal"] = signed.pop("credentialStatus")
    signed["End"] = _time(signed.pop("validUntil"))
    return signed


def _moved(signed: Json) -> Json:
    return {
        "id": signed["id"],
        "type": "VerifiableCredential",
        "credentialStatus": signed.pop("credentialStatus"),
        "validUntil": signed.pop("validUntil"),
    }


def included(signed: Json) -> Json:
    signed["@included"] = [_moved(signed)]
    return signed


def included_under_a_name(signed: Json) -> Json:
    signed["@context"].append({"more": "@included"})
    signed["more"] = [_moved(signed)]
    return signed


def nested(signed: Json) -> Json:
    signed["@context"].append({"details": "@nest"})
    signed["details"] = {each: signed.pop(each) for each in ("credentialStatus", "validUntil")}
    return signed


def turned_around(signed: Json) -> Json:
    issuer = signed["issuer"] = dict(signed["issuer"])
    issuer["@reverse"] = {f"{_VC}issuer": _moved(signed)}
    return signed


def turned_around_under_a_name(signed: Json) -> Json:
    signed["@context"].append({"issued": {"@reverse": f"{_VC}issuer"}})
    signed["issuer"]["issued"] = _moved(signed)
    return signed


WAYS = [
    by_address,
    by_prefix,
    by_other_names,
    included,
    included_under_a_name,
    nested,
    turned_around,
    turned_around_under_a_name,
]


@pytest.mark.parametrize("hide", WAYS, ids=lambda hide: hide.__name__)
def test_a_status_and_an_end_said_in_other_words_hide_nothing(
    issuer: Any, withdrawn: Json, hide: Any
) -> None:
    meant = canonicalise({name: value for name, value in withdrawn.items() if name != "proof"})
    hidden = hide(copy.deepcopy(withdrawn))
    plain = {name: value for name, value in hidden.items() if name != "proof"}
    assert canonicalise(plain) == meant  # the signature is over this, and still holds

    report = examine(json.dumps(hidden), documents=issuer.documents(), at=NOON)

    assert report.outcome == "bad"
    assert any("not in the words" in each.message for each in report.of("proof"))


def test_what_is_said_of_the_credential_is_not_said_elsewhere(issuer: Any, badge: Json) -> None:
    badge["https://vocabulary.example/about"] = {
        "id": badge["id"],
        f"{_VC}validUntil": _time("2026-11-01T00:00:00Z"),
    }

    with pytest.raises(UnsafeDocument) as refused:
        issuer.sign(badge)

    assert "not in the words" in str(refused.value)


def test_an_object_may_speak_of_the_credential_that_holds_it(issuer: Any, badge: Json) -> None:
    badge["https://vocabulary.example/about"] = {
        "id": badge["id"],
        "https://vocabulary.example/says": "well done",
    }

    signed = issuer.sign(badge)

    report = examine(json.dumps(signed), documents=issuer.documents(), at=NOON)
    assert not [each for each in report.findings if each.outcome == "bad"]


def test_a_list_is_not_read_under_a_name_that_was_put_in_its_place(
    issuer: Any, withdrawn: Json
) -> None:
    listed = issuer.status_list()
    subject = listed["credentialSubject"]
    subject[f"{_STATUS}encodedList"] = subject.pop("encodedList")

    report = examine(json.dumps(withdrawn), documents=issuer.documents(**{LIST: listed}), at=NOON)

    assert any("not in the words" in each.message for each in report.of("status"))


def test_properties_of_others_may_be_written_out_or_given_names(issuer: Any, badge: Json) -> None:
    badge["@context"].append(
        {
            "mood": "https://vocabulary.example/mood",
            "notes": {"@id": "https://vocabulary.example/notes", "@container": "@language"},
            "raw": {"@id": "https://vocabulary.example/raw", "@type": "@json"},
        }
    )
    badge["mood"] = [None, "glad", {"id": "https://badges.example/moods/glad"}]
    badge["notes"] = {"en": "well done", "gd": "math fhèin"}
    badge["raw"] = {"@included": [1], f"{_VC}validUntil": "never"}
    badge["https://vocabulary.example/size"] = {"@value": "7", "@language": "en"}

    signed = issuer.sign(badge)

    report = examine(json.dumps(signed), documents=issuer.documents(), at=NOON)
    assert not [each for each in report.findings if each.outcome == "bad"]


@pytest.mark.parametrize(
    "document",
    [
        {"@context": {"has": {"@id": "urn:x:has", "@container": "@id"}}, "has": {"urn:x:1": {}}},
        {"@context": {"a": "urn:x:a"}, "a": {"@value": "x", "@index": "y"}},
        {"@context": {"@vocab": "urn:x:"}, "a": {"@id": "urn:x:1"}},
        {"@context": {"@vocab": "urn:x:"}, "a": {"kind": "T", "@type": "T"}},
        {"@context": {"kind": "@type", "@vocab": "urn:x:"}, "a": [{"kind": "T"}]},
        {"@context": {"@version": 7}, "a": "b"},
        {"@context": {"a": {"@id": "urn:x:a", "@context": {"@version": 7}}}, "a": {"b": 1}},
        {"@context": {"@vocab": "urn:x:"}, "a": {"@context": 7, "b": 1}},
    ],
)
def test_keywords_under_names_and_maps_by_id_are_no_own_words(document: Json) -> None:
    with pytest.raises(UnsafeDocument):
        refuse_other_forms(document, shipped(), Work())
