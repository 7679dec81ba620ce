"""No log line holds what somebody wrote; a request that somebody spoilt is one line."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from kenspeckle.accounts.models import Person
from kenspeckle.config.urls import handler400, handler403, handler404, handler500, urlpatterns
from kenspeckle.kernel.logs import Discreet

__all__ = ["handler400", "handler403", "handler404", "handler500"]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def save_twice(request: HttpRequest, secret: str) -> HttpResponse:
    """Break a rule of the database with what was sent, as a fault of ours would."""
    for _ in range(2):
        Person.objects.create_user(request.POST["email"], display_name=request.POST["name"])
    raise AssertionError


def ask_nobody(request: HttpRequest, secret: str) -> HttpResponse:
    with psycopg.connect("postgresql://planted@/planted?host=/nowhere"):
        raise AssertionError


urlpatterns = [
    *urlpatterns,
    path("twice/<str:secret>/", save_twice, name="twice"),
    path("nobody/<str:secret>/", ask_nobody, name="nobody"),
]


@contextmanager
def _log() -> Iterator[io.StringIO]:
    """What the console would show, as the settings have it."""
    logging_settings: dict[str, Any] = settings.LOGGING
    assert logging_settings["handlers"]["console"]["formatter"] == "discreet"
    assert logging_settings["formatters"]["discreet"]["()"] == "kenspeckle.kernel.logs.Discreet"
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(Discreet())
    logging.getLogger().addHandler(handler)
    try:
        yield written
    finally:
        logging.getLogger().removeHandler(handler)


def test_a_fault_of_ours_is_found_by_its_place_and_quotes_nobody(client: Client) -> None:
    client.raise_request_exception = False
    with _log() as log, transaction.atomic():
        answer = client.post(
            "/twice/planted-token/?q=planted",
            {"email": "planted@example.org", "name": "Planted Quokka"},
        )
        transaction.set_rollback(True)

    assert answer.status_code == 500
    assert "ERROR django.request: 500 POST twice\n" in log.getvalue()
    assert "psycopg.errors.UniqueViolation [23505]" in log.getvalue()
    assert "test_logs.py" in log.getvalue(), "the line of code"
    assert "planted" not in log.getvalue().lower()


def test_an_outage_is_one_line(client: Client) -> None:
    client.raise_request_exception = False
    with _log() as log:
        client.get("/nobody/planted/")

    (line,) = log.getvalue().splitlines()
    assert line.endswith("django.request: 503 GET nobody (the database is away)")


def _files(count: int) -> bytes:
    part = b'--a\r\nContent-Disposition: form-data; name="f%d"; filename="planted"\r\n\r\nx\r\n'
    return b"".join(part % number for number in range(count)) + b"--a--\r\n"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data", b"planted"),
        ("multipart/form-data; boundary=" + "planted" * 50, b"--a"),
        ("multipart/form-data; boundary=a", _files(150)),
        ("application/x-www-form-urlencoded; charset=utf-7", b"planted=1"),
        ("application/x-www-form-urlencoded", b"&".join(b"planted%d=1" % n for n in range(600))),
        ("application/x-www-form-urlencoded", b"planted=" + b"x" * 3_000_000),
    ],
)
def test_a_malformed_form_is_answered_with_400_and_one_line(
    client: Client, kind: str, body: bytes
) -> None:
    with _log() as log:
        answer = client.generic("POST", "/account/login/", body, content_type=kind)

    assert answer.status_code == 400
    (line,) = log.getvalue().splitlines()
    assert line.endswith("400 POST account_login")


def test_a_host_that_is_not_ours_is_not_quoted(client: Client) -> None:
    with _log() as log:
        answer = client.get("/", headers={"Host": "planted.example"})

    assert answer.status_code == 400
    assert "planted" not in log.getvalue()


def test_causes_are_told_apart(client: Client) -> None:
    written = ""
    try:
        with connection.cursor() as cursor, transaction.atomic():
            cursor.execute("SELECT 'planted'::uuid")
    except Exception as error:  # noqa: BLE001 (whatever it is, it is formatted)
        other = IntegrityError("planted")
        other.__cause__ = error
        record = logging.LogRecord(
            "any", logging.ERROR, "", 0, "it broke", None, (type(other), other, None)
        )
        written = Discreet().format(record)

    assert "ERROR any: it broke" in written
    assert "InvalidTextRepresentation [22P02]" in written
    assert "planted" not in written
