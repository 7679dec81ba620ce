"""The word of openbadgeslib (PyPI) on badges of ours, and badges of both versions that it signs."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from openbadges3 import (
    InMemoryDocuments,
    SigningKey,
    StatusList,
    bake_png,
    bake_svg,
    did_document,
    did_key,
    examine,
    issue,
    issue_jwt,
    status_list_document,
    unbake,
)
from openbadges3.encoding import base64url_decode, base64url_encode
from openbadges3.hosted2 import hosted_documents

Json = dict[str, Any]
DID = "did:web:badges.example:issuers:college"
DID_ADDRESS = "https://badges.example/issuers/college/did.json"
LIST = "https://badges.example/status/college/1"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><circle r="1"/></svg>'
ORIGIN = "https://badges.example"
HOSTED, BADGE, ISSUER = (f"{ORIGIN}/2.0/{name}" for name in ("assertion", "badge", "issuer"))
THEIRS = "https://theirs.example"
MORAG = "morag@example.org"


def with_a_changed_character(badge: str) -> str:
    """`badge`, JSON or JWT, with one letter of its badge's description changed (2.0: of its salt)."""
    if badge.startswith("{"):
        changed = badge.replace("a small team", "a smell team").replace('"pepper"', '"popper"')
        assert changed != badge
        return changed
    head, body, tail = badge.split(".")
    text = with_a_changed_character(base64url_decode(body).decode())
    return f"{head}.{base64url_encode(text.encode())}.{tail}"


@dataclass
class College:
    """An issuer with a key of each kind, which it publishes, and a status list as a JWT."""

    keys: dict[str, SigningKey]
    ask: Callable[..., Any]

    def method(self, kind: str) -> str:
        return f"{DID}#{self.keys[kind].public.multibase}"

    def sign(self, badge: Json) -> str:
        key, method = self.keys["Ed25519"], self.method("Ed25519")
        created = datetime(2024, 5, 1, 9, 30, tzinfo=UTC)
        return json.dumps(issue(badge, key=key, verification_method=method, created=created))

    def sign_jwt(self, badge: Json, kind: str) -> str:
        return issue_jwt(badge, key=self.keys[kind], kid=self.method(kind))

    def published(
        self, *, revoked: bool = False, keys: dict[str, SigningKey] | None = None
    ) -> Json:
        statuses = StatusList()
        statuses.set(4711, revoked)
        listed = status_list_document(
            id=LIST,
            issuer=DID,
            purpose="revocation",
            encoded=statuses.encoded(),
            valid_from=datetime(2024, 5, 1, tzinfo=UTC),
            valid_until=datetime(2124, 5, 1, tzinfo=UTC),
            ttl_ms=600_000,
        )
        public = [key.public for key in (keys or self.keys).values()]
        return {
            DID_ADDRESS: json.dumps(did_document(DID, public, assertion=public)),
            LIST: self.sign_jwt(listed, "Ed25519"),
        }

    def refusals(self, *asked: Json) -> list[dict[str, str | None]]:
        """Why openbadgeslib refuses each badge of each of `asked`; None where it accepts it."""
        found: list[dict[str, str | None]] = self.ask(
            "openbadgeslib_peer.py", "verify", asked=list(asked)
        )
        assert [list(each) for each in found] == [list(each["badges"]) for each in asked]
        return found


def about(
    web: Json,
    badges: dict[str, str | bytes],
    *,
    version: str = "3.0",
    issuer: str = DID,
    recipient: str | None = None,
) -> Json:
    """What openbadgeslib is asked about `badges`, when its whole web is `web`."""
    contents = {
        name: each if isinstance(each, bytes) else each.encode() for name, each in badges.items()
    }
    return {
        "web": web,
        "badges": {name: base64.b64encode(each).decode() for name, each in contents.items()},
        "version": version,
        "issuer": issuer,
        "recipient": recipient,
    }


@pytest.fixture(scope="module")
def college(peer: Callable[..., Any]) -> College:
    keys = {
        "Ed25519": SigningKey.generate("Ed25519"),
        "P-256": SigningKey.generate("P-256"),
        "RSA": SigningKey.generate("RSA"),
    }
    return College(keys, peer)


