"""The word of 1EdTech's validator (PyPI `openbadges`) on awards of ours as Open Badges 2.0."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pytest
from openbadges3 import bake_png, bake_svg
from openbadges3.hosted2 import hosted_documents

Json = dict[str, Any]
ORIGIN = "https://badges.example"
ASSERTION, BADGE, ISSUER = (f"{ORIGIN}/2.0/{name}" for name in ("assertion", "badge", "issuer"))
IMAGE = f"{ORIGIN}/leading.png"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><circle r="1"/></svg>'
MORAG = {"email": "morag@example.org"}


@pytest.fixture
def award(badge: Json) -> Json:
    """A badge with all that 2.0 needs, awarded in the past: the validator goes by the clock."""
    badge["credentialSubject"]["achievement"]["image"] = {"id": IMAGE, "type": "Image"}
    badge["validFrom"] = badge["awardedDate"] = "2024-05-01T09:30:00Z"
    badge["validUntil"] = "2124-05-01T09:30:00Z"
    return badge


def hosted(award: Json, **addresses: str) -> dict[str, Json]:
    asked = {"assertion": ASSERTION, "badge": BADGE, "issuer": ISSUER, **addresses}
    return hosted_documents(award, **asked, issuer_email="badges@college.example")


@dataclass
class Validator:
    """1EdTech's, with a web that holds the documents of one award and its image, nothing else."""

    png: bytes
    ask: Callable[..., Any]

    def reports(
        self, *awards: dict[str, Json], recipient: Json = MORAG, baked: Sequence[bytes] = ()
    ) -> list[Json]:
        """What it says of the assertion that comes first in each of `awards`.

        With `baked` it is given these images, one for each of `awards`, and no address.
        """
        image = base64.b64encode(self.png).decode()
        asked = [
            {
                "assertion": next(iter(documents)),
                "documents": documents,
                "images": {IMAGE: image},
                "recipient": recipient,
                "baked": base64.b64encode(carrier).decode() if carrier else None,
            }
            for documents, carrier in zip(awards, baked or [b""] * len(awards), strict=True)
        ]
        found: list[Json] = self.ask("openbadges_peer.py", asked=asked)
        assert len(found) == len(awards)
        return found


@pytest.fixture
def validator(png: bytes, peer: Callable[..., Any]) -> Validator:
    return Validator(png, peer)


def test_an_award_as_hosted_2_0_is_valid_there_without_a_warning_and_for_its_recipient(
    validator: Validator, award: Json
) -> None:
    (found,) = validator.reports(hosted(award))

    assert found["messages"] == []
    assert found["valid"] is True
    assert found["openBadgesVersion"] == "2.0"
    assert found["validationSubject"] == ASSERTION
    assert found["recipientProfile"] == MORAG


def test_an_award_baked_as_2_0_is_found_in_its_image_there(
    validator: Validator, award: Json, png: bytes
) -> None:
    documents = hosted(award)
    text = json.dumps(documents[ASSERTION])
    another = json.dumps({**documents[ASSERTION], "id": f"{ORIGIN}/2.0/an0ther"})

    *found, other_png, other_svg = validator.reports(
        *[documents] * 4,
        baked=[
            bake_png(png, text),
            bake_svg(SVG, text),
            bake_png(png, another),
            bake_svg(SVG, another),
        ],
    )

    for each in found:
        assert each["messages"] == []
        assert each["validationSubject"] == ASSERTION
    assert not other_png["valid"]
    assert not other_svg["valid"]


def test_an_award_with_nothing_but_what_2_0_needs_is_valid_there_too(
    validator: Validator, award: Json
) -> None:
    for holder, member in (
        (award, "validUntil"),
        (award, "awardedDate"),
        (award["credentialSubject"]["achievement"], "alignment"),
        (award["credentialSubject"]["identifier"][0], "salt"),
    ):
        del holder[member]
    plain = award["credentialSubject"]["identifier"][0]
    plain |= {"hashed": False, "identityHash": MORAG["email"]}

    (found,) = validator.reports(hosted(award))

    assert found["messages"] == []
    assert found["valid"] is True


def test_an_award_to_somebody_else_is_not_valid_for_another_person_there(
    validator: Validator, award: Json
) -> None:
    (found,) = validator.reports(hosted(award), recipient={"email": "else@example.org"})

    assert [each["name"] for each in found["messages"]] == ["VERIFY_RECIPIENT_IDENTIFIER"]
    assert found["valid"] is False


def test_an_assertion_away_from_its_issuer_is_not_valid_there(
    validator: Validator, award: Json
) -> None:
    (found,) = validator.reports(hosted(award, assertion="https://elsewhere.example/2.0/assertion"))

    assert [each["name"] for each in found["messages"]] == ["HOSTED_ID_IN_VERIFICATION_SCOPE"]
    assert found["valid"] is False


def test_without_any_one_of_its_parts_it_is_not_valid_there(
    validator: Validator, award: Json
) -> None:
    # It finds the types of what an assertion links to by itself, and asks for no email.
    needed = {
        ASSERTION: ["type", "recipient", "badge", "verification", "issuedOn"],
        BADGE: ["name", "description", "image", "criteria", "issuer"],
        ISSUER: ["name", "url"],
    }
    left_out = [(address, member) for address, members in needed.items() for member in members]
    damaged = []
    for address, member in left_out:
        documents = hosted(award)
        del documents[address][member]
        damaged.append(documents)

    found = validator.reports(*damaged)

    assert [place for place, each in zip(left_out, found, strict=True) if each["valid"]] == []


def test_a_damaged_one_is_not_valid_there(validator: Validator, award: Json) -> None:
    changes: list[tuple[str, Json]] = [
        (ASSERTION, {"type": "Asserti0n"}),
        (ASSERTION, {"badge": f"{ORIGIN}/2.0/bad9e"}),
        (ASSERTION, {"issuedOn": "2124-05-01T09:30:00Z"}),
        (ASSERTION, {"expires": "2024-05-02T09:30:00Z"}),
        (ASSERTION, {"expires": "2024-05-01T09:3O:00Z"}),
        (ASSERTION, {"recipient": {"type": "email", "hashed": True, "identity": "sha256$38a66"}}),
        (BADGE, {"image": f"{ORIGIN}/1eading.png"}),
        (BADGE, {"issuer": f"{ORIGIN}/2.0/1ssuer"}),
        (ISSUER, {"id": f"{ORIGIN}/2.0/1ssuer"}),
        (ISSUER, {"url": "badges.example"}),
    ]
    damaged = []
    for address, change in changes:
        documents = hosted(award)
        documents[address] |= change
        damaged.append(documents)

    found = validator.reports(*damaged)

    assert [change for change, each in zip(changes, found, strict=True) if each["valid"]] == []
