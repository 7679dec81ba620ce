from datetime import UTC, date, datetime
from typing import Any

import pytest

from kenspeckle.accounts.models import Person
from kenspeckle.applications import operations as applications
from kenspeckle.applications.eligibility import standing
from kenspeckle.applications.models import Application
from kenspeckle.assessment.models import Outcome
from kenspeckle.awards import operations as awards
from kenspeckle.awards.places import period_at
from kenspeckle.catalogue.models import BadgeVersion
from kenspeckle.catalogue.schema.badge import Counted, Per
from kenspeckle.kernel.refusals import NotEligible
from kenspeckle.organisations.models import Role
from tests import factories as make
from tests.factories import NOON, today

pytestmark = pytest.mark.django_db


def reasons(person: Person, version: BadgeVersion, at: datetime = NOON) -> list[tuple[Any, ...]]:
    """Return the code and the first possible day of every reason against applying."""
    return [
        (reason.code, reason.possible_on)
        for reason in standing(person=person, version=version, at=at).reasons
    ]


def test_an_open_badge_is_open_to_everyone() -> None:
    found = standing(person=make.person(), version=make.badge(), at=NOON)

    assert found.may_start
    assert found.reasons == ()


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2026, 6, 30, 22, 59, 59, tzinfo=UTC), [("not-open", date(2026, 7, 1))]),
        # Midnight in London is 23:00 UTC in summer.
        (datetime(2026, 6, 30, 23, 0, tzinfo=UTC), []),
        (datetime(2026, 7, 31, 22, 59, 59, tzinfo=UTC), []),
        (datetime(2026, 7, 31, 23, 0, tzinfo=UTC), [("window-over", None)]),
    ],
)
def test_a_window_opens_and_closes_at_midnight_in_london(
    moment: datetime, expected: list[tuple[Any, ...]]
) -> None:
    version = make.badge(opens_on=date(2026, 7, 1), closes_on=date(2026, 7, 31))

    assert reasons(make.person(), version, moment) == expected


def test_a_closed_badge_takes_nobody_whatever_its_window() -> None:
    version = make.badge(closed_on=date(2026, 11, 22), opens_on=date(2026, 12, 1))

    assert reasons(make.person(), version, today(2026, 11, 21)) == [("not-open", date(2026, 12, 1))]
    assert reasons(make.person(), version, today(2026, 11, 22)) == [("closed", None)]


def test_a_badge_for_registrants_asks_for_the_right_part_of_the_register() -> None:
    version = make.badge(audience="registrants")
    person = make.person()
    make.register(person, part="social-worker")

    assert reasons(person, version) == [("audience", None)]
    make.register(person, part="social-care")
    assert reasons(person, version) == []


@pytest.mark.parametrize("claim", ["register", "employ", "childminder"])
def test_a_badge_for_those_who_work_in_the_sector_asks_where_one_works(claim: str) -> None:
    version, person = make.badge(audience="employed"), make.person()
    assert reasons(person, version) == [("audience", None)]

    match claim:
        case "register":
            make.register(person)
        case "employ":
            make.employ(person, make.employer())
        case _:
            make.claim(person, make.CHILDMINDER)

    assert reasons(Person.objects.get(pk=person.pk), version) == []


def test_a_needed_prerequisite_must_be_held_and_not_revoked() -> None:
    first, recommended = make.badge(name="Getting started"), make.badge()
    version = make.badge(
        facts={
            "before": [
                {"badge": first.badge.slug},
                {"badge": recommended.badge.slug, "needed": False},
            ]
        }
    )
    person = make.person()

    assert reasons(person, version) == [("prerequisite", None)]
    issuer = first.badge.issuer
    award = make.awarded(person, first, make.member(issuer, Role.ASSESSOR))
    found = standing(person=person, version=version, at=NOON)
    assert found.reasons == ()
    assert [(need.slug, need.held) for need in found.needed] == [
        (first.badge.slug, True),
        (recommended.badge.slug, False),
    ]
    awards.revoke(
        award_uid=award.uid,
        lead=make.member(issuer, Role.LEAD),
        reason="mistake",
        note="Made in error.",
        at=NOON,
    )
    assert reasons(person, version) == [("prerequisite", None)]


@pytest.mark.parametrize(
    ("per", "submitted", "still_used_up", "free", "possible_on"),
    [
        (
            Per.YEAR,
            datetime(2026, 12, 31, 23, 59, tzinfo=UTC),
            datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC),
            datetime(2027, 1, 1, 0, 0, tzinfo=UTC),
            date(2027, 1, 1),
        ),
        # 29 February belongs to February, and 1 March to the next month.
        (Per.MONTH, today(2028, 2, 1), today(2028, 2, 29), today(2028, 3, 1), date(2028, 3, 1)),
        (
            Per.MONTH,
            today(2026, 12, 1),
            today(2026, 12, 31),
            today(2027, 1, 1),
            date(2027, 1, 1),
        ),
        # In summer, London's month ends at 23:00 UTC.
        (
            Per.MONTH,
            datetime(2026, 6, 30, 22, 59, tzinfo=UTC),
            datetime(2026, 6, 30, 22, 59, 59, tzinfo=UTC),
            datetime(2026, 6, 30, 23, 0, tzinfo=UTC),
            date(2026, 7, 1),
        ),
    ],
)
def test_a_used_up_period_names_the_day_when_it_is_over(
    per: Per,
    submitted: datetime,
    still_used_up: datetime,
    free: datetime,
    possible_on: date,
) -> None:
    version, person = make.badge(per=per), make.person()
    make.submitted(person, version, submitted)

    assert reasons(person, version, still_used_up) == [("frequency", possible_on)]
    assert reasons(person, version, free) == []