@pytest.fixture
def award(badge: Json) -> Json:
    """A badge of 2024, since openbadgeslib goes by the clock, for somebody with a DID."""
    badge["validFrom"] = badge["awardedDate"] = "2024-05-01T09:30:00Z"
    badge["credentialSubject"]["id"] = "did:example:morag"
    return badge


@pytest.fixture
def forms(college: College, award: Json, png: bytes) -> dict[str, str | bytes]:
    """One award in every form in which it can be issued."""
    signed, jwt = college.sign(award), college.sign_jwt(award, "P-256")
    return {
        "proof": signed,
        "proof in PNG": bake_png(png, signed),
        "proof in SVG": bake_svg(SVG, signed),
        **{f"JWT {kind}": college.sign_jwt(award, kind) for kind in college.keys},
        "JWT in PNG": bake_png(png, jwt),
        "JWT in SVG": bake_svg(SVG, jwt),
    }


def test_our_award_is_accepted_there_in_every_form(
    college: College, forms: dict[str, str | bytes]
) -> None:
    asked = about(college.published(), forms, recipient="did:example:morag")

    assert college.refusals(asked) == [dict.fromkeys(forms)]


def test_our_award_of_a_did_key_is_accepted_there(college: College, award: Json) -> None:
    key = college.keys["Ed25519"]
    did = did_key(key.public)
    award["issuer"]["id"] = did
    del award["credentialStatus"]
    created = datetime(2024, 5, 1, 9, 30, tzinfo=UTC)
    method = f"{did}#{key.public.multibase}"
    forms: dict[str, str | bytes] = {
        "proof": json.dumps(issue(award, key=key, verification_method=method, created=created)),
        "JWT": issue_jwt(award, key=key, kid=method),
    }

    assert college.refusals(about({}, forms, issuer=did)) == [dict.fromkeys(forms)]


def test_our_award_is_refused_there_when_changed_revoked_expired_or_by_another_key(
    college: College, award: Json, png: bytes, forms: dict[str, str | bytes]
) -> None:
    bare = {name: form for name, form in forms.items() if isinstance(form, str)}
    changed = {name: with_a_changed_character(form) for name, form in bare.items()}
    ended = {**award, "validUntil": "2024-06-01T09:30:00Z"}
    others = {kind: SigningKey.generate(key.kind) for kind, key in college.keys.items()}
    # The names of the methods stay; what stands under them does not.
    renamed = json.loads(college.published(keys=others)[DID_ADDRESS])
    for method, kind in zip(renamed["verificationMethod"], college.keys, strict=True):
        method["id"] = college.method(kind)
    renamed["assertionMethod"] = [method["id"] for method in renamed["verificationMethod"]]

    web = college.published()
    damaged: dict[str, str | bytes] = {
        **changed,
        "proof in PNG": bake_png(png, changed["proof"]),
        "proof in SVG": bake_svg(SVG, changed["proof"]),
    }
    over: dict[str, str | bytes] = {
        "proof": college.sign(ended),
        "JWT": college.sign_jwt(ended, "P-256"),
    }
    asked = {
        "changed": about(web, damaged),
        "expired": about(web, over),
        "revoked": about(college.published(revoked=True), forms),
        "another key": about({**web, DID_ADDRESS: json.dumps(renamed)}, forms),
        "somebody else's": about(web, forms, recipient="did:example:else"),
    }

    groups = dict(zip(asked, college.refusals(*asked.values()), strict=True))

    accepted = [
        (group, name) for group, found in groups.items() for name in found if found[name] is None
    ]
    assert accepted == []
    assert all("status 'revocation' is set" in str(why) for why in groups["revoked"].values())
    assert all("expired" in str(why) for why in groups["expired"].values())


