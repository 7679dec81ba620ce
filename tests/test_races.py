"""Four at once on a real database: one wins, each of the others gets a refusal, nothing doubles.

`ROUNDS` in the environment sets how many rounds there are of each race; four threads start each
round together, each on a connection of its own.
"""

import os
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import count
from pathlib import Path

import pytest
from django.db import connection, connections
from django.db.models import Count

from kenspeckle.accounts.models import Person
from kenspeckle.applications import operations as applications
from kenspeckle.applications.models import Answer, Application, Submission
from kenspeckle.applications.states import ApplicationState
from kenspeckle.assessment import operations as assessment
from kenspeckle.assessment.models import Assignment, Decision, Outcome
from kenspeckle.assessment.points import Point, Ruling
from kenspeckle.audit.models import Event
from kenspeckle.awards import milestones
from kenspeckle.awards import operations as awards
from kenspeckle.awards.models import Award, Place
from kenspeckle.catalogue.models import BadgeVersion
from kenspeckle.catalogue.schema.badge import Counted, Per
from kenspeckle.config.commands.doctor import problems
from kenspeckle.kernel.models import OutgoingMail
from kenspeckle.kernel.refusals import Refusal
from kenspeckle.organisations.models import Organisation, Role
from tests import factories as make
from tests.factories import NOON

pytestmark = [pytest.mark.races, pytest.mark.django_db(transaction=True)]

ROUNDS = int(os.environ.get("ROUNDS", "170"))
WIDE = 4
_address = count(1)

Turn = Callable[[], object]
"""What one of the four does in a round."""


def race(rounds: Sequence[Sequence[Turn]]) -> list[Counter[str]]:
    """Play every round with one thread for each turn; return how often each thing came out.

    "done" is a turn that came through; a refusal counts under the name of its class. Anything else
    (a deadlock, an integrity error) is raised: it would be a 500 to a person.
    """
    outcomes: list[Counter[str]] = [Counter() for _ in rounds]
    broken: list[Exception] = []
    together = threading.Barrier(WIDE)

    def run(lane: int) -> None:
        try:
            for number, turns in enumerate(rounds):
                together.wait(timeout=60)
                try:
                    turns[lane]()
                except Refusal as refusal:
                    outcomes[number][type(refusal).__name__] += 1
                else:
                    outcomes[number]["done"] += 1
        except threading.BrokenBarrierError:
            pass
        except Exception as error:  # noqa: BLE001 (raised again below, in the test's own thread)
            broken.append(error)
            together.abort()
        finally:
            connections.close_all()

    lanes = [threading.Thread(target=run, args=(lane,)) for lane in range(WIDE)]
    for lane in lanes:
        lane.start()
    for lane in lanes:
        lane.join(timeout=600)
    if broken:
        raise broken[0]
    assert not any(lane.is_alive() for lane in lanes), "a round never came to its end"
    return outcomes


def people(number: int) -> list[Person]:
    """So many new people, made at once."""
    return Person.objects.bulk_create(
        Person(email=f"racer{next(_address)}@example.org", display_name="Racer", password="!")
        for _ in range(number)
    )


def drafts(by: Sequence[Person], version: BadgeVersion) -> list[Application]:
    """One complete draft for each person, made at once."""
    made = Application.objects.bulk_create(
        Application(
            person=person, badge=version.badge, version=version, started_at=NOON, saved_at=NOON
        )
        for person in by
    )
    Answer.objects.bulk_create(
        Answer(
            application=application,
            criterion=criterion,
            given=make.answer_to(criterion),
            revision=1,
            saved_at=NOON,
        )
        for application in made
        for criterion in version.criteria.all()
    )
    return made


def submitted(number: int, version: BadgeVersion) -> list[Application]:
    """So many applications that wait for a decision."""
    made = drafts(people(number), version)
    for application in made:
        submit(application)()
    return made


def submit(application: Application) -> Turn:
    """The turn of somebody who submits."""
    return lambda: applications.submit(
        application_uid=application.uid, person=application.person, accepted_terms=True, at=NOON
    )


