"""Pages kept for visitors who are not signed in: right for everyone, and right to the second."""

import asyncio
import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from asgiref.sync import async_to_sync, sync_to_async
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client

from kenspeckle.catalogue.models import Badge, BadgeVersion
from kenspeckle.front.answers import Answer
from kenspeckle.front.application import Front
from kenspeckle.front.environ import environ
from kenspeckle.front.pages import SEEN, Edition, Kept, Key, Pages, Shelf, next_change
from kenspeckle.front.tests.asking import Asked, Headers, fetch
from kenspeckle.kernel.demands import Lane
from tests import factories as make

pytestmark = pytest.mark.django_db(transaction=True)

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Visits:
    """A front whose threads are the test's own, and how often Django was asked."""

    def __init__(self) -> None:
        self.django = WSGIHandler()
        self.made = 0
        self.pages = Pages(fetch)

    def get(self, path: str, **headers: str) -> Answer:
        """Return what a visitor gets, as `Front` has it made."""
        steps, _, query = path.partition("?")
        given = [("host", "localhost"), *headers.items()]
        scope = Asked(steps, query_string=query, headers=Headers(given))

        async def visit() -> Answer:
            front = Front(self._ask, threads=1, long_threads=1, pages=self.pages)
            front.threads.run = _here  # type: ignore[method-assign]
            return await front._answer(scope, NoBody())  # type: ignore[arg-type]

        return async_to_sync(visit)()

    def _ask(self, given: dict[str, Any], start: Any) -> Any:
        self.made += 1
        return self.django(given, start)


class NoBody:
    """A visitor who sends nothing."""

    def __aiter__(self) -> "NoBody":
        return self

    async def __anext__(self) -> bytes:
        raise StopAsyncIteration

    async def client_disconnect(self) -> None:
        await asyncio.Event().wait()


_lanes: list[Lane] = []


async def _here(lane: Lane, work: Any, *, gone: object) -> Any:
    _lanes.append(lane)
    return await sync_to_async(work)()


@pytest.fixture
def version() -> BadgeVersion:
    return make.badge()


def pages_of(version: BadgeVersion) -> list[str]:
    badge, issuer = version.badge, version.badge.issuer
    return [
        "/",
        "/badges/",
        "/badges/?q=care",
        f"/badges/{badge.slug}/",
        f"/badges/{badge.slug}/versions/1",
        f"/issuers/{issuer.slug}",
        "/standards/",
    ]


def test_a_page_is_made_once_and_is_what_django_makes_of_it(version: BadgeVersion) -> None:
    for path in pages_of(version):
        visits = Visits()
        djangos = Client().get(path, headers={"accept": "text/html"})

        first = visits.get(path, accept="text/html")
        second = visits.get(path, accept="text/html", cookie="csrftoken=x; other=y")

        assert visits.made == 1, path
        for answer in (first, second):
            assert (answer.status, answer.body) == (200, djangos.content), path
            assert dict(answer.headers) == {
                name.lower(): value for name, value in djangos.headers.items()
            }, path


def test_nothing_of_a_visitor_is_on_a_page_that_others_get(version: BadgeVersion) -> None:
    for path in pages_of(version):
        visits = Visits()
        page = visits.get(path, cookie="csrftoken=" + "a" * 32, referer="https://secret.example/")

        assert isinstance(page.body, bytes)
        assert b"csrfmiddlewaretoken" not in page.body, path
        assert b"secret.example" not in page.body, path
        assert "set-cookie" not in dict(page.headers), path


def test_who_is_signed_in_or_is_told_something_gets_a_page_of_their_own(
    version: BadgeVersion,
) -> None:
    visits = Visits()
    path = f"/badges/{version.badge.slug}/"
    visits.get(path)

    visits.get(path, cookie="sessionid=abc")
    visits.get(path, cookie="messages=abc")
    visits.get(path, authorization="Basic eDp5")

    assert visits.made == 4
    client = Client()
    client.force_login(make.person("Morag Demo"))
    session = client.cookies["sessionid"].value
    mine = visits.get(path, cookie=f"sessionid={session}")
    assert isinstance(mine.body, bytes)
    assert b"Morag Demo" in mine.body
    after = visits.get(path)
    assert isinstance(after.body, bytes)
    assert b"Morag Demo" not in after.body


