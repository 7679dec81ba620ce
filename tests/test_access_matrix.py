"""Who gets which answer where: `access_matrix.txt` against the running routes.

The table is read as it stands; a route that it does not name fails, and so does a line that names
a route which is not there.
"""

import json
from dataclasses import dataclass
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from kenspeckle.awards.models import Award
from tests.routes import all_routes
from tests.world import VISITORS, World, as_visitor

TABLE = Path(__file__).with_name("access_matrix.txt")


@dataclass(frozen=True)
class Line:
    """One line of the table: a method on a route with an object, and the status for each visitor."""

    method: str
    route: str
    thing: str
    expected: dict[str, int]

    def __str__(self) -> str:
        return f"{self.method} {self.route} {self.thing}"


def _read() -> list[Line]:
    lines = []
    for text in TABLE.read_text().splitlines():
        words = text.partition("# ")[0].split()
        if words:
            method, route, thing, *statuses = words
            assert len(statuses) == len(VISITORS), text
            expected = dict(zip(VISITORS, map(int, statuses), strict=True))
            lines.append(Line(method, route, thing, expected))
    return lines


pytestmark = pytest.mark.django_db
LINES = _read()

# What a form of the page would send. A visitor who may do it is led on (302) or shown the result.
FORMS: dict[str, dict[str, Any]] = {
    "applications:question": {"q3-text": "Three good words.", "q3-based_on": "1"},
    "applications:all_questions": {
        "q1-done": "on", "q1-based_on": "1",
        "q2-text": "Five words are enough here.", "q2-based_on": "1",
        "q3-text": "Three good words.", "q3-based_on": "1",
    },
    "applications:autosave": {"q3-text": "Three good words.", "q3-based_on": "1"},
    "applications:versions": {"revision": "1"},
    "applications:choose": {"route": "together"},
    "applications:link_all": {"link": "https://blog.example.org/mine"},
    "applications:ai": {"used": "no"},
    "applications:check": {"accept": "on"},
    "assessment:desk": {
        "submission": "1", "based_on": "1", "met_1": "yes", "feedback": "So far.",
    },
    "assessment:draft": {
        "submission": "1", "based_on": "1", "met_1": "yes", "feedback": "So far.",
    },
    "portfolio:sharing": {"shared": "yes", "evidence": "2"},
    "awards:revoke": {"reason": "mistake", "note": "A slip.", "confirmed": "yes"},
}  # fmt: skip


def ask(client: Client, world: World, method: str, route: str, thing: str) -> Any:
    """Return the answer; nothing that the request changed stays."""
    name, _, position = thing.partition("#")
    of = {**world.objects[name], **({"position": int(position)} if position else {})}
    address = all_routes()[route].address(of)
    with transaction.atomic():
        if method == "GET":
            answer = client.get(address)
        elif route == "checking:verify":
            upload = SimpleUploadedFile("badge.json", json.dumps({"type": "Nothing"}).encode())
            answer = client.post(address, {"file": upload})
        else:
            answer = client.post(address, FORMS.get(route, {}))
        transaction.set_rollback(True)
    return answer


def test_every_route_is_declared_and_every_declared_route_exists() -> None:
    declared, there = {line.route for line in LINES}, set(all_routes())

    assert there - declared == set(), "declare these routes in access_matrix.txt"
    assert declared - there == set(), "access_matrix.txt names routes that are gone"


@pytest.mark.parametrize("line", LINES, ids=str)
def test_each_visitor_gets_the_declared_answer(
    world: World, cookies: dict[str, SimpleCookie], line: Line
) -> None:
    found = {
        visitor: ask(
            as_visitor(cookies, visitor), world, line.method, line.route, line.thing
        ).status_code
        for visitor in VISITORS
    }

    assert found == line.expected


def test_a_route_without_a_post_line_takes_no_post(
    world: World, cookies: dict[str, SimpleCookie]
) -> None:
    take = {line.route for line in LINES if line.method == "POST"}
    things = {line.route: line.thing for line in LINES}

    found = {
        route: ask(as_visitor(cookies, "learner"), world, "POST", route, things[route]).status_code
        for route in sorted(set(all_routes()) - take)
    }

    assert {route: status for route, status in found.items() if status not in (404, 405)} == {}


@pytest.mark.parametrize(
    ("visitor", "route", "thing"),
    [
        ("assessor", "assessment:queue", "-"),
        ("assessor", "assessment:desk", "waiting"),
        ("assessor", "assessment:decision", "claimed"),
        ("lead", "awards:made", "-"),
        ("lead", "awards:revoke", "private-award"),
    ],
)
def test_pages_for_staff_ask_for_a_second_sign_in_step(
    world: World, cookies: dict[str, SimpleCookie], visitor: str, route: str, thing: str
) -> None:
    with transaction.atomic():
        Authenticator.objects.filter(user=world.person(visitor)).delete()
        answer = ask(as_visitor(cookies, visitor), world, "GET", route, thing)
        transaction.set_rollback(True)

    assert answer.status_code == 403
    assert reverse("mfa_index") in answer.content.decode()


def test_visitors_without_a_right_are_led_to_sign_in_and_back(
    world: World, cookies: dict[str, SimpleCookie]
) -> None:
    answer = ask(as_visitor(cookies, "nobody"), world, "GET", "applications:overview", "draft")

    uid = world.objects["draft"]["uid"]
    assert answer.headers["Location"] == f"/account/login/?next=/applications/{uid}/"


@pytest.mark.parametrize("visitor", ["another", "stranger", "manager"])
def test_nothing_of_what_is_private_is_named_in_a_refusal(
    world: World, cookies: dict[str, SimpleCookie], visitor: str
) -> None:
    award = Award.objects.get(uid=world.objects["private-award"]["uid"])
    client = as_visitor(cookies, visitor)

    for route in ("awards:award", "awards:credential", "awards:evidence", "awards:offline"):
        text = ask(client, world, "GET", route, "private-award#1").content.decode()
        assert award.recipient_name not in text
        assert "word0" not in text


def test_mail_and_ready_sign_ins_are_pages_of_demonstrations_alone(
    world: World, cookies: dict[str, SimpleCookie], settings: Settings
) -> None:
    anyone = as_visitor(cookies, "nobody")
    settings.DEMONSTRATION = True

    assert ask(anyone, world, "GET", "kernel:mail", "-").status_code == 200
    # Even there, only demonstration people can be signed in as.
    with transaction.atomic():
        answer = anyone.post(
            reverse("account_sign_in_as"), {"person": str(world.person("lead").uid)}
        )
        transaction.set_rollback(True)
    assert answer.status_code == 404