def take(application: Application, assessor: Person) -> Turn:
    """The turn of an assessor who takes an application."""
    return lambda: assessment.take(application_uid=application.uid, assessor=assessor, at=NOON)


def decide(application: Application, assessor: Person, outcome: Outcome) -> Turn:
    """The turn of an assessor who decides."""
    unmet = outcome == Outcome.RETURN
    return lambda: assessment.decide(
        application_uid=application.uid,
        assessor=assessor,
        submission=1,
        outcome=outcome,
        reason="other" if outcome == Outcome.DECLINE else "",
        feedback="Thank you.",
        verdicts={Point(1): Ruling(not unmet, "More." if unmet else "")},
        at=NOON,
    )


@pytest.fixture
def issuer() -> Organisation:
    return make.issuer()


@pytest.fixture
def assessors(issuer: Organisation) -> list[Person]:
    return [make.member(issuer, Role.ASSESSOR) for _ in range(WIDE)]


@pytest.fixture
def version(issuer: Organisation) -> BadgeVersion:
    return make.badge(issuer, task=False, questions=(2,))


@pytest.fixture(autouse=True)
def _every_promise_holds_after() -> Iterator[None]:
    yield
    chains = [one for one in problems(NOON) if "events application.started" not in one]
    # (The drafts are made in bulk, so nobody started them.)
    assert chains == []


def test_an_application_is_submitted_once_from_four_windows(version: BadgeVersion) -> None:
    made = drafts(people(ROUNDS), version)

    outcomes = race([[submit(application)] * WIDE for application in made])

    assert outcomes == [Counter(done=1, WrongState=3)] * ROUNDS
    assert Submission.objects.count() == Place.objects.count() == ROUNDS
    assert OutgoingMail.objects.count() == ROUNDS
    receipts = sorted(Submission.objects.values_list("receipt", flat=True))
    assert receipts == [f"KS-2026-{number:06d}" for number in range(1, ROUNDS + 1)]


def test_one_place_of_a_series_is_taken_once_by_two_badges(issuer: Organisation) -> None:
    series = make.series(issuer)
    first, second = (
        make.badge(
            issuer, task=False, questions=(2,), series=series, per=Per.MONTH, counted=Counted.SERIES
        )
        for _ in range(2)
    )
    by = people(ROUNDS)
    pairs = list(zip(drafts(by, first), drafts(by, second), strict=True))

    outcomes = race([[submit(one), submit(two), submit(one), submit(two)] for one, two in pairs])

    assert [found["done"] for found in outcomes] == [1] * ROUNDS
    assert all(found.keys() <= {"done", "WrongState", "NotEligible"} for found in outcomes)
    assert Place.objects.filter(live=True).count() == Submission.objects.count() == ROUNDS


def test_a_badge_is_started_once_from_four_windows(version: BadgeVersion) -> None:
    by = people(ROUNDS)

    def start(person: Person) -> Turn:
        return lambda: applications.start(person=person, version=version, at=NOON)

    outcomes = race([[start(person)] * WIDE for person in by])

    assert outcomes == [Counter(done=4)] * ROUNDS
    assert Application.objects.count() == ROUNDS


def test_an_application_is_taken_by_one_of_four_assessors(
    version: BadgeVersion, assessors: list[Person]
) -> None:
    made = submitted(ROUNDS, version)

    outcomes = race([[take(application, one) for one in assessors] for application in made])

    assert outcomes == [Counter(done=1, WrongState=3)] * ROUNDS
    assert Assignment.objects.count() == ROUNDS


def test_an_application_is_awarded_once_by_four_assessors(
    version: BadgeVersion, assessors: list[Person]
) -> None:
    made = submitted(ROUNDS, version)

    outcomes = race(
        [[decide(application, one, Outcome.AWARD) for one in assessors] for application in made]
    )

    assert outcomes == [Counter(done=1, WrongState=3)] * ROUNDS
    assert Decision.objects.count() == Award.objects.count() == ROUNDS
    kept = Place.objects.filter(award__isnull=False).values("person", "scope", "period")
    assert {place["awards"] for place in kept.annotate(awards=Count("pk"))} == {1}


