"""Anything anybody may do, in any order, while time moves on: every promise holds after each step.

`STEPS` in the environment sets how many steps are taken; a life of a programme has 50.
"""

import os
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from django.db import transaction
from django.db.models import Model, QuerySet
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from kenspeckle.accounts.models import Person
from kenspeckle.applications import operations as applications
from kenspeckle.applications.models import Application, Submission
from kenspeckle.applications.states import ApplicationState
from kenspeckle.assessment import operations as assessment
from kenspeckle.assessment.models import Assignment, Decision, Outcome
from kenspeckle.assessment.points import Point, Ruling
from kenspeckle.assessment.queries import already_met
from kenspeckle.audit.models import Event
from kenspeckle.awards import operations as awards
from kenspeckle.awards import signer
from kenspeckle.awards.models import Award, Place, StatusList
from kenspeckle.catalogue.schema.badge import Counted, Per
from kenspeckle.config.commands.doctor import problems
from kenspeckle.kernel.clock import LONDON
from kenspeckle.kernel.models import MailState, OutgoingMail
from kenspeckle.kernel.refusals import Refusal
from kenspeckle.organisations import operations as organisations
from kenspeckle.organisations.models import Membership, Role
from tests import factories as make

STEPS = int(os.environ.get("STEPS", "1000"))
STEPS_OF_A_LIFE = 50
REACHED: Counter[str] = Counter()
BEGIN = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

Row = TypeVar("Row", bound=Model)

# What the lives must have held between them, so that the promises were put to a test.
SHOULD_HAPPEN = (
    "application.submitted",
    "application.decided",
    "application.withdrawn",
    "application.taken",
    "award.recorded",
    "award.signed",
    "award.revoked",
    "award.shared",
    "membership.ended",
    "NotAllowed",
    "NotEligible",
    "NotReady",
    "WrongState",
)

learners = st.integers(0, 3)
badges = st.integers(0, 2)
assessors = st.integers(0, 2)
which = st.integers(0, 40)


