"""Badges of every shape, from the first page to the award, through the operations."""

import json
from typing import Any

import pytest
from django.test import Client

from kenspeckle.accounts.models import Person
from kenspeckle.applications import choosing, formats, operations, queries
from kenspeckle.applications.models import Application
from kenspeckle.applications.operations import NotReady
from kenspeckle.applications.states import ApplicationState
from kenspeckle.assessment import queries as assessing
from kenspeckle.assessment.models import Outcome
from kenspeckle.assessment.operations import decide
from kenspeckle.assessment.points import Point, Ruling
from kenspeckle.awards.models import Award
from kenspeckle.catalogue.models import BadgeVersion
from kenspeckle.kernel.models import OutgoingMail
from kenspeckle.kernel.refusals import Invalid, WrongState
from kenspeckle.organisations.models import Role
from tests import factories as make
from tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> Person:
    return make.person()


def started(person: Person, version: BadgeVersion) -> Application:
    """An application with nothing in it."""
    return operations.start(person=person, version=version, at=NOON)


def choose(application: Application, **chosen: list[str]) -> Application:
    """Choose as the applicant does."""
    return choosing.choose(
        application_uid=application.uid, person=application.person, chosen=chosen, at=NOON
    )


def write(application: Application, *positions: int) -> None:
    """Answer what is asked at these positions, or everywhere."""
    application = Application.objects.get(pk=application.pk)
    for criterion in application.asked():
        if not positions or criterion.position in positions:
            before = application.answers.filter(criterion=criterion).first()
            operations.save_answer(
                application_uid=application.uid,
                person=application.person,
                position=criterion.position,
                given=make.answer_to(criterion),
                based_on=before.revision if before else 0,
                at=NOON,
            )


def hand_in(application: Application) -> Application:
    """Submit as the applicant does."""
    operations.submit(
        application_uid=application.uid, person=application.person, accepted_terms=True, at=NOON
    )
    return Application.objects.get(pk=application.pk)


def missing(application: Application) -> list[str]:
    """What keeps the application from being submitted."""
    with pytest.raises(NotReady) as refusal:
        hand_in(application)
    return [gap.message for gap in refusal.value.missing]


def asked_at(application: Application) -> list[int]:
    """The positions that the task list asks for."""
    return [item.criterion.position for item in queries.items(application)]


def assessor_of(application: Application) -> Person:
    """An assessor of the badge's issuer."""
    return make.member(application.badge.issuer, Role.ASSESSOR)


def award_it(application: Application) -> Award:
    """Award as an assessor does; return the award."""
    decision = make.decided(application, assessor_of(application))
    return Award.objects.get(basis_reference=f"decision:{decision.uid}")


def test_a_route_is_chosen_and_only_its_criteria_are_asked_judged_and_counted(
    person: Person,
) -> None:
    application = started(person, make.badge(**make.TWO_ROUTES))

    assert asked_at(application) == [1]
    write(application)
    assert missing(application) == ["“Choose your way”: you have not chosen yet."]

    application = choose(application, route=["together"])
    assert asked_at(application) == [1, 3, 4]
    write(application)
    submitted = hand_in(application)

    frozen = formats.read(submitted.submissions.get())
    assert frozen.choices == {"route": ("together",)}
    assert [answer.position for answer in frozen.answers] == [1, 3, 4]
    assert list(assessing.open_points(submitted)) == [Point(1), Point(3), Point(4)]
    assert [fact.text for fact in assessing.desk(submitted).chosen] == ["With others"]
    assert [item.name for item in award_it(submitted).evidence.all()] == ["Why?", "Talk"]


def test_another_route_keeps_what_was_written_for_the_first_and_neither_asks_nor_sends_it(
    person: Person,
) -> None:
    application = choose(started(person, make.badge(**make.TWO_ROUTES)), route=["together"])
    write(application)

    application = choose(application, route=["alone"])
    write(application, 2)
    submitted = hand_in(application)

    assert application.answers.count() == 4
    assert [answer.position for answer in formats.read(submitted.submissions.get()).answers] == [
        1,
        2,
    ]
    assert queries.total_words(queries.items(submitted)) == 6


def test_nothing_is_saved_at_what_was_not_chosen(person: Person) -> None:
    application = choose(started(person, make.badge(**make.TWO_ROUTES)), route=["alone"])

    with pytest.raises(Invalid, match="not chosen"):
        operations.save_answer(
            application_uid=application.uid,
            person=person,
            position=4,
            given={"written": "Words."},
            based_on=0,
            at=NOON,
        )
    operations.link_all(
        application_uid=application.uid, person=person, link="https://a.example.org/", at=NOON
    )
    assert sorted(application.answers.values_list("criterion__position", flat=True)) == [1, 2]