def test_assessors_who_disagree_leave_one_decision_and_a_withdrawal_may_win(
    version: BadgeVersion, assessors: list[Person]
) -> None:
    made = submitted(ROUNDS, version)

    def withdraw(application: Application) -> Turn:
        return lambda: applications.withdraw(
            application_uid=application.uid, person=application.person, at=NOON
        )

    outcomes = race(
        [
            [
                decide(application, assessors[0], Outcome.AWARD),
                decide(application, assessors[1], Outcome.DECLINE),
                decide(application, assessors[2], Outcome.RETURN),
                withdraw(application),
            ]
            for application in made
        ]
    )

    # A returned application may still be withdrawn: there both came through, one after the other.
    returned = Decision.objects.filter(outcome=Outcome.RETURN).count()
    withdrawn = Application.objects.filter(state=ApplicationState.WITHDRAWN).count()
    assert all(found["done"] in (1, 2) for found in outcomes)
    assert all(found.keys() <= {"done", "WrongState"} for found in outcomes)
    assert sum(found["done"] for found in outcomes) == Decision.objects.count() + withdrawn
    assert sum(found["done"] == 2 for found in outcomes) <= returned
    assert Award.objects.count() == Decision.objects.filter(outcome=Outcome.AWARD).count()
    assert not Application.objects.filter(state=ApplicationState.SUBMITTED).exists()
    with connection.cursor() as cursor:
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        assert cursor.fetchone() == (0,)


@pytest.fixture
def milestone(issuer: Organisation, version: BadgeVersion) -> BadgeVersion:
    return make.badge(
        issuer, criteria=[], facts={"milestone": {"hold": 1, "of": [version.badge.slug]}}
    )


def holders(version: BadgeVersion, assessor: Person, folder: Path) -> list[Award]:
    """So many signed awards, each of a person of their own."""
    keys = make.key_store(folder)
    return [
        make.signed(Award.objects.get(basis_reference=f"decision:{decision.uid}"), keys)
        for decision in (make.decided(one, assessor) for one in submitted(ROUNDS, version))
    ]


def test_a_milestone_is_claimed_once_from_four_windows(
    version: BadgeVersion, milestone: BadgeVersion, assessors: list[Person], tmp_path: Path
) -> None:
    held = holders(version, assessors[0], tmp_path)

    def claim_it(award: Award) -> Turn:
        return lambda: awards.claim_milestone(person=award.person, version=milestone, at=NOON)

    outcomes = race([[claim_it(award)] * WIDE for award in held])

    assert outcomes == [Counter(done=1, NotEligible=3)] * ROUNDS
    assert milestone.awards.count() == ROUNDS


def test_a_milestone_rests_on_what_it_names_even_while_that_is_revoked(
    issuer: Organisation,
    version: BadgeVersion,
    milestone: BadgeVersion,
    assessors: list[Person],
    tmp_path: Path,
) -> None:
    held = holders(version, assessors[0], tmp_path)
    lead = make.member(issuer, Role.LEAD)

    def claim_it(award: Award) -> Turn:
        return lambda: awards.claim_milestone(person=award.person, version=milestone, at=NOON)

    def revoke(award: Award) -> Turn:
        return lambda: awards.revoke(
            award_uid=award.uid, lead=lead, reason="mistake", note="Error.", at=NOON
        )

    outcomes = race(
        [[claim_it(award), revoke(award), claim_it(award), revoke(award)] for award in held]
    )

    made = list(milestone.awards.select_related("version"))
    assert sum(one["done"] for one in outcomes) == ROUNDS + len(made)
    first = [Event.objects.get(chain=f"award:{one.uid}", number=1).pk for one in made]
    for award, recorded in zip(made, first, strict=True):
        (rested_on,) = milestones.resting_on(award)
        revoked = Event.objects.get(chain=f"award:{rested_on.uid}", name="award.revoked")
        assert revoked.pk > recorded, "it was revoked before it was counted"
