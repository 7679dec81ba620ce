"""The doctor names what is broken: one planted fault for each promise."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from kenspeckle.applications import operations as applications
from kenspeckle.assessment.models import Conflict, Outcome
from kenspeckle.awards import operations as awards
from kenspeckle.awards.models import Award
from kenspeckle.config.commands.doctor import problems
from kenspeckle.kernel.models import OutgoingMail
from kenspeckle.organisations.models import Membership, Role
from tests import factories as make
from tests.factories import NOON

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(hours=1)
UNJUDGED = (
    "SELECT id FROM applications_submission WHERE id NOT IN "
    "(SELECT submission_id FROM assessment_decision)"
)


@pytest.fixture
def award(tmp_path: Path) -> Award:
    """A programme in order: an award after a return, one application that waits, one declined."""
    issuer = make.issuer()
    assessor = make.member(issuer, Role.ASSESSOR)
    application = make.submitted(make.person(), make.badge(issuer))
    make.decided(application, assessor, Outcome.RETURN, unmet=(3,))
    applications.submit(
        application_uid=application.uid, person=application.person, accepted_terms=True, at=NOON
    )
    decision = make.decided(application, assessor)
    make.submitted(make.person(), make.badge(issuer))
    make.decided(make.submitted(make.person(), make.badge(issuer)), assessor, Outcome.DECLINE)
    found = Award.objects.get(basis_reference=f"decision:{decision.uid}")
    return make.signed(found, make.key_store(tmp_path))


def sql(statement: str) -> Callable[[Award], object]:
    """Change rows as somebody could who can switch triggers off."""

    def change(_: Award) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(statement)
            cursor.execute("SET LOCAL session_replication_role = origin")

    return change


def _declare_a_conflict(award: Award) -> None:
    decision = award.person.applications.get().decisions.latest("pk")
    Conflict.objects.create(
        assessor=decision.assessor, person=award.person, declared_at=NOON - timedelta(days=1)
    )


def test_a_programme_in_order_has_no_problems(award: Award) -> None:
    assert list(problems(LATER)) == []


@pytest.mark.parametrize(
    ("plant", "words"),
    [
        (sql("UPDATE awards_award SET basis_reference = 'none'"), "does not fit the awards"),
        (sql("UPDATE awards_award SET basis_reference = 'none'"), "names a decision that is not there"),
        (
            sql(f"UPDATE assessment_decision SET submission_id = ({UNJUDGED}) WHERE outcome = 'award'"),
            "does not rest on the decision",
        ),
        (lambda _: Membership.objects.all().delete(), "no assessor then"),
        (_declare_a_conflict, "in spite of a conflict between"),
        (
            sql("UPDATE applications_application SET person_id = (SELECT assessor_id FROM assessment_decision LIMIT 1)"),
            "in spite of a conflict between",
        ),
        (sql("UPDATE applications_submission SET digest = repeat('0', 64)"), "match its digest"),
        (sql("UPDATE applications_submission SET receipt = 'KS-' || id"), "document of another"),
        (sql("UPDATE applications_frozenpart SET content = '1'"), "does not match its digest"),
        (sql("UPDATE applications_frozenpart SET digest = '1'"), "other parts than its document"),
        (sql("UPDATE assessment_verdict SET met = false"), "awards what was not met"),
        (sql("DELETE FROM assessment_decisionjudgement"), "rests on no judgement"),
        (sql("UPDATE applications_submission SET number = number + 10"), "gap in its submissions"),
        (
            sql("UPDATE applications_application SET state = 'declined' WHERE state = 'awarded'"),
            "its rows say otherwise",
        ),
        (
            sql(
                "DELETE FROM assessment_verdict; DELETE FROM assessment_decisionjudgement; "
                "DELETE FROM assessment_decision WHERE outcome = 'return'"
            ),
            "submitted again without a return",
        ),
        (sql("UPDATE audit_event SET name = 'x' WHERE number = 2"), "does not fit its chain"),
        (sql("DELETE FROM audit_event WHERE name = 'award.signed'"), "0 events award.signed"),
        (sql("UPDATE awards_place SET period = '2031'"), "where its first submission was made"),
        (sql("DELETE FROM awards_place WHERE award_id IS NOT NULL"), "has no place in a period"),
        (sql("DELETE FROM awards_place"), "reserved no place"),
        (sql("UPDATE awards_place SET live = true"), "its place says otherwise"),
        (sql("UPDATE awards_place SET award_id = NULL"), "do not agree on an award"),
        (sql("DELETE FROM awards_credential"), "no recorded document"),
        (sql("UPDATE awards_signeddocument SET unsigned = '{}' WHERE kind = 'award'"), "recorded document of award"),
        (
            sql("UPDATE awards_signeddocument SET signed = convert_to(replace(convert_from(signed, 'UTF8'), 'Leading', 'Heading'), 'UTF8')"),
            "is not what was recorded",
        ),
        (sql("DELETE FROM awards_signature"), "signer's log does not know"),
        (sql("UPDATE awards_award SET basis = '{\"kind\": \"x\"}'"), "basis of award"),
        (sql("UPDATE awards_award SET state = 'recorded'"), "signed and not called so"),
        (lambda _: OutgoingMail.objects.all().delete(), "No mail was queued"),
        (
            lambda _: OutgoingMail.objects.filter(
                pk=OutgoingMail.objects.latest("pk").pk
            ).update(key="award.revoked:never"),
            "which did not happen",
        ),
        (sql("UPDATE awards_evidenceitem SET content = 'x'"), "does not match its digest"),
        (
            sql("UPDATE applications_application SET due_on = due_on + 1 WHERE due_on IS NOT NULL"),
            "is not due as many days after",
        ),
    ],
)  # fmt: skip
def test_each_broken_promise_is_named(
    award: Award, plant: Callable[[Award], object], words: str
) -> None:
    plant(award)

    assert any(words in sentence for sentence in problems(LATER))


def test_a_revocation_that_the_status_list_does_not_tell_is_named_after_a_quarter_hour(
    award: Award,
) -> None:
    lead = make.member(award.issuer, Role.LEAD)
    awards.revoke(award_uid=award.uid, lead=lead, reason="mistake", note="Made in error.", at=NOON)

    assert list(problems(NOON + timedelta(minutes=15))) == []
    assert list(problems(NOON + timedelta(minutes=16))) == [
        f"Award {award.uid} is revoked and the status list is silent."
    ]


def test_more_awards_than_the_rule_allows_are_named(award: Award) -> None:
    assessor = Membership.objects.get(role=Role.ASSESSOR).person
    make.awarded(make.person(), award.version, assessor)
    sql(
        f"UPDATE awards_award SET person_id = {award.person_id}; "
        f"UPDATE awards_place SET person_id = {award.person_id}, number = id"
    )(award)

    assert any("is one too many" in sentence for sentence in problems(LATER))
