import pytest
from django.test import Client

from kenspeckle.accounts.models import Person
from kenspeckle.applications.models import Application
from kenspeckle.assessment.letters import decision_letter, reason_told
from kenspeckle.assessment.models import Outcome, Reason
from kenspeckle.assessment.operations import claim
from kenspeckle.assessment.verdicts import Word
from kenspeckle.catalogue.models import BadgeVersion
from kenspeckle.kernel.clock import now
from kenspeckle.organisations.models import Role
from tests import factories as make
from tests.world import second_factor

pytestmark = pytest.mark.django_db


@pytest.fixture
def version() -> BadgeVersion:
    return make.badge()


@pytest.fixture
def assessor(version: BadgeVersion, client: Client) -> Person:
    person = make.member(version.badge.issuer, Role.ASSESSOR)
    second_factor(person)
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return person


@pytest.fixture
def claimed(version: BadgeVersion, assessor: Person) -> Application:
    submitted = make.submitted(make.person(), version)
    claim(application_uid=submitted.uid, assessor=assessor, at=now())
    return submitted


def _decide(client: Client, application: Application, words: dict[str, str]) -> str:
    answer = client.post(
        f"/assess/{application.uid}/", {"submission": "1", "decide": "yes", **words}
    )
    assert answer.status_code == 422
    return answer.content.decode()


def test_all_that_a_decision_needs_is_asked_for_at_once_at_its_field(
    client: Client, claimed: Application
) -> None:
    page = _decide(client, claimed, {"outcome": "return", "met_1": "yes", "met_2": "no"})

    for field, words in (
        ("id_comment_2", "Say what is missing in “Question 1”."),
        ("id_met_3_0", "Give a verdict on “Question 2”."),
        ("id_feedback", "Write some feedback"),
    ):
        assert f'href="#{field}"' in page
        assert words in page
    assert page.index("#id_met_3_0") < page.index("#id_feedback")


def test_a_decision_that_its_verdicts_contradict_is_turned_down_at_the_decision(
    client: Client, claimed: Application
) -> None:
    verdicts = {"met_1": "yes", "met_2": "no", "met_3": "yes"}

    page = _decide(client, claimed, {"outcome": "award", "feedback": "Well done.", **verdicts})

    assert 'href="#id_outcome_0"' in page
    assert "A badge can be awarded only when every criterion is met." in page


def test_a_declined_learner_reads_the_reason_in_words_for_them(claimed: Application) -> None:
    letter = decision_letter(
        claimed,
        outcome=Outcome.DECLINE,
        reason=Reason.NOT_OWN_WORK,
        feedback="Two answers stand word for word on a website.",
        words={1: Word(True), 2: Word(False), 3: Word(True)},
    )

    assert "The reason: It does not seem to be your own work.\n\nTwo answers" in letter.text


def test_every_reason_but_the_last_has_words_for_the_applicant() -> None:
    assert [reason for reason in Reason if not reason_told(reason)] == [Reason.OTHER]


def test_the_queue_counts_what_is_overdue(client: Client, claimed: Application) -> None:
    Application.objects.update(due_on="2020-01-31")

    page = client.get("/assess/").content.decode()

    assert "One is overdue." in page
