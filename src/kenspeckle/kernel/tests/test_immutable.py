"""Frozen rows: PostgreSQL refuses what a migration did not allow."""

import pytest
from django.db import InternalError, connection, transaction
from django.db.migrations import RunSQL
from django.db.utils import IntegrityError

from kenspeckle.kernel.immutable import erasable, forbid

pytestmark = pytest.mark.django_db


@pytest.fixture
def table() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE paper (id int, text text, seen boolean, erased_at timestamptz, "
            "erased_because text)"
        )
        cursor.execute("INSERT INTO paper VALUES (1, 'words', false)")
    return "paper"


def _run(step: RunSQL) -> None:
    assert isinstance(step.sql, str)
    with connection.cursor() as cursor:
        cursor.execute(step.sql)


def _refused(sql: str) -> None:
    with (
        pytest.raises((InternalError, IntegrityError), match="written once and kept"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def _allowed(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


TOMBSTONE = "UPDATE paper SET text = NULL, erased_at = now(), erased_because = 'asked'"


def test_every_column_is_frozen_but_those_named(table: str) -> None:
    _run(forbid(table, but=("seen",)))

    _allowed("UPDATE paper SET seen = true")
    _refused("UPDATE paper SET text = 'others'")
    _refused("UPDATE paper SET seen = false, id = 2")
    _refused("DELETE FROM paper")
    _allowed("ALTER TABLE paper ADD COLUMN later int")
    _refused("UPDATE paper SET later = 1")


def test_an_erasure_leaves_one_dated_tombstone_and_changes_nothing_else(table: str) -> None:
    _run(erasable(table, "text", but=("seen",)))

    _allowed("UPDATE paper SET seen = true")
    _refused("UPDATE paper SET text = 'others'")
    _refused("UPDATE paper SET text = NULL")
    _refused("UPDATE paper SET erased_at = now(), erased_because = 'asked'")
    _refused(f"{TOMBSTONE}, id = 2")
    _refused("DELETE FROM paper")
    _allowed(TOMBSTONE)
    _refused("UPDATE paper SET erased_because = 'another reason'")
    _refused("UPDATE paper SET text = 'back', erased_at = NULL, erased_because = NULL")
    _allowed("UPDATE paper SET seen = false")
