import pytest
from django.test import Client

from kenspeckle.accounts.models import Person
from kenspeckle.applications import operations as applications
from kenspeckle.applications.models import Application
from kenspeckle.assessment.letters import decision_letter
from kenspeckle.assessment.models import Assignment, Outcome
from kenspeckle.assessment.operations import decide, take
from kenspeckle.assessment.points import Point, Ruling
from kenspeckle.assessment.reasons import reasons
from kenspeckle.catalogue.models import BadgeVersion, Reason
from kenspeckle.kernel.clock import now
from kenspeckle.kernel.models import OutgoingMail
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
def taken(version: BadgeVersion, assessor: Person) -> Application:
    submitted = make.submitted(make.person(), version)
    take(application_uid=submitted.uid, assessor=assessor, at=now())
    return submitted


def _decide(client: Client, application: Application, words: dict[str, str]) -> str:
    answer = client.post(
        f"/assess/{application.uid}/", {"submission": "1", "decide": "yes", **words}
    )
    assert answer.status_code == 422
    return answer.content.decode()


def test_all_that_a_decision_needs_is_asked_for_at_once_at_its_field(
    client: Client, taken: Application
) -> None:
    page = _decide(client, taken, {"outcome": "return", "met_1": "yes", "met_2": "no"})

    for field, words in (
        ("id_comment_2", "Say what is missing in “Question 1”."),
        ("id_met_3_0", "Give a verdict on “Question 2”."),
        ("id_feedback", "Write some feedback"),
    ):
        assert f'href="#{field}"' in page
        assert words in page
    assert page.index("#id_met_3_0") < page.index("#id_feedback")


def test_a_decision_that_its_verdicts_contradict_is_turned_down_at_the_decision(
    client: Client, taken: Application
) -> None:
    verdicts = {"met_1": "yes", "met_2": "no", "met_3": "yes"}

    page = _decide(client, taken, {"outcome": "award", "feedback": "Well done.", **verdicts})

    assert 'href="#id_outcome_0"' in page
    assert "A badge can be awarded only when every criterion is met." in page


def test_a_declined_learner_reads_the_reason_in_words_for_them(taken: Application) -> None:
    letter = decision_letter(
        taken,
        outcome=Outcome.DECLINE,
        reason_told="It does not seem to be your own work",
        feedback="Two answers stand word for word on a website.",
        rulings={Point(1): Ruling(True), Point(2): Ruling(False), Point(3): Ruling(True)},
    )

    assert "The reason: It does not seem to be your own work.\n\nTwo answers" in letter.text


def test_the_reasons_for_declining_are_those_of_the_programme(
    client: Client, taken: Application
) -> None:
    badge = taken.version.badge
    assert list(reasons(badge)) == ["other"]
    for programme, message in ((badge.programme, "It belongs elsewhere"), ("Orchard", "No tree")):
        Reason.objects.create(programme=programme, code="no", message=message, position=1)

    page = client.get(f"/assess/{taken.uid}/").content.decode()

    assert "It belongs elsewhere" in page
    assert "A reason given in the feedback" not in page
    assert "No tree" not in page


def test_a_decision_keeps_the_reason_and_what_was_told_of_it(taken: Application) -> None:
    reason = Reason.objects.create(
        code="not-own-work", message="Not their own", told="It seems not to be yours", position=1
    )
    decision = decide(
        application_uid=taken.uid,
        assessor=Assignment.objects.get().assessor,
        submission=1,
        outcome=Outcome.DECLINE,
        reason="not-own-work",
        feedback="Two answers stand word for word on a website.",
        verdicts={Point(1): Ruling(True), Point(2): Ruling(False), Point(3): Ruling(True)},
        at=now(),
    )
    reason.told = "Other words now"
    reason.save()

    decision.refresh_from_db()
    assert (decision.reason, decision.reason_told) == ("not-own-work", "It seems not to be yours")


def test_the_queue_counts_what_is_overdue(client: Client, taken: Application) -> None:
    Application.objects.update(due_on="2020-01-31")

    page = client.get("/assess/").content.decode()

    assert "One is overdue." in page


@pytest.mark.parametrize("outcome", list(Outcome))
def test_the_mail_that_is_shown_is_the_mail_that_is_sent(
    client: Client, taken: Application, outcome: Outcome
) -> None:
    verdicts = {
        "met_1": "yes",
        "met_2": "no" if outcome == Outcome.RETURN else "yes",
        "met_3": "yes",
    }
    said = {"submission": "1", "outcome": outcome.value, "feedback": "Thank you.", "reason": "other",
            "comment_2": "Name a moment.", **verdicts}  # fmt: skip
    client.post(f"/assess/{taken.uid}/", {**said, "decide": "yes"})

    letter = client.get(f"/assess/{taken.uid}/decision").context["letter"]
    client.post(f"/assess/{taken.uid}/decision")

    sent = OutgoingMail.objects.get(key__startswith="application.decided:")
    assert (sent.subject, sent.text) == (letter.subject, letter.text)


def test_a_resubmission_keeps_its_number_and_is_called_the_second(
    client: Client, taken: Application
) -> None:
    make.decided(taken, Assignment.objects.get().assessor, Outcome.RETURN, unmet=(2,))
    taken.refresh_from_db()
    applications.submit(
        application_uid=taken.uid, person=taken.person, accepted_terms=True, at=now()
    )

    first, second = taken.submissions.order_by("number")
    assert first.receipt == second.receipt == first.called
    assert second.called == f"{first.receipt}, 2nd submission"
    assert "2nd submission" in client.get("/assess/").content.decode()
    assert "2nd submission" in client.get(f"/assess/{taken.uid}/").content.decode()
    mail = OutgoingMail.objects.get(key=f"application.submitted:{second.uid}")
    assert f"({first.receipt}, 2nd submission)" in mail.subject