THREE_OF_FOUR: dict[str, Any] = {
    "facts": {"choices": [{"key": "some", "take": 2}]},
    "criteria": [
        {"key": key, "title": key.title(), "min_words": 2, "choice": "some"}
        for key in ("plan", "act", "look", "learn")
    ],
}


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        ([], "Choose two of these; you have chosen none."),
        (["plan"], "Choose two of these; you have chosen one."),
        (["plan", "act", "look"], "you have chosen three"),
        (["plan", "fly"], "does not offer"),
    ],
)
def test_exactly_as_many_as_asked_are_chosen(
    person: Person, chosen: list[str], message: str
) -> None:
    application = started(person, make.badge(**THREE_OF_FOUR))

    with pytest.raises(Invalid, match=message):
        choose(application, some=chosen)

    application.refresh_from_db()
    assert application.choices == {}


def test_some_of_several_are_shown_judged_and_awarded(person: Person) -> None:
    application = choose(started(person, make.badge(**THREE_OF_FOUR)), some=["learn", "act"])
    write(application)

    award = award_it(hand_in(application))

    assert [item.name for item in award.evidence.all()] == ["Act", "Learn"]


def test_after_a_return_what_is_met_stays_chosen_and_the_rest_may_be_exchanged(
    person: Person,
) -> None:
    application = choose(started(person, make.badge(**THREE_OF_FOUR)), some=["plan", "act"])
    write(application)
    submitted = hand_in(application)
    make.decided(submitted, assessor_of(submitted), Outcome.RETURN, unmet=(2,))

    with pytest.raises(Invalid, match="“Plan” is met already"):
        choose(application, some=["act", "look"])
    application = choose(application, some=["plan", "learn"])
    with pytest.raises(WrongState, match="already met"):
        write(application, 1)
    write(application, 4)
    again = hand_in(application)

    assert list(assessing.open_points(again)) == [Point(4)]
    assert [item.name for item in award_it(again).evidence.all()] == ["Plan", "Learn"]


def test_nothing_is_chosen_any_more_after_submitting(person: Person) -> None:
    application = choose(started(person, make.badge(**THREE_OF_FOUR)), some=["plan", "act"])
    write(application)
    hand_in(application)

    with pytest.raises(WrongState):
        choose(application, some=["look", "learn"])


STAGES: dict[str, Any] = {
    "facts": {
        "stages": [
            {"key": "explore", "name": "Explore", "text": "Look around first."},
            {"key": "reflect", "name": "Reflect"},
        ]
    },
    "criteria": [
        {"kind": "task", "title": "Read", "stage": "explore", "minutes": 20,
         "resources": [{"name": "A film", "url": "https://film.example.org/", "minutes": 12}]},
        {"title": "What stays with you?", "stage": "reflect", "around_words": 150},
        {"title": "More?", "stage": "reflect", "required": False, "min_words": 5},
    ],
}  # fmt: skip


def test_stages_are_parts_of_the_task_list(person: Person) -> None:
    application = started(person, make.badge(**STAGES))

    groups = queries.tasks(application, queries.items(application))

    assert [(group.title, [task.title for task in group.tasks]) for group in groups] == [
        ("Explore", ["Read"]),
        ("Reflect", ["What stays with you?", "More?"]),
        ("Before you submit", ["Check your answers and submit"]),
    ]
    assert groups[0].text == "Look around first."
    assert [task.hint for group in groups[:2] for task in group.tasks] == [
        "About 20 minutes",
        "Around 150 words",
        "At least 5 words",
    ]


def test_a_soft_number_of_words_never_blocks_and_what_is_optional_and_empty_is_not_judged(
    person: Person,
) -> None:
    application = started(person, make.badge(**STAGES))
    operations.save_answer(
        application_uid=application.uid, person=person, position=2,
        given={"written": "Very few words."}, based_on=0, at=NOON,
    )  # fmt: skip
    write(application, 1)

    submitted = hand_in(application)

    assert list(assessing.open_points(submitted)) == [Point(1), Point(2)]
    assert [item.name for item in award_it(submitted).evidence.all()] == ["What stays with you?"]


def test_an_optional_answer_that_is_begun_is_held_to_its_minimum_and_judged(person: Person) -> None:
    application = started(person, make.badge(**STAGES))
    write(application)
    operations.save_answer(
        application_uid=application.uid, person=person, position=3,
        given={"written": "Two words."}, based_on=1, at=NOON,
    )  # fmt: skip
    assert missing(application) == ["“More?” has 2 of at least 5 words."]

    operations.save_answer(
        application_uid=application.uid, person=person, position=3,
        given={"written": make.words(5)}, based_on=2, at=NOON,
    )  # fmt: skip
    assert list(assessing.open_points(hand_in(application))) == [Point(1), Point(2), Point(3)]


COMPETENCES: dict[str, Any] = {
    "criteria": [
        {
            "kind": "competences",
            "title": "Your account",
            "min_words": 4,
            "competences": [
                {"key": "listens", "name": "Listens to others"},
                {"key": "plans", "name": "Plans the work"},
            ],
        }
    ]
}


