"""The table of public addresses: URL, route and the answer in this process are one."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import resolve
from openbadges3.did import did_web_url
from openbadges3.errors import DocumentUnavailable
from pytest_django import Settings

from kenspeckle.awards import operations
from kenspeckle.awards.addresses import OtherAddress, check_public_address
from kenspeckle.awards.documents import TABLE, Entry, OwnDocuments
from kenspeckle.awards.models import Award
from kenspeckle.checking.verification import check
from kenspeckle.organisations.identity import issuer_did
from kenspeckle.organisations.models import Organisation, Role
from tests import factories as make
from tests.factories import NOON

pytestmark = pytest.mark.django_db
ELSEWHERE = "https://badges.orchard.example/open"


@pytest.fixture(params=["", ELSEWHERE], ids=["installation's base", "issuer's base"])
def award(request: pytest.FixtureRequest, tmp_path: Path) -> Award:
    """An award that is shared with its evidence, by an issuer with or without a base of its own."""
    issuer = make.issuer(base_url=request.param)
    assessor = make.member(issuer, Role.ASSESSOR)
    award = make.signed(
        make.awarded(make.person(), make.badge(issuer), assessor), make.key_store(tmp_path)
    )
    operations.share(award_uid=award.uid, holder=award.person, shared=True, at=NOON)
    operations.share_evidence(
        award_uid=award.uid, holder=award.person, positions=frozenset({1}), at=NOON
    )
    return award


def values(award: Award, entry: Entry) -> dict[str, Any]:
    """What the address takes, for this award."""
    of_issuer = {
        "slug": award.issuer.slug,
        "number": 1,
        "multibase": award.issuer.keys.get(kind="P-256").multibase,
    }
    of_badge = {"slug": award.badge.slug, "number": 1}
    of_award = {"uid": award.uid, "position": 1}
    is_badge = entry.address.route.startswith("catalogue:")
    every = {**of_award, **(of_badge if is_badge else of_issuer)}
    return {name: every[name] for name in every if f":{name}>" in entry.address.pattern}


@pytest.mark.parametrize("entry", TABLE, ids=[entry.address.route for entry in TABLE])
def test_each_address_leads_to_its_route_and_is_answered_here_as_over_http(
    award: Award, client: Client, entry: Entry
) -> None:
    takes = values(award, entry)
    url = entry.address.url(award.issuer, **takes)
    base = award.issuer.base_url or "http://localhost:8000"
    path = url.removeprefix(base)

    assert url != path
    match = resolve(path)
    assert match.view_name == entry.address.route
    assert takes.items() <= match.kwargs.items()
    answer = client.get(path, headers={"accept": "*/*"})
    here = OwnDocuments().fetch(url)
    assert answer.status_code == 200
    assert (here.content, here.content_type) == (answer.content, answer["Content-Type"])


def test_a_did_is_answered_with_the_document_at_its_address(award: Award) -> None:
    did = issuer_did(award.issuer)

    assert OwnDocuments().fetch(did).content == OwnDocuments().fetch(did_web_url(did)).content


def test_an_award_of_an_issuer_with_a_base_of_its_own_verifies(award: Award) -> None:
    signed = award.credential.document

    assert check(bytes(signed.signed or b""), at=NOON).outcome == "good"
    assert check(signed.jwt or "", at=NOON).outcome == "good"
    if award.issuer.base_url:
        assert issuer_did(award.issuer).startswith("did:web:badges.orchard.example:open:issuers:")


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost:8000",
        "http://localhost:8000/",
        "http://localhost:8000/issuers/nobody",
        "http://localhost:8000/status/nobody/99999999999999999999",
        "http://localhost:8000//issuers/nobody/did.json",
        "http://localhost:8000/credentials/not-a-uid",
        "http://localhost:8001/verify",
        "did:web:localhost%3A8000:issuers:nobody",
        "did:web:",
        "did:key:z6Mk",
        "https://[",
        "https://elsewhere.example/\x00",
    ],
)
def test_other_addresses_are_not_ours(url: str) -> None:
    with pytest.raises(DocumentUnavailable):
        OwnDocuments().fetch(url)


def test_an_issuer_that_publishes_where_we_do_not_answer_is_named(settings: Settings) -> None:
    make.issuer(base_url=ELSEWHERE, name="The Orchard")

    with pytest.raises(OtherAddress, match=r"The Orchard publishes under .* KENSPECKLE_ALSO_AT"):
        check_public_address()

    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, "badges.orchard.example"]
    check_public_address()


def test_the_base_of_an_issuer_stays_what_its_awards_name(award: Award, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["localhost", "badges.orchard.example", "new.example"]
    check_public_address()

    Organisation.objects.filter(pk=award.issuer_id).update(base_url="https://new.example")

    with pytest.raises(OtherAddress, match=r"Set `base_url` of issuer-\d+ back to http"):
        check_public_address()
