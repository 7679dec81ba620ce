"""Earlier versions help while one writes, and do not outlive their use."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import LazySettings
from django.test import Client

from kenspeckle.accounts.models import Person
from kenspeckle.applications import operations, versioning
from kenspeckle.applications.models import Answer, AnswerVersion, Application
from kenspeckle.assessment.models import Outcome
from kenspeckle.kernel.refusals import NotAllowed
from kenspeckle.organisations.models import Role
from tests import factories as make

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


@pytest.fixture
def learner(client: Client) -> Person:
    person = make.person()
    client.force_login(person)
    return person


@pytest.fixture
def draft(learner: Person) -> Application:
    return operations.start(person=learner, version=make.badge(max_words=None), at=START)


def _write(draft: Application, *moments: datetime) -> Answer:
    for number, at in enumerate(moments, start=1):
        operations.save_answer(
            application_uid=draft.uid, person=draft.person, position=2,
            given={"written": f"Version {number}."}, based_on=number - 1, at=at,
        )  # fmt: skip
    return draft.answers.get()


def _kept(answer: Answer) -> list[int]:
    return sorted(answer.versions.values_list("revision", flat=True))


def test_for_a_day_the_last_of_each_minute_is_kept_and_then_the_last_of_each_day(
    draft: Application,
) -> None:
    seconds = timedelta(seconds=1)
    answer = _write(
        draft,
        START, START + 20 * seconds, START + 40 * seconds, START + 70 * seconds,
        START + timedelta(days=1), START + timedelta(days=1, hours=3),
    )  # fmt: skip

    versioning.thin(START + timedelta(hours=1))
    assert _kept(answer) == [3, 4, 5, 6], "minutes; what comes later is not touched"
    versioning.thin(START + timedelta(days=2, hours=4))
    assert _kept(answer) == [4, 6]
    versioning.thin(START + timedelta(days=50))
    assert _kept(answer) == [4, 6]


def test_some_days_after_the_decision_only_what_was_sent_is_left(
    learner: Person, settings: LazySettings
) -> None:
    settings.KEEP_VERSIONS_DAYS = 30
    version = make.badge(max_words=None)
    answered = make.draft(learner, version, START)
    question = answered.answers.get(criterion__position=2)
    operations.save_answer(
        application_uid=answered.uid, person=learner, position=2,
        given={"written": make.words(9)}, based_on=question.revision, at=START + timedelta(days=1),
    )  # fmt: skip
    operations.submit(
        application_uid=answered.uid, person=learner, accepted_terms=True, at=START + timedelta(2)
    )
    answered.refresh_from_db()
    make.decided(
        answered,
        make.member(version.badge.issuer, Role.ASSESSOR),
        Outcome.DECLINE,
        at=START + timedelta(days=3),
    )

    versioning.thin(START + timedelta(days=32))
    assert question.versions.count() == 2
    versioning.thin(START + timedelta(days=33))
    assert _kept(question) == [2]


def test_a_version_of_an_open_application_stays_however_old(draft: Application) -> None:
    answer = _write(draft, START, START + timedelta(days=1))

    versioning.thin(START + timedelta(days=400))

    assert _kept(answer) == [1, 2]


def test_a_learner_deletes_one_version_or_all_earlier_ones(
    client: Client, draft: Application
) -> None:
    answer = _write(draft, *(START + timedelta(days=day) for day in range(4)))
    page = f"/applications/{draft.uid}/questions/2/versions/"

    told = client.post(page, {"delete": "2"}, follow=True).content.decode()
    assert "The version is deleted." in told
    assert "Version 2." not in told
    assert _kept(answer) == [1, 3, 4]
    told = client.post(page, {"delete": "all"}, follow=True).content.decode()
    assert "2 earlier versions are deleted." in told
    assert _kept(answer) == [4]
    answer.refresh_from_db()
    assert answer.given == {"written": "Version 4."}


def test_neither_the_present_version_nor_somebody_elses_is_deleted(draft: Application) -> None:
    answer = _write(draft, START, START + timedelta(days=1))

    for person, revision in ((draft.person, 2), (draft.person, 7), (make.person("Una Demo"), 1)):
        with pytest.raises(NotAllowed):
            versioning.delete(
                application_uid=draft.uid, person=person, position=2, revision=revision
            )
    assert _kept(answer) == [1, 2]
    assert AnswerVersion.objects.count() == 2