def test_our_award_as_hosted_2_0_is_accepted_there_bare_and_baked(
    college: College, award: Json, png: bytes
) -> None:
    award["credentialSubject"]["achievement"]["image"] = {"id": f"{ORIGIN}/x.png", "type": "Image"}
    documents = hosted_documents(
        award, assertion=HOSTED, badge=BADGE, issuer=ISSUER, issuer_email="badges@college.example"
    )
    web = {address: json.dumps(document) for address, document in documents.items()}
    # In an SVG it looks for signed badges of 2.0 only.
    forms: dict[str, str | bytes] = {"bare": web[HOSTED], "PNG": bake_png(png, web[HOSTED])}

    elsewhere = {
        **web,
        BADGE: web[BADGE].replace(ISSUER, f"{THEIRS}/issuer"),
        f"{THEIRS}/issuer": web[ISSUER].replace(ISSUER, f"{THEIRS}/issuer"),
    }
    changed: dict[str, str | bytes] = {"bare": with_a_changed_character(web[HOSTED])}

    found, *refused = college.refusals(
        about(web, forms, version="2.0", recipient=MORAG),
        about(web, forms, version="2.0", recipient="else@example.org"),
        about({**web, HOSTED: ""}, forms, version="2.0"),
        about(elsewhere, forms, version="2.0"),
        about(web, changed, version="2.0"),
    )

    assert found == dict.fromkeys(forms)
    assert not any(None in each.values() for each in refused)


@dataclass
class Signed:
    """What openbadgeslib signed: badges by name, and the web that it needs."""

    web: dict[str, str]
    badges: dict[str, bytes]

    def outcome(self, badge: bytes | str, web: Json | None = None, email: str = MORAG) -> str:
        documents = InMemoryDocuments(self.web if web is None else web)
        now = datetime.now(UTC)
        return examine(badge, documents=documents, at=now, email=email).outcome


@pytest.fixture(scope="module")
def theirs(peer: Callable[..., Any], png: bytes) -> Signed:
    images = {name: base64.b64encode(data).decode() for name, data in (("png", png), ("svg", SVG))}
    made = peer("openbadgeslib_peer.py", "sign", asked=images)
    badges = {name: base64.b64decode(badge) for name, badge in made["badges"].items()}
    return Signed(made["web"], badges)


def test_what_they_signed_is_accepted_here_and_what_they_revoked_or_let_end_is_not(
    theirs: Signed,
) -> None:
    found = {name: theirs.outcome(badge) for name, badge in theirs.badges.items()}

    # The warning says that 3.0 has replaced 2.0.
    expected = {name: "good" if name.startswith("3.0") else "warning" for name in theirs.badges}
    ended = ("revoked", "expired")
    assert found == {
        name: "bad" if name.endswith(ended) else outcome for name, outcome in expected.items()
    }
    assert len([name for name in found if name.endswith(ended)]) == 5
    assert len(found) == 20


def test_what_they_signed_for_one_person_is_refused_here_for_another(theirs: Signed) -> None:
    found = {theirs.outcome(badge, email="else@example.org") for badge in theirs.badges.values()}

    assert found == {"bad"}


def test_what_they_signed_is_refused_here_when_changed_or_by_another_key(
    theirs: Signed, peer: Callable[..., Any], png: bytes
) -> None:
    images = {name: base64.b64encode(data).decode() for name, data in (("png", png), ("svg", SVG))}
    # Another run has other keys and lists, at the same addresses and under the same names.
    other_web = peer("openbadgeslib_peer.py", "sign", asked=images)["web"]
    assert other_web.keys() == theirs.web.keys()

    for name, badge in theirs.badges.items():
        text = unbake(badge) if name.endswith(("png", "svg")) else badge.decode()
        assert theirs.outcome(with_a_changed_character(text)) == "bad" or name == "2.0 hosted", name
        if name not in {"3.0 proof did:key", "2.0 hosted"}:
            assert theirs.outcome(badge, web=other_web) == "bad", name


def test_what_counts_of_a_hosted_badge_of_theirs_is_what_its_address_answers(
    theirs: Signed,
) -> None:
    badge = theirs.badges["2.0 hosted"].decode()
    address = json.loads(badge)["id"]
    changed = with_a_changed_character(badge)

    assert theirs.outcome(changed) == "warning"
    assert theirs.outcome(badge, web={**theirs.web, address: changed}) == "bad"
    assert theirs.outcome(badge, web={**theirs.web, address: None}) == "unknown"
