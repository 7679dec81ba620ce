"""A pytest plugin: without DATABASE_URL, tests run on a throw-away embedded PostgreSQL."""

import contextlib
import os
from collections.abc import Iterator

import pytest

from kenspeckle.machine.postgres import throw_away

_open = contextlib.ExitStack()


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Iterator[None]:
    """Start the server before Django's settings are read."""
    if not os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = _open.enter_context(throw_away()).url
    return (yield)


def pytest_unconfigure() -> None:
    """Stop the server after the last test."""
    _open.close()
