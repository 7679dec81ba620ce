"""Public documents answered before Django: as Django answers them, and no longer than it would."""

import asyncio
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client

from kenspeckle.awards import files, operations, signer
from kenspeckle.awards.copies import keep_form, path
from kenspeckle.awards.documents import TABLE
from kenspeckle.awards.models import Award
from kenspeckle.awards.promises import promises
from kenspeckle.catalogue.models import Badge
from kenspeckle.front.answers import Answer
from kenspeckle.front.database import Database
from kenspeckle.front.documents import Documents
from kenspeckle.front.tests.asking import ask, fetch
from kenspeckle.kernel.models import PublicCopy
from kenspeckle.kernel.publications import number
from kenspeckle.organisations.models import Role
from tests import factories as make
from tests.factories import NOON

pytestmark = pytest.mark.django_db

FORMS = ("json", "jwt", "png", "svg", "pdf")


@pytest.fixture
def documents() -> Documents:
    return Documents(fetch)


@pytest.fixture
def award(tmp_path: Path) -> Award:
    version = make.badge()
    assessor = make.member(version.badge.issuer, Role.ASSESSOR)
    made = make.signed(make.awarded(make.person(), version, assessor), make.key_store(tmp_path))
    return operations.share(award_uid=made.uid, holder=made.person, shared=True, at=NOON)


def addresses(award: Award) -> list[str]:
    """One address of every kind that the front answers."""
    slug, badge = award.issuer.slug, award.badge.slug
    key = award.issuer.keys.get(kind="P-256").multibase
    return [
        f"/issuers/{slug}",
        f"/issuers/{slug}/did.json",
        f"/issuers/{slug}/image.svg",
        f"/issuers/{slug}/keys/{key}",
        f"/status/{slug}/1",
        f"/badges/{badge}/versions/1",
        f"/badges/{badge}/versions/1/image.svg",
        f"/badges/{badge}/versions/1/image-small.svg",
        f"/badges/{badge}/versions/1/image.png",
        *(path(award, form) for form in FORMS),
    ]


def test_every_kind_of_address_is_among_them(award: Award) -> None:
    kinds = {
        entry.address.route
        for entry in TABLE
        for address in addresses(award)
        if entry.terms is not None and entry.address.read(address[1:]) is not None
    }

    assert kinds == {entry.address.route for entry in TABLE if entry.terms is not None}


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("accept", [None, "*/*", "application/json", "application/xml;q=0.5"])
def test_the_front_answers_what_django_answers(
    award: Award, documents: Documents, client: Client, method: str, accept: str | None
) -> None:
    headers = {"accept": accept} if accept else {}
    for address in addresses(award):
        client.get(address, headers=headers)  # whoever comes first has it kept
        djangos = client.generic(method, address, headers=headers)

        fronts = ask(documents, address, headers, method=method)

        assert djangos.status_code == 200, address
        assert fronts is not None, address
        assert fronts.status == djangos.status_code
        assert _headers(fronts) == {
            name.lower(): value for name, value in djangos.headers.items()
        }, address
        if method == "GET":
            assert fronts.body == djangos.content, address


def test_who_has_it_already_is_told_so_by_both(
    award: Award, documents: Documents, client: Client
) -> None:
    for address in addresses(award):
        etag = client.get(address).headers["ETag"]
        known = {"if-none-match": f'W/"x", {etag}'}
        djangos = client.get(address, headers=known)

        fronts = ask(documents, address, known)

        assert fronts is not None
        assert (fronts.status, fronts.body) == (djangos.status_code, djangos.content) == (304, b"")
        assert _headers(fronts) == {
            name.lower(): value
            for name, value in djangos.headers.items()
            if name != "Content-Length"
        }, address


@pytest.mark.parametrize(
    ("address", "headers", "method", "host"),
    [
        ("{json}?download", {}, "GET", "localhost"),
        ("{json}", {"accept": "text/html,*/*;q=0.8"}, "GET", "localhost"),
        ("{json}", {"accept": "text/*"}, "GET", "localhost"),
        ("{json}", {}, "POST", "localhost"),
        ("{json}", {}, "OPTIONS", "localhost"),
        ("{json}", {}, "GET", "elsewhere.example"),
        ("{json}", {"host": "localhost"}, "GET", "localhost"),
        ("{json}/", {}, "GET", "localhost"),
        ("/awards/{uid}", {}, "GET", "localhost"),
        ("/", {}, "GET", "localhost"),
    ],
)
def test_what_is_unusual_is_djangos_to_answer(
    award: Award,
    documents: Documents,
    address: str,
    headers: dict[str, str],
    method: str,
    host: str,
) -> None:
    given = address.format(json=path(award, "json"), uid=award.uid)

    assert ask(documents, given, headers, method=method, host=host) is None


