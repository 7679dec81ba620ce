"""Lists take the same queries for one row and for three: the numbers stand here literally."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries, Settings

from kenspeckle.kernel.clock import now
from kenspeckle.organisations.models import Role
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demonstration(settings: Settings) -> None:
    """Without the second step, whose check is a query of its own."""
    settings.DEMONSTRATION = True


@pytest.mark.parametrize("count", [1, 3])
def test_the_queue(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    issuer = make.issuer()
    assessor = make.member(issuer, Role.ASSESSOR)
    for _ in range(count):
        make.submitted(make.person(), make.badge(issuer), now())
    client.force_login(assessor)

    with django_assert_num_queries(12):
        text = client.get("/assess/").content.decode()

    assert text.count("Due in 28 days") == count


@pytest.mark.parametrize("count", [1, 3])
def test_my_badges(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    issuer, holder = make.issuer(), make.person()
    assessor = make.member(issuer, Role.ASSESSOR)
    for number in range(count):
        make.awarded(holder, make.badge(issuer, name=f"Earned {number}"), assessor)
        make.submitted(holder, make.badge(issuer, name=f"Waiting {number}"), now())
    client.force_login(holder)

    with django_assert_num_queries(7):
        text = client.get("/my-badges/").content.decode()

    assert all(f"Earned {n}" in text and f"Waiting {n}" in text for n in range(count))


@pytest.mark.parametrize("count", [1, 3])
def test_awards_made(
    client: Client, count: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    issuer = make.issuer()
    assessor, lead = make.member(issuer, Role.ASSESSOR), make.member(issuer, Role.LEAD)
    for number in range(count):
        make.awarded(make.person(f"Holder {number}"), make.badge(issuer), assessor)
    client.force_login(lead)

    with django_assert_num_queries(7):
        text = client.get("/awards/").content.decode()

    assert all(f"Holder {number}" in text for number in range(count))
