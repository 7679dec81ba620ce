"""Nobody judges a colleague: asked of what was so when it was submitted, not of what is typed today."""

from datetime import date, timedelta

import pytest
from django.conf import LazySettings
from django.test import Client

from kenspeckle.accounts.models import Person
from kenspeckle.applications.models import Application
from kenspeckle.assessment import access, operations
from kenspeckle.assessment.models import Conflict, Outcome
from kenspeckle.catalogue.models import BadgeVersion
from kenspeckle.config.commands.doctor import problems
from kenspeckle.kernel.refusals import NotAllowed
from kenspeckle.organisations.models import Employment, Role
from kenspeckle.organisations.operations import Work, end_membership, state_employment
from tests import factories as make
from tests.factories import NOON

pytestmark = pytest.mark.django_db
TODAY = NOON.date()
LATER = NOON + timedelta(hours=1)
NOTHING = Work()
HOUSE = Work(employer_name="Brae House", job_role="Carer")
PLANTED = "conflict between assessor and applicant"


@pytest.fixture
def version() -> BadgeVersion:
    return make.badge()


@pytest.fixture
def assessor(version: BadgeVersion) -> Person:
    return make.member(version.badge.issuer, Role.ASSESSOR)


def _worked(person: Person, name: str, since: date, until: date | None) -> Employment:
    return Employment.objects.create(
        person=person,
        employer_name=name,
        job_role="Carer",
        since=since,
        until=until,
        stated_at=NOON,
    )


def _refused(application: Application, assessor: Person) -> bool:
    """Whether page, queue and operations all refuse; they never disagree."""
    seen = access.open_to(assessor).filter(pk=application.pk).exists()
    waits = access.waiting_for(assessor).filter(pk=application.pk).exists()
    left = access.left_to_others(assessor).filter(pk=application.pk).exists()
    assert seen == waits == (not left)
    if seen:
        operations.take(application_uid=application.uid, assessor=assessor, at=LATER)
        return False
    for verb in (operations.take, operations.release, operations.declare_conflict):
        with pytest.raises(NotAllowed):
            verb(application_uid=application.uid, assessor=assessor, at=LATER)
    with pytest.raises(NotAllowed):
        make.decided(application, assessor)
    return True


def test_an_assessor_who_clears_their_employer_still_cannot_judge_a_colleague(
    version: BadgeVersion, assessor: Person
) -> None:
    learner = make.person()
    for person in (learner, assessor):
        state_employment(person=person, work=HOUSE, at=NOON)
    application = make.submitted(learner, version)

    state_employment(person=assessor, work=NOTHING, at=LATER)

    assert _refused(application, assessor)


def test_a_learner_who_retypes_their_employer_is_not_judged_by_a_colleague(
    version: BadgeVersion, assessor: Person
) -> None:
    learner = make.person()
    for person in (learner, assessor):
        state_employment(person=person, work=HOUSE, at=NOON)
    application = make.submitted(learner, version)

    state_employment(
        person=learner, work=Work(employer_name="Elsewhere", job_role="Carer"), at=LATER
    )

    assert _refused(application, assessor)


def test_an_employer_that_we_know_and_its_name_typed_are_one(
    version: BadgeVersion, assessor: Person
) -> None:
    house = make.employer(name="Brae House")
    learner, other = make.person(), make.person("Other Demo")
    make.employ(assessor, house)
    _worked(learner, "The BRAE-HOUSE Ltd.", TODAY, None)
    _worked(other, "Brae House School", TODAY, None)

    assert _refused(make.submitted(learner, version), assessor)
    assert not _refused(make.submitted(other, version), assessor)


def test_whoever_has_a_role_at_the_employer_conflicts_with_those_who_work_there(
    version: BadgeVersion, assessor: Person
) -> None:
    house = make.employer(name="Brae House")
    learner = make.person()
    make.employ(learner, house)
    assert not _refused(make.submitted(learner, version), assessor)

    make.member(house, Role.MANAGER, assessor)

    assert _refused(Application.objects.get(person=learner), assessor)


@pytest.mark.parametrize(
    ("mine", "theirs", "refused"),
    [
        # Both left in the year before: colleagues still.
        ((date(2026, 1, 1), date(2026, 5, 31)), (date(2026, 5, 31), date(2026, 9, 1)), True),
        # One left before the other came.
        ((date(2026, 1, 1), date(2026, 5, 30)), (date(2026, 5, 31), None), False),
        # The last common day is a year ago to the day, and one day longer.
        ((date(2020, 1, 1), date(2025, 11, 22)), (date(2019, 1, 1), None), True),
        ((date(2020, 1, 1), date(2025, 11, 21)), (date(2019, 1, 1), None), False),
        # Colleagues only after it was submitted.
        ((date(2026, 11, 23), None), (date(2020, 1, 1), None), False),
    ],
)
def test_colleagues_are_those_of_the_submission_and_the_year_before(
    version: BadgeVersion,
    assessor: Person,
    mine: tuple[date, date | None],
    theirs: tuple[date, date | None],
    refused: bool,
) -> None:
    assert date(2026, 11, 22) == TODAY
    learner = make.person()
    _worked(assessor, "Brae House", *mine)
    _worked(learner, "Brae House", *theirs)

    assert _refused(make.submitted(learner, version), assessor) is refused


def test_the_months_are_the_programmes(assessor: Person, version: BadgeVersion) -> None:
    learner = make.person()
    _worked(assessor, "Brae House", date(2020, 1, 1), date(2026, 9, 1))
    _worked(learner, "Brae House", date(2020, 1, 1), None)
    shorter = make.badge(version.badge.issuer, facts={"conflict_months": 1})

    assert _refused(make.submitted(learner, version), assessor)
    assert not _refused(make.submitted(learner, shorter), assessor)


def test_the_queue_says_how_many_are_left_to_others(
    client: Client, version: BadgeVersion, assessor: Person, settings: LazySettings
) -> None:
    settings.DEMONSTRATION = True
    for name in ("Una Demo", "Ishbel Demo"):
        learner = make.person(name)
        _worked(learner, "Brae House", TODAY, None)
        make.submitted(learner, version)
    client.force_login(assessor)
    assert "left to other assessors" not in client.get("/assess/").content.decode()

    _worked(assessor, "Brae House", TODAY, None)

    page = " ".join(client.get("/assess/").content.decode().split())
    assert "Two more are left to other assessors" in page
    assert "Una Demo" not in page


def test_doctor_looks_at_every_decision_ever_made(version: BadgeVersion, assessor: Person) -> None:
    learner = make.person()
    decided = make.decided(make.submitted(learner, version), assessor)
    Conflict.objects.create(assessor=assessor, person=learner, declared_at=LATER)
    assert list(problems(LATER)) == [], "what was declared afterwards takes nothing back"

    for person in (assessor, learner):
        _worked(person, "Brae House", date(2020, 1, 1), date(2026, 6, 1))

    assert [one for one in map(str, problems(LATER)) if str(decided.uid) in one and PLANTED in one]


def test_what_somebody_took_who_assesses_no_more_is_free_at_once(
    version: BadgeVersion, assessor: Person
) -> None:
    application = make.submitted(make.person(), version)
    colleague = make.member(version.badge.issuer, Role.ASSESSOR)
    operations.take(application_uid=application.uid, assessor=assessor, at=NOON)

    end_membership(membership=assessor.memberships.get(), by=None, at=NOON)

    assert access.others_assignment(colleague, application, LATER) is None
    operations.take(application_uid=application.uid, assessor=colleague, at=LATER)
    assert make.decided(application, colleague).outcome == Outcome.AWARD
