import pytest
from django.test import Client

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
    assert application.answers.get().text == "From the first window."
    assert application.answers.get().versions.count() == 2


def test_the_same_on_the_page_of_all_questions(application: Application, learner: Client) -> None:
    operations.save_answer(
        application=application.uid, person=application.person, position=2, text="Saved elsewhere.",
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
    texts = {found.criterion.position: found.text for found in application.answers.all()}
    assert texts == {1: "", 2: "Saved elsewhere.", 3: "Another answer."}
