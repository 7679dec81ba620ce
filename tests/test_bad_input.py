"""Whatever is sent, the answer is in words, nothing is saved, and nothing that was typed is lost."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookies import SimpleCookie
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client

from kenspeckle.applications.models import AIDeclaration, Answer, Application, Submission
from kenspeckle.assessment.models import Assignment, Decision
from kenspeckle.awards.models import Award
from kenspeckle.kernel.models import OutgoingMail
from tests.routes import all_routes
from tests.test_access_matrix import FORMS, LINES
from tests.world import World, as_visitor

pytestmark = pytest.mark.django_db

SCRIPT = "<script>alert('x')</script> and <img src=x onerror=alert(1)>"
CONTROL = "page one\x0cpage two\x00 three\x1b[31m four\x07"
LONG = "word " * 20_000
NASTY = {
    "script": SCRIPT,
    "control": CONTROL,
    "long": LONG,
    "number": "-1",
    "huge": "9" * 400,
    "template": "{{ settings.SECRET_KEY }}{% debug %}",
    "quote": "'; DROP TABLE accounts_person; --",
    "path": "../../../../etc/passwd",
    "bidi": "\u202etxt.exe\u2066 \ud7ff \ufffe \ue000",
    "json": '{"$ne": null}',
}

# Who may send each form, and to which object.
SENDERS = [
    ("learner", "applications:question", "draft"),
    ("learner", "applications:all_questions", "draft"),
    ("learner", "applications:autosave", "draft"),
    ("learner", "applications:versions", "draft"),
    ("learner", "applications:link_all", "draft"),
    ("learner", "applications:choose", "choosing"),
    ("learner", "applications:ai", "draft"),
    ("learner", "applications:check", "draft"),
    ("learner", "applications:start", "badge"),
    ("learner", "applications:withdraw", "waiting"),
    ("learner", "portfolio:sharing", "private-award"),
    ("assessor", "assessment:take", "waiting"),
    ("assessor", "assessment:release", "claimed"),
    ("assessor", "assessment:conflict", "waiting"),
    ("assessor", "assessment:desk", "claimed"),
    ("assessor", "assessment:draft", "claimed"),
    ("assessor", "assessment:decision", "claimed"),
    ("lead", "awards:revoke", "private-award"),
    ("learner", "awards:claim", "milestone"),
    ("learner", "catalogue:invitation", "invitation"),
    ("nobody", "checking:verify", "-"),
    ("learner", "organisations:my_work", "-"),
    ("lead", "organisations:try_mail_again", "refused-mail"),
    ("learner", "account_name", "-"),
    ("learner", "account_erase", "-"),
    ("nobody", "account_login", "-"),
    ("nobody", "account_signup", "-"),
    ("nobody", "account_request_login_code", "-"),
    ("nobody", "account_reset_password", "-"),
    ("learner", "account_email", "-"),
]
# Forms of the sign-in pages, whose fields are not in the matrix.
MORE_FIELDS = {
    "checking:verify": ("link",),
    "organisations:my_work": ("employer_name", "job_role", "claim_registration_social_care_number", "claim_childminder_service_number", "employer"),
    "account_name": ("display_name",),
    "account_erase": ("address", "kept"),
    "account_login": ("login", "password"),
    "account_signup": ("email", "display_name", "password1"),
    "account_request_login_code": ("email",),
    "account_reset_password": ("email",),
    "account_email": ("email",),
    "assessment:desk": ("outcome", "reason", "met_2", "comment_3"),
    "assessment:draft": ("outcome", "reason", "met_2", "comment_3"),
    "applications:ai": ("tool", "how", "chat_link"),
    "applications:question": ("q3-link", "q3-done"),
    "applications:autosave": ("q3-link",),
}  # fmt: skip


def address(world: World, route: str, thing: str, **other: object) -> str:
    """Return the address of a route for an object, with parts of it replaced by `other`."""
    return all_routes()[route].address({**world.objects[thing], **other})


@contextmanager
def undone() -> Iterator[None]:
    """Take back whatever is saved inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def rows() -> list[object]:
    """Return what a bad request could change."""
    return [
        list(Application.objects.order_by("pk").values_list("pk", "state", "saved_at")),
        list(Award.objects.order_by("pk").values_list("pk", "state", "shared_at")),
        *(
            model.objects.count()
            for model in (Answer, AIDeclaration, Submission, Decision, Assignment, OutgoingMail)
        ),
    ]


def typed(answer: Any) -> str:
    text: str = answer.content.decode(errors="replace")
    return text


def assert_in_words(answer: Any) -> None:
    """The answer is no accident, and says something."""
    assert answer.status_code < 500, answer.status_code
    if answer.status_code not in (302, 303, 304):
        assert answer.content.strip(), f"an empty answer {answer.status_code}"
    text = typed(answer)
    assert "<script>alert" not in text
    assert "<img src=x" not in text


