"""Each kind of answer, by the one way in which everything else asks it."""

from typing import Any

import pytest

from kenspeckle.applications import operations, queries
from kenspeckle.applications.kinds import KINDS, kinds_of
from kenspeckle.applications.models import Answer, Application
from kenspeckle.applications.operations import NotReady
from kenspeckle.catalogue.schema.badge import CriterionKind
from kenspeckle.kernel.refusals import Invalid
from tests import factories as make
from tests.factories import NOON

pytestmark = pytest.mark.django_db

A_LINK = "https://blog.example.org/"


def application(*evidence: str, **fields: Any) -> Application:
    """A draft for a badge that accepts this evidence, with nothing answered."""
    version = make.badge(facts={"evidence": evidence}, task=False, questions=(2, 2), **fields)
    return operations.start(person=make.person(), version=version, at=NOON)


def save(one: Application, given: dict[str, object]) -> Answer:
    """Save the first answer as its applicant does."""
    return operations.save_answer(
        application_uid=one.uid, person=one.person, position=1, given=given, based_on=0, at=NOON
    ).answer


def test_no_two_kinds_share_a_name_or_a_field() -> None:
    version = make.badge()
    names = [kind.name for kind in KINDS]
    fields = [name for kind in KINDS for name in kind.fields(version.criteria.last())]  # type: ignore[arg-type]

    assert len(set(names)) == len(names)
    assert len(set(fields)) == len(fields)


@pytest.mark.parametrize(
    ("evidence", "taken", "refused"),
    [
        ("written", {"written": "My words."}, {"link": A_LINK}),
        ("link", {"link": A_LINK}, {"written": "My words."}),
    ],
)
def test_a_badge_refuses_evidence_that_it_does_not_accept(
    evidence: str, taken: dict[str, object], refused: dict[str, object]
) -> None:
    one = application(evidence)

    with pytest.raises(Invalid, match="does not take"):
        save(one, refused)
    assert not Answer.objects.exists()

    # An empty field of another kind is nothing, and does not matter.
    assert save(one, {**taken, **dict.fromkeys(refused, "")}).given == taken


def test_one_link_for_every_question_is_refused_where_links_are_not_taken() -> None:
    one = application("written")

    with pytest.raises(Invalid, match="takes no links"):
        operations.link_all(application_uid=one.uid, person=one.person, link=A_LINK, at=NOON)

    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (CriterionKind.QUESTION, ["written", "link"]),
        (CriterionKind.TASK, ["tick"]),
        (CriterionKind.DECLARATION, ["tick"]),
        (CriterionKind.ATTACHMENT, []),
    ],
)
def test_what_a_criterion_asks_decides_how_it_is_answered(
    kind: CriterionKind, expected: list[str]
) -> None:
    criterion = make.badge().criteria.first()
    assert criterion is not None
    criterion.kind = kind

    assert [one.name for one in kinds_of(criterion)] == expected


def test_a_badge_that_takes_links_alone_asks_for_a_link() -> None:
    one = application("link")

    with pytest.raises(NotReady) as refusal:
        operations.submit(application_uid=one.uid, person=one.person, accepted_terms=True, at=NOON)

    assert [gap.message for gap in refusal.value.missing] == [
        "“Question 1” has no link yet.",
        "“Question 2” has no link yet.",
    ]


@pytest.mark.parametrize("declared", [False, True])
def test_the_task_list_says_ready_exactly_when_submitting_goes_through(declared: bool) -> None:
    one = make.draft(make.person(), make.badge(ai_rule="declared"))
    if declared:
        operations.declare_ai(application_uid=one.uid, person=one.person, used=False, at=NOON)

    last = queries.tasks(one, queries.items(one))[-1].tasks[-1]

    assert last.status == ("Ready" if declared else "Not yet")
    if declared:
        operations.submit(application_uid=one.uid, person=one.person, accepted_terms=True, at=NOON)
    else:
        with pytest.raises(NotReady):
            operations.submit(
                application_uid=one.uid, person=one.person, accepted_terms=True, at=NOON
            )
