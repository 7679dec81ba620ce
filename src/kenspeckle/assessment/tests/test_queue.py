"""The queue shows a page of what waits, however much that is."""

import pytest
from django.test import Client
from pytest_django import Settings

from kenspeckle.assessment import operations, queries
from kenspeckle.kernel.clock import now
from kenspeckle.organisations.models import Role
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _demonstration(settings: Settings) -> None:
    """Without the second step."""
    settings.DEMONSTRATION = True


def _page(client: Client, address: str) -> str:
    return " ".join(client.get(address).content.decode().split())


def test_a_long_queue_has_pages_with_ones_own_on_top(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "ROWS", 2)
    version = make.badge()
    assessor = make.member(version.badge.issuer, Role.ASSESSOR)
    names = ["First Demo", "Second Demo", "Third Demo", "Mine Demo"]
    waiting = [make.submitted(make.person(name), version, now()) for name in names]
    operations.take(application_uid=waiting[3].uid, assessor=assessor, at=now())
    client.force_login(assessor, backend="allauth.account.auth_backends.AuthenticationBackend")

    one = _page(client, "/assess/")
    two = _page(client, "/assess/?page=2")

    assert [name for name in names if name in one] == ["First Demo", "Second Demo", "Mine Demo"]
    assert one.index("Mine Demo") < one.index("First Demo") < one.index("Second Demo")
    assert [name for name in names if name in two.partition("ken-queue")[2]] == ["Third Demo"]
    assert "Four applications" in one
    assert "Four applications" in two


def test_figures_of_the_queue_have_an_end(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MOST", 2)
    version = make.badge()
    assessor = make.member(version.badge.issuer, Role.ASSESSOR)
    for _ in range(3):
        make.submitted(make.person(), version, now())
    client.force_login(assessor, backend="allauth.account.auth_backends.AuthenticationBackend")

    assert "More than two applications" in _page(client, "/assess/")
