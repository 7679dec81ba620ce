"""An outage is said in words, with the status that tells machines to come back."""

import errno
from pathlib import Path

import psycopg
import pytest
from django.db import DataError, OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from pytest_django import Settings

from kenspeckle.config.urls import handler400, handler403, handler404, handler500, urlpatterns
from kenspeckle.kernel.outages import Outage, outage_of
from kenspeckle.machine import disk

__all__ = ["handler400", "handler403", "handler404", "handler500"]


def ask_nobody(request: HttpRequest) -> HttpResponse:
    """As when the database was killed: a real refusal to connect."""
    with psycopg.connect("postgresql://kenspeckle@/kenspeckle?host=/nowhere/at/all"):
        raise AssertionError


def save_on_a_full_disk(request: HttpRequest) -> HttpResponse:
    try:
        raise psycopg.errors.DiskFull("could not extend file")
    except psycopg.Error as error:
        raise OperationalError("could not extend file") from error


def spool_on_a_full_disk(request: HttpRequest) -> HttpResponse:
    raise OSError(errno.ENOSPC, "No space left on device")


def take_too_long(request: HttpRequest) -> HttpResponse:
    raise psycopg.errors.QueryCanceled("canceling statement due to user request")


def save_nonsense(request: HttpRequest) -> HttpResponse:
    raise DataError("value too long")


urlpatterns = [
    *urlpatterns,
    *(
        path(f"{view.__name__}/", view)
        for view in (
            ask_nobody,
            save_on_a_full_disk,
            spool_on_a_full_disk,
            take_too_long,
            save_nonsense,
        )
    ),
]


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("view", "status", "words"),
    [
        ("ask_nobody", 503, "Our records do not answer just now"),
        ("save_on_a_full_disk", 503, "Our machine has no room left"),
        ("spool_on_a_full_disk", 503, "Our machine has no room left"),
        ("take_too_long", 500, "This is our fault"),
        ("save_nonsense", 500, "This is our fault"),
    ],
)
def test_each_outage_has_its_page(client: Client, view: str, status: int, words: str) -> None:
    client.raise_request_exception = False

    answer = client.get(f"/{view}/")

    assert (answer.status_code, words in answer.content.decode()) == (status, True)
    assert ("Retry-After" in answer.headers) == (status == 503)


@pytest.mark.urls(__name__)
def test_a_script_gets_a_sentence_as_json(client: Client) -> None:
    client.raise_request_exception = False

    answer = client.post("/ask_nobody/", headers={"Accept": "application/json"})

    assert answer.status_code == 503
    assert answer.json() == {"error": "Nothing can be saved at the moment. Try again soon."}


def test_a_database_that_is_away_on_a_full_disk_is_a_full_disk(
    monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path
) -> None:
    settings.DATA = tmp_path
    error = psycopg.OperationalError("connection refused")
    assert outage_of(error) is Outage.AWAY

    monkeypatch.setattr(disk, "_free", lambda _: 0)

    assert outage_of(error) is Outage.FULL
    assert outage_of(None) is None


def test_the_operator_is_told_once_of_each_change(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    watch = disk.Watch(tmp_path)
    said = []
    for megabytes in (900, 400, 300, 20, 10, 800):
        monkeypatch.setattr(disk, "_free", lambda _, free=megabytes: free * disk.MEGABYTE)
        said.append(watch.look().removeprefix(f"The disk that holds {tmp_path} "))

    assert said == [
        "",
        "has only 400 MB left: free some space soon.",
        "",
        "is full: nothing can be saved until you free some space.",
        "",
        "has room again.",
    ]


@pytest.mark.django_db
def test_ready_asks_the_database_and_alive_does_not(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert client.get("/ready").content == b"ready\n"

    def nobody() -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", nobody)
    assert client.get("/ready").status_code == 503
    assert client.get("/alive").status_code == 200