def test_once_ever_is_never_possible_again() -> None:
    version, person = make.badge(per=Per.EVER), make.person()
    application = make.submitted(person, version)
    make.decided(application, make.member(version.badge.issuer, Role.ASSESSOR))

    assert reasons(person, version, today(2036, 1, 1)) == [("frequency", None)]


def test_twice_a_year_leaves_a_second_place() -> None:
    version, person = make.badge(per=Per.YEAR, times=2), make.person()
    assessor = make.member(version.badge.issuer, Role.ASSESSOR)

    make.awarded(person, version, assessor)
    assert reasons(person, version) == []
    make.awarded(person, version, assessor)
    assert reasons(person, version) == [("frequency", date(2027, 1, 1))]


def test_a_series_counts_all_its_badges_together() -> None:
    issuer = make.issuer()
    series = make.series(issuer)
    rule: dict[str, Any] = {"series": series, "per": Per.MONTH, "counted": Counted.SERIES}
    november, december = make.badge(issuer, **rule), make.badge(issuer, **rule)
    person = make.person()
    make.submitted(person, november)

    assert reasons(person, december) == [("frequency", date(2026, 12, 1))]
    assert reasons(person, december, today(2026, 12, 1)) == []
    assert reasons(make.person(), december) == []


def test_a_draft_uses_up_no_period_and_two_drafts_of_a_series_race_for_it() -> None:
    issuer = make.issuer()
    rule: dict[str, Any] = {
        "series": make.series(issuer),
        "per": Per.MONTH,
        "counted": Counted.SERIES,
    }
    first, second = make.badge(issuer, **rule), make.badge(issuer, **rule)
    person = make.person()
    one, two = make.draft(person, first), make.draft(person, second)
    applications.submit(application_uid=one.uid, person=person, accepted_terms=True, at=NOON)

    with pytest.raises(NotEligible) as refusal:
        applications.submit(application_uid=two.uid, person=person, accepted_terms=True, at=NOON)
    assert "once in a calendar month" in " ".join(refusal.value.reasons)

    two.refresh_from_db()
    assert (two.state, two.submissions.count()) == ("draft", 0)


def test_the_period_is_that_of_the_first_submission_and_a_resubmission_tests_no_window() -> None:
    version = make.badge(per=Per.MONTH, closes_on=date(2026, 11, 30))
    person = make.person()
    assessor = make.member(version.badge.issuer, Role.ASSESSOR)
    application = make.submitted(person, version, today(2026, 11, 30))
    make.decided(application, assessor, Outcome.RETURN, unmet=(3,), at=today(2026, 12, 20))

    again = applications.submit(
        application_uid=application.uid, person=person, accepted_terms=True, at=today(2027, 1, 3)
    )
    make.decided(application, assessor, at=today(2027, 1, 4))

    assert again.number == 2
    assert person.awards.get().place.period == "2026-11"


def test_declining_and_withdrawing_free_the_period() -> None:
    version, person = make.badge(per=Per.EVER), make.person()
    first = make.submitted(person, version)
    applications.withdraw(application_uid=first.uid, person=person, at=NOON)
    second = make.submitted(person, version)
    make.decided(second, make.member(version.badge.issuer, Role.ASSESSOR), Outcome.DECLINE)

    assert reasons(person, version) == []


def test_every_reason_is_given_at_once() -> None:
    version = make.badge(
        audience="registrants",
        opens_on=date(2027, 1, 1),
        facts={"before": [{"badge": make.badge().badge.slug}]},
    )

    with pytest.raises(NotEligible) as refusal:
        applications.start(person=make.person(), version=version, at=NOON)

    assert len(refusal.value.reasons) == 3
    assert not Application.objects.exists()


@pytest.mark.parametrize(
    ("per", "moment", "name", "next_on"),
    [
        (Per.YEAR, datetime(2026, 12, 31, 23, 59, tzinfo=UTC), "2026", date(2027, 1, 1)),
        (Per.MONTH, datetime(2026, 3, 31, 22, 59, tzinfo=UTC), "2026-03", date(2026, 4, 1)),
        (Per.MONTH, datetime(2026, 3, 31, 23, 0, tzinfo=UTC), "2026-04", date(2026, 5, 1)),
        (Per.MONTH, datetime(2026, 12, 31, 12, 0, tzinfo=UTC), "2026-12", date(2027, 1, 1)),
        (Per.EVER, NOON, "ever", None),
    ],
)
def test_a_period_is_counted_in_london_days(
    per: Per, moment: datetime, name: str, next_on: date | None
) -> None:
    period = period_at(make.badge(per=per), moment)

    assert (period.name, period.next_on) == (name, next_on)
