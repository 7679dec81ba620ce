from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_november(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kenspeckle.home.views.now", lambda: make.NOON)


def test_this_months_badge_comes_first(client: Client, in_november: None) -> None:
    make.badge(name="October", opens_on=date(2026, 10, 1), closes_on=date(2026, 10, 31))
    make.badge(name="November", opens_on=date(2026, 11, 1), closes_on=date(2026, 11, 30))
    make.badge(name="Always open")

    response = client.get("/")

    assert response.context["month"].name == "November"
    assert "Open until 30 November 2026" in response.content.decode()


def test_a_closed_badge_is_never_this_months(client: Client, in_november: None) -> None:
    make.badge(
        opens_on=date(2026, 11, 1), closes_on=date(2026, 11, 30), closed_on=date(2026, 11, 20)
    )

    assert client.get("/").context["month"] is None


def test_the_front_page_of_an_empty_programme_stands(client: Client, in_november: None) -> None:
    response = client.get("/")

    assert response.status_code == 200
    assert "Recognition for what you learn" in response.content.decode()


def test_the_front_page_asks_the_database_as_often_for_three_badges_as_for_one(
    client: Client, in_november: None, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def open_badge() -> None:
        make.badge(series=make.series(), opens_on=date(2026, 11, 1), closes_on=date(2026, 11, 30))

    open_badge()
    with django_assert_num_queries(3):
        client.get("/")

    for _ in range(2):
        open_badge()
    with django_assert_num_queries(3):
        client.get("/")