def test_each_competence_of_an_account_has_a_verdict_and_a_comment_of_its_own(
    person: Person,
) -> None:
    application = started(person, make.badge(**COMPETENCES))
    write(application)
    submitted = hand_in(application)
    listens, plans = Point(1, "listens"), Point(1, "plans")
    assert assessing.open_points(submitted) == {
        listens: "Listens to others",
        plans: "Plans the work",
    }

    decide(
        application_uid=submitted.uid,
        assessor=assessor_of(submitted),
        submission=1,
        outcome=Outcome.RETURN,
        feedback="One is still to be seen.",
        verdicts={listens: Ruling(True, "Well told."), plans: Ruling(False, "How did you plan?")},
        at=NOON,
    )

    letter = OutgoingMail.objects.latest("pk").text
    assert "Not yet met: Plans the work\nHow did you plan?" in letter
    application = Application.objects.get(pk=application.pk)
    assert (application.state, application.reopened) == (ApplicationState.RETURNED, [1])
    operations.save_answer(
        application_uid=application.uid, person=person, position=1,
        given={"written": make.words(9)}, based_on=1, at=NOON,
    )  # fmt: skip
    again = hand_in(application)
    assert list(assessing.open_points(again)) == [plans]
    award = award_it(again)
    assert [item.name for item in award.evidence.all()] == ["Your account"]


def test_an_award_needs_every_competence(person: Person) -> None:
    application = started(person, make.badge(**COMPETENCES))
    write(application)
    submitted = hand_in(application)

    with pytest.raises(Invalid, match="Give a verdict on “Plans the work”"):
        decide(
            application_uid=submitted.uid,
            assessor=assessor_of(submitted),
            submission=1,
            outcome=Outcome.AWARD,
            feedback="Fine.",
            verdicts={Point(1, "listens"): Ruling(True)},
            at=NOON,
        )
    assert not Award.objects.exists()


@pytest.mark.parametrize(
    ("facts", "hint"),
    [
        ({"min_words": 20}, "At least 20 words"),
        ({"min_words": 20, "max_words": 30}, "20 to 30 words"),
        ({"around_words": 25}, "Around 25 words"),
        ({}, ""),
        (
            {"min_words": 20, "min_minutes": 2, "max_minutes": 5},
            "At least 20 words, or a recording of 2 to 5 minutes behind a link",
        ),
    ],
)
def test_what_a_question_asks_is_said_on_the_task_list(
    person: Person, facts: dict[str, Any], hint: str
) -> None:
    application = started(person, make.badge(criteria=[{"title": "Tell us", **facts}]))

    assert queries.tasks(application, queries.items(application))[0].tasks[0].hint == hint


def test_a_recording_behind_a_link_stands_for_the_words(person: Person) -> None:
    version = make.badge(criteria=[{"min_words": 20, "min_minutes": 2, "max_minutes": 5}])
    application = started(person, version)
    operations.save_answer(
        application_uid=application.uid, person=person, position=1,
        given={"link": "https://film.example.org/mine"}, based_on=0, at=NOON,
    )  # fmt: skip

    assert award_it(hand_in(application)).evidence.get().name == "Question 1"


@pytest.mark.parametrize("shape", [make.TWO_ROUTES, THREE_OF_FOUR, STAGES, COMPETENCES])
def test_every_page_of_a_shape_is_shown_to_both_sides(
    client: Client, person: Person, shape: dict[str, Any], settings: Any
) -> None:
    settings.DEMONSTRATION = True
    application = make.draft(person, make.badge(**shape))
    client.force_login(person)
    base = f"/applications/{application.uid}/"
    pages = ["", "questions/", "check/"]
    pages += ["choose/"] if "choices" in shape.get("facts", {}) else []
    pages += [f"questions/{criterion.position}/" for criterion in application.asked()]
    for page in pages:
        answer = client.get(base + page)
        assert answer.status_code == 200, page
        assert json.dumps("None") not in answer.content.decode()

    submitted = hand_in(application)
    assessor = assessor_of(submitted)
    client.force_login(assessor)
    client.post(f"/assess/{submitted.uid}/take")
    page = client.get(f"/assess/{submitted.uid}/").content.decode()

    for title in assessing.open_points(submitted).values():
        assert title in page
    verdicts = {f"met_{point.name}": "yes" for point in assessing.open_points(submitted)}
    answer = client.post(
        f"/assess/{submitted.uid}/",
        {
            "submission": "1",
            "outcome": "award",
            "feedback": "Well done.",
            "decide": "yes",
            **verdicts,
        },
    )
    assert answer.status_code == 302
    assert client.post(f"/assess/{submitted.uid}/decision").status_code == 302
    assert Award.objects.get().person == person