def test_what_is_shared_is_answered_at_once_and_what_is_closed_no_more(
    award: Award, documents: Documents, client: Client
) -> None:
    for form in FORMS:
        client.get(path(award, form))
        assert ask(documents, path(award, form)) is not None

    operations.share(award_uid=award.uid, holder=award.person, shared=False, at=NOON)

    for form in FORMS:
        assert ask(documents, path(award, form)) is None
        assert client.get(path(award, form)).status_code == 404
        assert ask(documents, path(award, form)) is None
    assert not PublicCopy.objects.filter(about=f"award:{award.uid}").exists()

    operations.share(award_uid=award.uid, holder=award.person, shared=True, at=NOON)

    assert ask(documents, path(award, "json")) is not None


def test_the_holders_own_visit_to_a_closed_award_leaves_no_copy(
    award: Award, documents: Documents, client: Client
) -> None:
    operations.share(award_uid=award.uid, holder=award.person, shared=False, at=NOON)
    client.force_login(award.person)

    for form in FORMS:
        assert client.get(path(award, form)).status_code == 200
        assert ask(documents, path(award, form)) is None


def test_a_picture_that_was_being_made_while_its_award_was_closed_is_not_kept(
    award: Award, documents: Documents
) -> None:
    made = files.file_of(award, "png")
    operations.share(award_uid=award.uid, holder=award.person, shared=False, at=NOON)

    keep_form(award, "png", made, publication=number())

    assert ask(documents, path(award, "png")) is None


def test_pictures_of_an_award_that_is_revoked_are_made_anew(
    award: Award, documents: Documents, client: Client
) -> None:
    lead = make.member(award.issuer, Role.LEAD)
    for form in FORMS:
        client.get(path(award, form))

    operations.revoke(award_uid=award.uid, lead=lead, reason="mistake", note="A mistake.", at=NOON)

    assert ask(documents, path(award, "json")) is not None
    for form in ("png", "svg", "pdf"):
        assert ask(documents, path(award, form)) is None


def test_a_status_list_is_answered_as_it_was_signed_last(
    award: Award, documents: Documents, tmp_path: Path
) -> None:
    address = f"/status/{award.issuer.slug}/1"
    before = ask(documents, address)
    lead = make.member(award.issuer, Role.LEAD)
    operations.revoke(award_uid=award.uid, lead=lead, reason="mistake", note="A mistake.", at=NOON)

    signer.renew_status_list(
        status_list=award.credential.status_list_id, keys=make.key_store(tmp_path), at=NOON
    )
    after = ask(documents, address)

    assert before is not None
    assert after is not None
    assert before.body != after.body
    award.credential.status_list.refresh_from_db()
    document = award.credential.status_list.document
    assert document is not None
    assert after.body == bytes(document.signed or b"")


def test_what_stands_in_the_table_is_what_the_rows_say(award: Award, client: Client) -> None:
    (promise,) = [one for one in promises() if one.about is PublicCopy]
    for address in addresses(award):
        client.get(address)
    assert list(promise.broken(NOON)) == []

    PublicCopy.objects.filter(path=path(award, "jwt")).update(content=b"another")
    PublicCopy.objects.create(
        path=f"/issuers/{award.issuer.slug}/nothing", terms="did", content=b"", content_type="x"
    )

    assert sorted(promise.broken(NOON)) == [
        f"The public copy at /credentials/{award.uid}.jwt is not what stands there.",
        f"The public copy at /issuers/{award.issuer.slug}/nothing is of nothing.",
    ]


def test_a_shared_award_without_its_copy_is_told(award: Award) -> None:
    (promise,) = [one for one in promises() if one.about is PublicCopy]

    PublicCopy.objects.filter(path=path(award, "json")).delete()

    assert list(promise.broken(NOON)) == [f"Award {award.uid} is shared and has no public copy."]


@pytest.mark.django_db(transaction=True)
def test_over_connections_of_its_own_a_publication_makes_copies_old() -> None:
    version = make.badge()
    address = f"/badges/{version.badge.slug}/versions/1/image.svg"
    Client().get(address)

    def asked() -> Answer | None:
        async def once() -> Answer | None:
            from kenspeckle.front.tests.asking import Asked

            database = Database()
            try:
                return await Documents(database.fetch).answer(Asked(address))
            finally:
                await database.close()

        return asyncio.run(once())

    kept = asked()
    assert kept is not None
    assert kept.status == 200

    Badge.objects.filter(pk=version.badge_id).update(closed_on=NOON.date())

    assert asked() is None
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM kernel_publication")
        assert cursor.fetchone()[0] > 0


def _headers(answer: Answer) -> dict[str, str]:
    headers = dict(answer.headers)
    assert len(headers) == len(answer.headers)
    return headers