class Programme(RuleBasedStateMachine):
    """One life of a programme. What is made in it is rolled back at its end."""

    folder: Path

    def __init__(self) -> None:
        super().__init__()
        self.at = BEGIN
        self.life = transaction.atomic()
        self.life.__enter__()
        issuer = make.issuer()
        monthly: dict[str, Any] = {
            "series": make.series(issuer),
            "per": Per.MONTH,
            "counted": Counted.SERIES,
        }
        self.badges = [
            make.badge(issuer, task=False, per=Per.YEAR),
            make.badge(issuer, task=False, **monthly),
            make.badge(issuer, task=False, **monthly),
        ]
        self.keys = make.key_store(self.folder)
        workplace = make.employer()
        both = make.person("Learner and assessor")
        colleague = make.person("Works with an assessor")
        teamed = make.person("Assessor in a team")
        make.employ(colleague, workplace)
        make.employ(teamed, workplace)
        self.learners = [make.person("One"), make.person("Two"), colleague, both]
        self.assessors = [
            make.member(issuer, Role.ASSESSOR),
            make.member(issuer, Role.ASSESSOR, both),
            make.member(issuer, Role.ASSESSOR, teamed),
        ]
        self.lead = make.member(issuer, Role.LEAD)
        self.issuer = issuer

    def teardown(self) -> None:
        REACHED.update(Event.objects.values_list("name", flat=True))
        transaction.set_rollback(True)
        self.life.__exit__(None, None, None)

    @initialize()
    def the_first_apply(self) -> None:
        for learner in range(len(self.learners)):
            self.hand_in(learner, learner % len(self.badges), enough=True)

    # What applicants do

    @rule(learner=learners, badge=badges)
    def start(self, learner: int, badge: int) -> None:
        self.attempt(applications.start, person=self.learners[learner], version=self.badges[badge])

    @rule(learner=learners, badge=badges, enough=st.booleans())
    def write(self, learner: int, badge: int, enough: bool) -> None:
        found = self.open_application(learner, badge)
        if found:
            for criterion in found.version.criteria.all():
                before = found.answers.filter(criterion=criterion).first()
                self.attempt(
                    applications.save_answer,
                    application_uid=found.uid,
                    person=found.person,
                    position=criterion.position,
                    given={"written": make.words(8 if enough else 2) + f" at {self.at:%d%H%M%S}"},
                    based_on=before.revision if before else 0,
                )

    @rule(learner=learners, badge=badges, accepted=st.sampled_from([True, True, True, False]))
    def submit(self, learner: int, badge: int, accepted: bool) -> None:
        found = self.open_application(learner, badge)
        if found:
            self.attempt(
                applications.submit,
                application_uid=found.uid,
                person=found.person,
                accepted_terms=accepted,
            )

    @rule(learner=learners, badge=badges, enough=st.sampled_from([True, True, False]))
    def hand_in(self, learner: int, badge: int, enough: bool) -> None:
        self.start(learner, badge)
        self.write(learner, badge, enough)
        self.submit(learner, badge, accepted=True)

    @rule(one=which, learner=learners, own=st.booleans())
    def withdraw(self, one: int, learner: int, own: bool) -> None:
        found = self.application(one)
        if found and one % 3 == 0:
            person = found.person if own else self.learners[learner]
            self.attempt(applications.withdraw, application_uid=found.uid, person=person)

    # What assessors do

    @rule(assessor=assessors, one=which)
    def take(self, assessor: int, one: int) -> None:
        self.by_assessor(assessment.take, assessor, one)

    @rule(assessor=assessors, one=which)
    def release(self, assessor: int, one: int) -> None:
        self.by_assessor(assessment.release, assessor, one)

    @rule(assessor=assessors, one=which)
    def declare_conflict(self, assessor: int, one: int) -> None:
        if one % 8 == 0:
            self.by_assessor(assessment.declare_conflict, assessor, one)

    @rule(
        assessor=assessors,
        one=which,
        outcome=st.sampled_from([Outcome.AWARD, Outcome.AWARD, Outcome.RETURN, Outcome.DECLINE]),
        read=st.sampled_from([0, 0, 0, -1]),
    )
    def decide(self, assessor: int, one: int, outcome: Outcome, read: int) -> None:
        found = self.application(one)
        if not found:
            return
        met = already_met(found)
        places = {
            Point(one) for one in found.version.criteria.values_list("position", flat=True)
        } - met
        unmet = {max(places)} if outcome == Outcome.RETURN and places else set()
        self.by_assessor(
            assessment.decide,
            assessor,
            one,
            submission=max(1, found.submissions.count() + read),
            outcome=outcome,
            reason="other" if outcome == Outcome.DECLINE else "",
            feedback="Thank you.",
            verdicts={
                place: Ruling(place not in unmet, "More." if place in unmet else "")
                for place in places
            },
        )

    @rule(
        one=which,
        outcome=st.sampled_from([Outcome.AWARD, Outcome.AWARD, Outcome.RETURN, Outcome.DECLINE]),
    )
    def take_up_and_decide(self, one: int, outcome: Outcome) -> None:
        for assessor in range(len(self.assessors)):
            self.take(assessor, one)
            self.decide(assessor, one, outcome, read=0)

    # What the signer, the lead and holders do

    @rule()
    def sign(self) -> None:
        self.signer_keeps_up()

    @rule(one=which)
    def revoke(self, one: int) -> None:
        found = self.some(Award.objects.order_by("-pk"), one)
        if found and one % 4 == 0:
            self.attempt(
                awards.revoke,
                award_uid=found.uid,
                lead=self.lead,
                reason="mistake",
                note="Made in error.",
            )

    @rule(
        one=which,
        learner=learners,
        own=st.sampled_from([True, True, False]),
        shared=st.sampled_from([True, True, False]),
    )
    def share(self, one: int, learner: int, own: bool, shared: bool) -> None:
        if not Award.objects.exists():
            self.take_up_and_decide(one, Outcome.AWARD)
        found = self.some(Award.objects.order_by("-pk"), one)
        if found:
            holder = found.person if own else self.learners[learner]
            self.attempt(awards.share, award_uid=found.uid, holder=holder, shared=shared)

    @rule(assessor=assessors, one=which)
    def change_a_role(self, assessor: int, one: int) -> None:
        person = self.assessors[assessor]
        live = Membership.objects.filter(person=person, role=Role.ASSESSOR, until=None).first()
        if live:
            if one % 4:
                return
            self.attempt(organisations.end_membership, membership=live, by=self.lead)
        else:
            self.attempt(
                organisations.add_member,
                organisation=self.issuer,
                person=person,
                role=Role.ASSESSOR,
                by=self.lead,
            )

    @rule(
        step=st.sampled_from(
            [timedelta(minutes=1), timedelta(hours=5), timedelta(days=1), timedelta(days=28)]
        )
    )
    def time_passes(self, step: timedelta) -> None:
        self.signer_keeps_up()
        self.mail_is_sent()
        self.at += step

    @rule(year=st.booleans())
    def a_month_or_a_year_ends(self, year: bool) -> None:
        self.signer_keeps_up()
        self.mail_is_sent()
        here = self.at.astimezone(LONDON)
        month = 12 if year else here.month
        after = datetime(here.year + month // 12, month % 12 + 1, 1, tzinfo=LONDON)
        end = after - timedelta(seconds=1)
        self.at = after if self.at >= end else end
        self.at = self.at.astimezone(UTC)

    # What always holds

    @invariant()
    def every_promise_holds(self) -> None:
        REACHED["steps"] += 1
        assert list(problems(self.at)) == []

    @invariant()
    def nobody_judges_their_team(self) -> None:
        for decision in Decision.objects.select_related("application", "assessor"):
            mine, theirs = (
                set(
                    one.employments.filter(employer__isnull=False).values_list(
                        "employer", flat=True
                    )
                )
                for one in (decision.assessor, decision.application.person)
            )
            at_once = mine & theirs
            assert not at_once, "nobody in this world ever changes their employer"

    # How it is done

    def attempt(self, operation: Callable[..., object], **arguments: Any) -> None:
        """Do something now; a refusal is an answer in words, and has saved nothing."""
        before = self.rows()
        try:
            operation(**arguments, at=self.at)
        except Refusal as refusal:
            REACHED[type(refusal).__name__] += 1
            said = str(refusal)
        else:
            return
        assert said, "a refusal says why"
        assert self.rows() == before, "a refusal saves nothing"

    def by_assessor(
        self, operation: Callable[..., object], assessor: int, one: int, **arguments: Any
    ) -> None:
        found = self.application(one)
        if found:
            self.attempt(
                operation,
                application_uid=found.uid,
                assessor=self.assessors[assessor],
                **arguments,
            )

    def mail_is_sent(self) -> None:
        OutgoingMail.objects.filter(state=MailState.QUEUED).update(
            state=MailState.SENT, sent_at=self.at
        )

    def signer_keeps_up(self) -> None:
        for document in list(signer.waiting()):
            signer.sign(document=document, keys=self.keys, at=self.at)
        for status_list in StatusList.objects.values_list("pk", flat=True):
            signer.renew_status_list(status_list=status_list, keys=self.keys, at=self.at)

    def open_application(self, learner: int, badge: int) -> Application | None:
        return (
            Application.objects.filter(
                person=self.learners[learner], badge=self.badges[badge].badge
            )
            .order_by("-pk")
            .first()
        )

    def application(self, one: int) -> Application | None:
        """Return an application, mostly one that waits for a decision."""
        waiting = Application.objects.filter(state=ApplicationState.SUBMITTED).order_by("-pk")
        return (self.some(waiting, one) if one % 4 else None) or self.some(
            Application.objects.order_by("-pk"), one
        )

    def some(self, rows: QuerySet[Row], one: int) -> Row | None:
        found = list(rows)
        return found[one % len(found)] if found else None

    def rows(self) -> list[object]:
        return [
            model.objects.count()
            for model in (Event, Submission, Decision, Award, OutgoingMail, Assignment, Person)
        ] + [
            list(Application.objects.order_by("pk").values_list("pk", "state", "due_on")),
            Place.objects.filter(live=True).count(),
        ]


@pytest.mark.django_db
def test_every_promise_holds_whatever_people_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Programme, "folder", tmp_path, raising=False)
    REACHED.clear()

    run_state_machine_as_test(
        Programme,
        settings=settings(
            max_examples=max(1, STEPS // STEPS_OF_A_LIFE),
            stateful_step_count=STEPS_OF_A_LIFE,
            deadline=None,
            database=None,
            # The everyday run plays the same lives each time; a longer one looks for new ones.
            derandomize="STEPS" not in os.environ,
            suppress_health_check=list(HealthCheck),
        ),
    )

    print(dict(REACHED))
    assert {name for name in SHOULD_HAPPEN if not REACHED[name]} == set()