def test_documents_and_pages_at_one_address_are_kept_apart(version: BadgeVersion) -> None:
    visits = Visits()
    path = f"/badges/{version.badge.slug}/versions/1"

    page = visits.get(path, accept="text/html")
    document = visits.get(path, accept="application/json")

    assert dict(page.headers)["content-type"].startswith("text/html")
    assert dict(document.headers)["content-type"] == "application/ld+json"


def test_a_page_that_is_made_for_all_goes_first_and_a_search_does_not() -> None:
    visits = Visits()
    _lanes.clear()

    visits.get("/badges/")
    visits.get("/badges/?q=care")
    visits.get("/badges/", cookie="sessionid=abc")

    assert _lanes == [Lane.FIRST, Lane.VISITOR, Lane.MEMBER]


def test_an_address_that_leads_nowhere_is_not_kept() -> None:
    visits = Visits()

    assert visits.get("/badges/nothing/").status == 404
    assert visits.get("/badges/nothing/").status == 404
    assert visits.made == 2


def test_a_publication_changes_the_page_at_once(version: BadgeVersion) -> None:
    visits = Visits()
    path = f"/badges/{version.badge.slug}/"
    before = visits.get(path)

    Badge.objects.filter(pk=version.badge_id).update(closed_on=date(2020, 1, 1))
    after = visits.get(path)

    assert isinstance(before.body, bytes)
    assert isinstance(after.body, bytes)
    assert b"Closed on" not in before.body
    assert b"Closed on 1 January 2020" in after.body
    assert visits.made == 2


def test_a_date_changes_the_page_at_midnight_in_london(version: BadgeVersion) -> None:
    visits = Visits()
    path = f"/badges/{version.badge.slug}/"
    Badge.objects.filter(pk=version.badge_id).update(closed_on=date(2026, 7, 2))
    # London is an hour ahead of UTC in summer.
    midnight = datetime(2026, 7, 1, 23, tzinfo=UTC)

    with time_machine.travel(midnight - timedelta(seconds=1), tick=False):
        before = visits.get(path)
        visits.get(path)
    with time_machine.travel(midnight, tick=False):
        after = visits.get(path)

    assert isinstance(before.body, bytes)
    assert isinstance(after.body, bytes)
    assert b"Closed on" not in before.body
    assert b"Closed on 2 July 2026" in after.body
    assert visits.made == 2


def test_pages_take_a_bounded_room() -> None:
    shelf = Shelf(room=1000)
    edition = Edition(1, NOON + timedelta(hours=1))

    def key(number: int) -> Key:
        return Key("localhost", False, True, "/badges/", f"q={number}")

    for number in range(100):
        shelf.put(key(number), Kept(Answer(200, []), edition, 100))
        shelf.get(key(0), 1, NOON)

    assert shelf.taken == 1000
    assert shelf.get(key(0), 1, NOON) is not None
    assert shelf.get(key(50), 1, NOON) is None
    assert shelf.get(key(99), 1, NOON) is not None


def test_many_who_ask_at_once_have_the_page_made_once(version: BadgeVersion) -> None:
    pages = Pages(fetch)
    key = Key("localhost", False, True, "/", "")
    page = Answer(200, [("content-type", "text/html")], b"page")

    async def play() -> list[Answer | None]:
        none, edition = await pages.find(key)
        assert none is None
        assert edition is not None
        waiting = [asyncio.ensure_future(pages.find(key)) for _ in range(20)]
        await asyncio.sleep(0.1)
        pages.keep(key, page, edition)
        pages.made(key)
        return [found for found, _ in await asyncio.gather(*waiting)]

    assert async_to_sync(play)() == [page] * 20


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (datetime(2026, 7, 1, 22, 59, 59, tzinfo=UTC), datetime(2026, 7, 1, 23, tzinfo=UTC)),
        (datetime(2026, 7, 1, 23, tzinfo=UTC), datetime(2026, 7, 2, 23, tzinfo=UTC)),
        (datetime(2026, 10, 24, 23, 30, tzinfo=UTC), datetime(2026, 10, 26, 0, tzinfo=UTC)),
    ],
)
def test_pages_change_at_midnight_in_london(at: datetime, expected: datetime) -> None:
    assert next_change(at) == expected


def test_a_page_for_all_is_asked_without_what_is_the_visitors() -> None:
    scope = Asked(
        "/", headers=Headers([("host", "localhost"), ("cookie", "a=1"), ("user-agent", "x")])
    )

    given = environ(scope, io.BytesIO(), 0, only=SEEN)

    assert "HTTP_COOKIE" not in given
    assert "HTTP_USER_AGENT" not in given
    assert given["HTTP_HOST"] == "localhost"