def test_every_form_of_the_matrix_is_sent_here() -> None:
    sent = {route for _, route, _ in SENDERS}
    takes = {line.route for line in LINES if line.method == "POST"}

    # Pages of the second sign-in step, and those of sign-in that take a code or nothing at all.
    assert {route for route in takes - sent if not route.startswith(("mfa_", "account_"))} == set()


@pytest.mark.parametrize("kind", NASTY)
@pytest.mark.parametrize(("visitor", "route", "thing"), SENDERS)
def test_no_form_breaks_over_any_field(
    world: World,
    cookies: dict[str, SimpleCookie],
    visitor: str,
    route: str,
    thing: str,
    kind: str,
) -> None:
    good = FORMS.get(route, {})
    fields = [*good, *MORE_FIELDS.get(route, ()), "unknown", CONTROL]
    for field in fields:
        with undone():
            before = rows()
            client = as_visitor(cookies, visitor)
            answer = client.post(address(world, route, thing), {**good, field: NASTY[kind]})
            assert_in_words(answer)
            if answer.status_code in (404, 409, 422):
                after = rows()
                assert after == before or route == "applications:all_questions"
    if kind == "script":
        with undone():
            client = as_visitor(cookies, visitor)
            client.post(address(world, route, thing), dict.fromkeys(fields, SCRIPT))
            if route not in ("assessment:conflict", "checking:verify"):
                assert_in_words(client.get(address(world, route, thing)))


@pytest.mark.parametrize("route", sorted(all_routes()))
def test_no_page_breaks_over_its_address_or_headers(
    world: World, cookies: dict[str, SimpleCookie], route: str
) -> None:
    line = next(line for line in LINES if line.route == route)
    thing = line.thing.partition("#")[0]
    of = {"position": 2, **world.objects[thing]}
    good = all_routes()[route].address(of)
    for visitor in ("nobody", "learner", "lead"):
        for query in (
            "?next=%00&page=%00&q=%00&to=%00&download=%00",
            "?q=%ff%fe&page=-1&series=%27&element=a/b/c/d&to=%22&next=//evil.example",
            f"?q={'x' * 5000}&page={'9' * 40}&next=javascript:alert(1)",
            "?q=<script>alert(1)</script>&to=<script>alert(1)</script>&next=<script>alert(1)</script>",
        ):
            with undone():
                answer = as_visitor(cookies, visitor).get(good + query)
            assert_in_words(answer)
        with undone():
            answer = as_visitor(cookies, visitor).get(
                good,
                headers={
                    "accept": "\x00;q=nonsense,,,",
                    "if-none-match": "\x00",
                    "accept-language": "x" * 3000,
                    "user-agent": CONTROL,
                    "referer": "http://\x00",
                },
            )
        assert_in_words(answer)
        for name in {"number", "position"} & set(all_routes()[route].takes):
            for value in (0, 10**30):
                with undone():
                    far = all_routes()[route].address({**of, name: value})
                    answer = as_visitor(cookies, visitor).get(far)
                assert_in_words(answer)
                assert answer.status_code in (302, 404, 405, 409)


@pytest.mark.parametrize(
    ("visitor", "route", "thing"),
    [sender for sender in SENDERS if "uid" in all_routes()[sender[1]].takes],
)
def test_an_id_that_is_not_there_is_answered_like_one_that_is_not_yours(
    world: World, cookies: dict[str, SimpleCookie], visitor: str, route: str, thing: str
) -> None:
    foreign = "lead" if visitor != "lead" else "stranger"
    with undone():
        missing = as_visitor(cookies, visitor).post(
            address(world, route, thing, uid=uuid4()), FORMS.get(route, {})
        )
        theirs = as_visitor(cookies, foreign).post(
            address(world, route, thing), FORMS.get(route, {})
        )

    assert (missing.status_code, theirs.status_code) == (404, 404)


