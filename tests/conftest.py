"""Fixtures of the tests of the whole product."""

from collections.abc import Iterator
from http.cookies import SimpleCookie

import pytest
from django.db import transaction
from django.test import Client
from pytest_django import DjangoDbBlocker

from tests import world as worlds
from tests.world import World


@pytest.fixture(scope="module")
def world(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    """One world for all lines; each request is rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield worlds.build(tmp_path_factory.mktemp("keys"))
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def cookies(world: World) -> dict[str, SimpleCookie]:
    """The cookies of every visitor, signed in once."""
    found = {}
    for visitor, person in world.people.items():
        client = Client()
        if person:
            client.force_login(person)
        found[visitor] = client.cookies
    return found
