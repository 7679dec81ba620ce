from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kenspeckle.applications import operations
from kenspeckle.applications.models import Application
from tests import factories as make
from tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def application() -> Application:
    return operations.start(person=make.person(), version=make.badge(), at=NOON)


@pytest.fixture
def learner(application: Application, client: Client) -> Client:
    client.force_login(
        application.person, backend="allauth.account.auth_backends.AuthenticationBackend"
    )
    return client


def test_two_windows_never_overwrite_and_both_texts_are_shown(
    application: Application, learner: Client
) -> None:
    page = f"/applications/{application.uid}/questions/2/"
    learner.post(page, {"q2-text": "From the second window.", "q2-based_on": "0"})

    answer = learner.post(page, {"q2-text": "From the first window.", "q2-based_on": "0"})

    assert answer.status_code == 409
    words = answer.content.decode()
    assert "From the second window." in words
    assert "From the first window.</textarea>" in words
    assert 'name="q2-based_on" value="1"' in words
    learner.post(page, {"q2-text": "From the first window.", "q2-based_on": "1"})
    assert application.answers.get().given["written"] == "From the first window."
    assert application.answers.get().versions.count() == 2


def test_the_same_on_the_page_of_all_questions(application: Application, learner: Client) -> None:
    operations.save_answer(
        application_uid=application.uid, person=application.person, position=2, given={"written": "Saved elsewhere."},
        based_on=0, at=NOON,
    )  # fmt: skip

    answer = learner.post(
        f"/applications/{application.uid}/questions/",
        {
            "q1-based_on": "0", "q1-done": "on",
            "q2-based_on": "0", "q2-text": "Typed here.",
            "q3-based_on": "0", "q3-text": "Another answer.",
        },
    )  # fmt: skip

    assert answer.status_code == 409
    words = answer.content.decode()
    assert "Saved elsewhere." in words
    assert "Typed here.</textarea>" in words
    texts = {one.criterion.position: one.given for one in application.answers.all()}
    assert texts == {
        1: {"tick": True},
        2: {"written": "Saved elsewhere."},
        3: {"written": "Another answer."},
    }


def test_answers_that_were_saved_can_be_changed_on_the_page_that_came_back_for_another_one(
    application: Application, learner: Client
) -> None:
    page = f"/applications/{application.uid}/questions/"
    first = {"q1-based_on": "0", "q2-based_on": "0", "q2-text": "First.", "q3-based_on": "0"}

    answer = learner.post(page, {**first, "q3-link": "http://192.168.1.2/blog"})

    assert answer.status_code == 422
    assert 'name="q2-based_on" value="1"' in answer.content.decode()
    again = {"q1-based_on": "0", "q2-based_on": "1", "q2-text": "Changed.", "q3-based_on": "0"}
    assert learner.post(page, again).status_code == 302
    assert application.answers.get(criterion__position=2).given["written"] == "Changed."


def test_all_that_a_use_of_ai_needs_is_asked_for_at_once(
    application: Application, learner: Client
) -> None:
    answer = learner.post(f"/applications/{application.uid}/ai/", {"used": "yes"})

    words = answer.content.decode()
    assert answer.status_code == 422
    for asked in ("Name the tool", "Say what you used it for", "Give a link to the chat history"):
        assert asked in words


def test_what_is_not_sent_beside_a_link_is_said_before_submitting(
    application: Application, learner: Client
) -> None:
    operations.save_answer(
        application_uid=application.uid, person=application.person, position=2, given={
            "written": "Written first.", "link": "https://example.org/blog"
        }, based_on=0, at=NOON,
    )  # fmt: skip

    words = learner.get(f"/applications/{application.uid}/check/").content.decode()

    assert "What you wrote for it stays with you and is not sent." in words


def test_a_badge_that_is_over_gives_that_reason_alone(client: Client) -> None:
    version = make.badge(audience="employed", closes_on=NOON.date() - timedelta(days=9000))
    client.force_login(make.person(), backend="allauth.account.auth_backends.AuthenticationBackend")

    words = client.get(f"/badges/{version.badge.slug}/").content.decode()

    assert "The last day to apply was" in words
    assert "say where you work" not in words


def test_an_ended_sign_in_leads_back_to_the_page_with_the_words(application: Application) -> None:
    page = f"/applications/{application.uid}/questions/2/"

    answer = Client().post(
        page,
        {"q2-text": "Typed too late.", "q2-based_on": "0"},
        headers={"Origin": "http://testserver", "Referer": f"http://testserver{page}"},
    )

    words = answer.content.decode()
    assert answer.status_code == 403
    assert "You are not signed in any more" in words
    assert "Typed too late.</textarea>" in words
    assert f"/account/login/?next={page}" in words


def test_a_save_asks_the_database_for_no_more_than_it_needs(
    application: Application, learner: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def save(position: int, revision: int) -> int:
        answer = learner.post(
            f"/applications/{application.uid}/questions/{position}/save",
            {
                f"q{position}-text": f"Revision {revision} of this",
                f"q{position}-based_on": revision,
            },
        )
        saved = answer.json()["revision"]
        assert isinstance(saved, int)
        return saved

    # What the badge asks is read once in a process; a first answer is three more rows.
    save(2, 0)
    save(3, 0)

    for position, revision in ((2, 1), (2, 2), (3, 1)):
        # Session, person, application; then application (locked), answer, and all that is written at
        # once, between the two ends of a savepoint.
        with django_assert_num_queries(8):
            assert save(position, revision) == revision + 1