@pytest.mark.parametrize(("visitor", "route", "thing"), SENDERS)
def test_a_form_whose_token_is_stale_saves_nothing_and_gives_the_words_back(
    world: World, cookies: dict[str, SimpleCookie], visitor: str, route: str, thing: str
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = as_visitor(cookies, visitor).cookies
    data = {**FORMS.get(route, {}), "words": "Three words that I would hate to lose."}

    with undone():
        before = rows()
        answer = client.post(
            address(world, route, thing), data, headers={"origin": "http://testserver"}
        )
        assert rows() == before

    assert answer.status_code == 403
    assert "Three words that I would hate to lose." in typed(answer)


def test_words_from_another_site_are_not_shown_as_if_they_had_been_typed(
    world: World, cookies: dict[str, SimpleCookie]
) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = as_visitor(cookies, "learner").cookies

    answer = client.post(
        address(world, "applications:question", "draft"),
        {"q3-text": "Words of somebody else."},
        headers={"origin": "https://evil.example"},
    )

    assert answer.status_code == 403
    assert "Words of somebody else." not in typed(answer)


def test_what_was_typed_is_shown_again_when_it_cannot_be_saved(
    world: World, cookies: dict[str, SimpleCookie]
) -> None:
    client = as_visitor(cookies, "learner")
    with undone():
        answer = client.post(
            address(world, "applications:question", "draft"),
            {"q3-text": "My own words.", "q3-link": "http://10.0.0.1/x", "q3-based_on": "1"},
        )

    assert answer.status_code == 422
    assert "My own words." in typed(answer)
    assert "http://10.0.0.1/x" in typed(answer)
    assert "private network" in typed(answer)


def test_a_text_that_is_too_long_is_shown_again_whole(
    world: World, cookies: dict[str, SimpleCookie]
) -> None:
    text = "word " * 6_001

    with undone():
        answer = as_visitor(cookies, "learner").post(
            address(world, "applications:question", "draft"), {"q3-text": text, "q3-based_on": "1"}
        )

    assert answer.status_code == 422
    assert text.strip() in typed(answer)


def test_a_page_break_from_a_pdf_is_removed_and_said_so(
    world: World, cookies: dict[str, SimpleCookie]
) -> None:
    client = as_visitor(cookies, "learner")
    with undone():
        answer = client.post(
            address(world, "applications:question", "draft"),
            {"q3-text": "Page one\x0cpage two\x00.", "q3-based_on": "1", "leave": "1"},
            follow=True,
        )
        uid = world.objects["draft"]["uid"]
        saved = Answer.objects.get(application__uid=uid, criterion__position=3)

    assert saved.given["written"] == "Page one\npage two."
    assert "page breaks" in typed(answer)
    assert "null characters" in typed(answer)


def test_an_autosave_from_an_older_window_is_refused_and_overwrites_nothing(
    world: World, cookies: dict[str, SimpleCookie]
) -> None:
    client = as_visitor(cookies, "learner")
    there = address(world, "applications:autosave", "draft")
    with undone():
        first = client.post(there, {"q3-text": "From the phone here.", "q3-based_on": "1"})
        stale = client.post(there, {"q3-text": "From the old tab.", "q3-based_on": "1"})
        saved = Answer.objects.get(
            application__uid=world.objects["draft"]["uid"], criterion__position=3
        )

    assert first.json()["revision"] == 2
    assert (stale.status_code, stale.json()["conflict"]) == (409, True)
    assert saved.given["written"] == "From the phone here."


@pytest.mark.parametrize(
    "data",
    [
        {"q3-text": "x", "q3-based_on": "two"},
        {"q3-text": "x", "q3-based_on": "-1"},
        {"q3-text": "x", "q3-based_on": "9" * 30},
        {"q3-text": "x"},
        {"q3-text": "x" * 30_001, "q3-based_on": "1"},
        {"q3-link": "javascript:alert(1)", "q3-based_on": "1"},
        {"q3-link": "https://me:secret@example.org", "q3-based_on": "1"},
    ],
)
def test_an_autosave_that_cannot_be_kept_says_why(
    world: World, cookies: dict[str, SimpleCookie], data: dict[str, str]
) -> None:
    with undone():
        before = rows()
        answer = as_visitor(cookies, "learner").post(
            address(world, "applications:autosave", "draft"), data
        )
        assert rows() == before

    assert answer.status_code == 422
    assert answer.json()["error"]


@pytest.mark.parametrize(
    ("visitor", "route", "thing", "count"),
    [
        ("learner", "applications:check", "draft", Submission),
        ("learner", "applications:start", "badge", Application),
        ("learner", "applications:question", "draft", Answer),
        ("learner", "portfolio:sharing", "private-award", Award),
        ("learner", "applications:withdraw", "waiting", Application),
        ("assessor", "assessment:take", "waiting", Assignment),
        ("assessor", "assessment:decision", "claimed", Decision),
        ("lead", "awards:revoke", "private-award", OutgoingMail),
    ],
)
def test_a_double_click_does_it_once(
    world: World,
    cookies: dict[str, SimpleCookie],
    visitor: str,
    route: str,
    thing: str,
    count: Any,
) -> None:
    client = as_visitor(cookies, visitor)
    data = FORMS.get(route, {})
    with undone():
        before = count.objects.count()
        once = client.post(address(world, route, thing), data)
        after = count.objects.count()
        again = client.post(address(world, route, thing), data)

        assert once.status_code == 302
        assert after - before in (0, 1)
        assert count.objects.count() == after
        assert_in_words(again)
        assert again.status_code in (302, 404, 409)


def test_fields_that_the_form_does_not_have_change_nothing(
    world: World, cookies: dict[str, SimpleCookie]
) -> None:
    client = as_visitor(cookies, "learner")
    more = {"state": "awarded", "person": "1", "due_on": "2030-01-01", "q1-done": "on", "uid": "x"}
    uid = world.objects["draft"]["uid"]
    with undone():
        client.post(
            address(world, "applications:question", "draft"),
            {**FORMS["applications:question"], **more},
        )
        found = Application.objects.get(uid=uid)
        client.post(
            address(world, "organisations:my_work", "-"),
            {"is_active": "", "role": "lead", "organisation": "1", "is_demonstration": "on"},
        )
        person = world.person("learner")
        person.refresh_from_db()

    assert (found.state, found.due_on, found.person) == ("draft", None, person)
    assert (person.is_active, person.is_demonstration) == (True, False)
    assert not person.memberships.exists()


def test_a_learner_shares_no_evidence_of_others_and_none_that_is_not_there(
    world: World, cookies: dict[str, SimpleCookie]
) -> None:
    with undone():
        answer = as_visitor(cookies, "learner").post(
            address(world, "portfolio:sharing", "private-award"),
            {"shared": "yes", "evidence": ["1", "99"]},
        )
        award = Award.objects.get(uid=world.objects["private-award"]["uid"])

    assert answer.status_code == 422
    assert award.shared_at is None


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (b"q3-text=" + b"x" * (3 * 1024 * 1024), "application/x-www-form-urlencoded"),
        (b"&".join(b"f%d=1" % n for n in range(600)), "application/x-www-form-urlencoded"),
        (b"\xff\xfe\x00", "application/x-www-form-urlencoded"),
        (b"q3-text=%ED%A0%80&q3-based_on=1", "application/x-www-form-urlencoded"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"broken", "multipart/form-data"),
        (b"{}", "application/json"),
        (b'{"a": "\\u0000"}', "application/json"),
        (b"", "text/plain; charset=nonsense"),
        (b"q3-text=x", "application/x-www-form-urlencoded; charset=nonsense"),
    ],
)
@pytest.mark.parametrize("route", ["applications:question", "applications:autosave"])
def test_a_body_that_cannot_be_read_is_answered_in_words(
    world: World, cookies: dict[str, SimpleCookie], route: str, body: bytes, content_type: str
) -> None:
    client = as_visitor(cookies, "learner")
    client.raise_request_exception = False
    with undone():
        answer = client.generic(
            "POST", address(world, route, "draft"), body, content_type=content_type
        )

    assert_in_words(answer)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00" * 100,
        b"{",
        b"[" * 100_000,
        b'{"a":' * 50_000,
        b'{"@context": "\\u0000"}',
        b'{"@context": ["https://www.w3.org/ns/credentials/v2"], "type": 7, "issuer": [[[]]]}',
        json.dumps({"issuer": SCRIPT, "type": [SCRIPT], "name": SCRIPT}).encode(),
        b"a.b.c",
        b"eyJhbGciOiJub25lIn0.e30.",
        b"\x89PNG\r\n\x1a\n" + b"\xff" * 200,
        b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg>&a;</svg>',
        b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        b"PK\x03\x04" + b"\x00" * 50,
        b"9" * 10_000,
        b'"' + b"x" * 100_000 + b'"',
        "\ufeff{}".encode("utf-16"),
    ],
)
def test_any_file_is_checked_without_an_accident(client: Client, content: bytes) -> None:
    answer = client.post("/verify", {"file": SimpleUploadedFile("badge.json", content)})

    assert_in_words(answer)
    assert answer.status_code in (200, 422)


def test_a_file_that_is_too_large_is_refused_in_words(client: Client) -> None:
    large = SimpleUploadedFile("badge.json", b" " * (5 * 1024 * 1024 + 1))

    answer = client.post("/verify", {"file": large})

    assert answer.status_code == 422
    assert "larger than 5 MB" in typed(answer)


@pytest.mark.parametrize(
    "link",
    [
        "http://127.0.0.1:8000/credentials/x",
        "https://127.0.0.1/",
        "https://[::1]/x",
        "https://169.254.169.254/latest/meta-data/",
        "https://10.0.0.1/",
        "https://localhost/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "gopher://example.org",
        "https://me:secret@127.0.0.1/",
    ],
)
def test_a_link_that_leads_inside_is_not_opened(
    client: Client, link: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[object] = []
    monkeypatch.setattr("socket.socket.connect", lambda *_: opened.append(_))

    answer = client.post("/verify", {"link": link})

    assert answer.status_code == 422
    assert_in_words(answer)
    assert opened == []
