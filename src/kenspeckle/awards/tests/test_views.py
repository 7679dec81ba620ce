"""What public addresses answer, byte for byte and header for header."""

import json
from pathlib import Path

import pytest
from django.test import Client
from openbadges3.encoding import sha256_multibase

from kenspeckle.awards import operations
from kenspeckle.awards.models import Award
from kenspeckle.organisations.models import Role
from tests import factories as make
from tests.factories import NOON

pytestmark = pytest.mark.django_db

MACHINE = {"accept": "application/vc+ld+json"}
BROWSER = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


@pytest.fixture
def shared(tmp_path: Path) -> Award:
    version = make.badge()
    assessor = make.member(version.badge.issuer, Role.ASSESSOR)
    award = make.signed(make.awarded(make.person(), version, assessor), make.key_store(tmp_path))
    return operations.share(award_uid=award.uid, holder=award.person, shared=True, at=NOON)


def public_addresses(award: Award) -> dict[str, str]:
    """The addresses that every verifier may ask, with the type of their answers."""
    slug = award.issuer.slug
    key = award.issuer.keys.get(kind="P-256").multibase
    return {
        f"/issuers/{slug}/did.json": "application/did+json",
        f"/issuers/{slug}": "application/ld+json",
        f"/issuers/{slug}/keys/{key}": "application/jwk+json",
        f"/issuers/{slug}/image.svg": "image/svg+xml",
        f"/status/{slug}/1": "application/vc+ld+json",
    }


def test_public_documents_are_open_typed_and_cacheable(shared: Award, client: Client) -> None:
    for address, content_type in public_addresses(shared).items():
        answer = client.get(address, headers=MACHINE)
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, content_type), address
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.headers["Cache-Control"].startswith("public, max-age=")
        assert "Set-Cookie" not in answer.headers

        again = client.get(address, headers={**MACHINE, "if-none-match": answer.headers["ETag"]})
        assert (again.status_code, again.content) == (304, b""), address
        assert again.headers["Access-Control-Allow-Origin"] == "*"
        assert client.get(address, headers={**MACHINE, "if-none-match": '"old"'}).status_code == 200


def test_they_are_open_before_anything_is_shared(shared: Award, client: Client) -> None:
    operations.share(award_uid=shared.uid, holder=shared.person, shared=False, at=NOON)

    for address in public_addresses(shared):
        assert client.get(address, headers=MACHINE).status_code == 200


def test_a_machine_gets_the_credential_and_a_browser_is_led_to_the_page(
    shared: Award, client: Client
) -> None:
    address = f"/credentials/{shared.uid}"

    document = client.get(address, headers=MACHINE)
    page = client.get(address, headers=BROWSER)

    assert document.content == bytes(shared.credential.document.signed or b"")
    assert document.headers["Content-Type"] == "application/vc+ld+json"
    assert document.headers["Access-Control-Allow-Origin"] == "*"
    assert {name.strip() for name in document.headers["Vary"].split(",")} >= {"Accept", "Cookie"}
    assert (page.status_code, page.headers["Location"]) == (303, f"/awards/{shared.uid}")
    assert client.get(address, headers={"accept": "*/*"}).content == document.content


@pytest.mark.parametrize(
    ("form", "content_type"),
    [
        ("jwt", "text/plain; charset=utf-8"),
        ("png", "image/png"),
        ("svg", "image/svg+xml"),
        ("pdf", "application/pdf"),
    ],
)
def test_each_form_of_the_credential_has_its_type(
    shared: Award, client: Client, form: str, content_type: str
) -> None:
    answer = client.get(f"/credentials/{shared.uid}.{form}")

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, content_type)
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_a_private_credential_is_never_kept_by_a_cache(shared: Award, client: Client) -> None:
    operations.share(award_uid=shared.uid, holder=shared.person, shared=False, at=NOON)
    client.force_login(shared.person)

    answer = client.get(f"/credentials/{shared.uid}", headers=MACHINE)

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_shared_evidence_is_served_as_the_bytes_that_the_credential_names(
    shared: Award, client: Client
) -> None:
    operations.share_evidence(
        award_uid=shared.uid, holder=shared.person, positions=frozenset({1}), at=NOON
    )
    stated = json.loads(bytes(shared.credential.document.signed or b""))["evidence"]

    answer = client.get(f"/awards/{shared.uid}/evidence/1")

    assert stated[0]["id"].endswith(f"/awards/{shared.uid}/evidence/1")
    assert stated[0]["digestMultibase"] == sha256_multibase(answer.content)
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert client.get(f"/awards/{shared.uid}/evidence/2").status_code == 404


def test_nothing_public_says_whose_session_it_was(shared: Award, client: Client) -> None:
    client.force_login(shared.person)

    for address in public_addresses(shared):
        answer = client.get(address, headers=MACHINE)
        assert "Set-Cookie" not in answer.headers
        assert shared.person.email not in answer.content.decode()
