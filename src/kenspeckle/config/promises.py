"""The promises of the programme, checked against every row that is there.

Each promise is a generator of sentences: one for each row that breaks it. The constraints of the
database make most of these impossible; this looks again, at what they cannot say too.
"""

import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Model, Q
from openbadges3.encoding import sha256_multibase
from openbadges3.status import StatusList as Bits

from kenspeckle.applications.eligibility import period_at
from kenspeckle.applications.models import Application, Submission
from kenspeckle.applications.states import State
from kenspeckle.applications.submissions import due_on
from kenspeckle.assessment.models import Conflict, Decision, Outcome
from kenspeckle.audit.models import Event
from kenspeckle.audit.operations import broken_links
from kenspeckle.awards import basis as bases
from kenspeckle.awards.models import Award, Credential, EvidenceItem, Signature, StatusList
from kenspeckle.awards.states import State as AwardState
from kenspeckle.kernel.models import OutgoingMail
from kenspeckle.organisations.models import Membership, Role

STATUS_WITHIN = timedelta(minutes=15)

_STATE_AFTER = {
    Outcome.AWARD: State.AWARDED,
    Outcome.DECLINE: State.DECLINED,
}


@dataclass(frozen=True)
class Promise:
    """One promise in words, the rows it is about, and what breaks it at a moment."""

    words: str
    about: type[Model]
    broken: Callable[[datetime], Iterator[str]]


def _judged(_: datetime) -> Iterator[str]:
    decisions = {
        f"decision:{decision.uid}": decision
        for decision in Decision.objects.select_related(
            "application__badge", "submission", "assessor"
        )
    }
    awards = {award.basis_reference: award for award in Award.objects.select_related("person")}
    for reference, decision in decisions.items():
        if (decision.outcome == Outcome.AWARD) != (reference in awards):
            yield f"{reference} says {decision.outcome}, which does not fit the awards."
        yield from _without_authority(reference, decision)
    for reference, award in awards.items():
        if award.basis.get("kind") != "assessed":
            continue
        found = decisions.get(reference)
        if found is None:
            yield f"Award {award.uid} names a decision that is not there."
            continue
        facts = award.basis.get("facts", {})
        if (
            (facts.get("submission"), facts.get("submission_digest"))
            != (str(found.submission.uid), found.submission.digest)
            or facts.get("assessor") != str(found.assessor.uid)
            or found.submission.application_id != found.application_id
            or (award.person_id, award.badge_id)
            != (found.application.person_id, found.application.badge_id)
        ):
            yield f"Award {award.uid} does not rest on the decision that it names."


def _without_authority(reference: str, decision: Decision) -> Iterator[str]:
    application, at = decision.application, decision.decided_at
    if decision.assessor_id == application.person_id:
        yield f"{reference} was made by the applicant."
    role = Membership.objects.filter(
        Q(until=None) | Q(until__gte=at),
        person=decision.assessor,
        organisation=application.badge.issuer_id,
        role=Role.ASSESSOR,
        since__lte=at,
    )
    if not role.exists():
        yield f"{reference} was made by somebody who was no assessor then."
    if Conflict.objects.filter(
        assessor=decision.assessor, person=application.person_id, declared_at__lt=at
    ).exists():
        yield f"{reference} was made in spite of a declared conflict."


def _receipts(_: datetime) -> Iterator[str]:
    for submission in Submission.objects.select_related("application").iterator(200):
        content = bytes(submission.document)
        document = json.loads(content)
        if hashlib.sha256(content).hexdigest() != submission.digest:
            yield f"Submission {submission.receipt} does not match its digest."
        if (document["receipt"], document["application"], document["number"]) != (
            submission.receipt,
            str(submission.application.uid),
            submission.number,
        ):
            yield f"Submission {submission.receipt} holds the document of another."


def _states(_: datetime) -> Iterator[str]:
    rows = Application.objects.prefetch_related("submissions__decision").order_by("pk")
    for application in rows.iterator(200):
        submissions = sorted(application.submissions.all(), key=lambda one: one.number)
        if [one.number for one in submissions] != list(range(1, len(submissions) + 1)):
            yield f"Application {application.uid} has a gap in its submissions."
        latest = submissions[-1] if submissions else None
        decision = getattr(latest, "decision", None)
        if any(getattr(one, "decision", None) is None for one in submissions[:-1]):
            yield f"Application {application.uid} was submitted again without a return."
        match application.state:
            case State.DRAFT:
                fits = latest is None
            case State.SUBMITTED:
                fits = latest is not None and decision is None
            case State.RETURNED:
                fits = decision is not None and decision.outcome == Outcome.RETURN
            case State.WITHDRAWN:
                fits = decision is None or decision.outcome == Outcome.RETURN
            case _:
                fits = (
                    decision is not None
                    and _STATE_AFTER.get(Outcome(decision.outcome)) == application.state
                )
        if not fits:
            yield f"Application {application.uid} is {application.state}; its rows say otherwise."


def _events(_: datetime) -> Iterator[str]:
    yield from broken_links(Event.objects.order_by("chain", "number").iterator(500))
    counts: dict[tuple[str, str], int] = {
        (row["chain"], row["name"]): row["count"]
        for row in Event.objects.values("chain", "name").annotate(count=Count("pk"))
    }
    rows = Application.objects.annotate(
        handed_in=Count("submissions", distinct=True), judged=Count("decisions", distinct=True)
    )
    for application in rows.iterator(200):
        yield from _counted(
            counts,
            f"application:{application.uid}",
            {
                "application.started": 1,
                "application.submitted": application.handed_in,
                "application.decided": application.judged,
                "application.withdrawn": int(application.state == State.WITHDRAWN),
            },
        )
    for award in Award.objects.exclude(credential=None).select_related("credential").iterator(200):
        yield from _counted(
            counts,
            f"award:{award.uid}",
            {
                "award.recorded": 1,
                "award.signed": int(award.credential.signed is not None),
                "award.revoked": int(award.state == AwardState.REVOKED),
            },
        )


def _counted(
    counts: dict[tuple[str, str], int], chain: str, expected: dict[str, int]
) -> Iterator[str]:
    for name, number in expected.items():
        found = counts.get((chain, name), 0)
        if found != number:
            yield f"{chain} has {found} events {name}; its rows tell of {number}."


def _periods(_: datetime) -> Iterator[str]:
    used: dict[tuple[int, str, str], int] = {}
    applications = {
        str(application.uid): application
        for application in Application.objects.exclude(first_submitted_at=None)
    }
    rows = Award.objects.exclude(state=AwardState.REVOKED).select_related("version__badge__series")
    for award in rows.iterator(200):
        place = (award.person_id, award.scope, award.period)
        used[place] = used.get(place, 0) + 1
        if used[place] > award.version.times:
            yield f"Award {award.uid} is one too many in {award.scope} {award.period}."
        application = applications.get(award.basis.get("facts", {}).get("application", ""))
        if application is None or application.first_submitted_at is None:
            continue
        period = period_at(award.version, application.first_submitted_at)
        if (award.scope, award.period) != (period.scope, period.name):
            yield f"Award {award.uid} does not count where its first submission was made."


def _signatures(_: datetime) -> Iterator[str]:
    logged = set(Signature.objects.filter(kind="award").values_list("row", "digest"))
    for award in Award.objects.filter(credential=None):
        yield f"Award {award.uid} has no recorded document."
    for credential in Credential.objects.select_related("award").iterator(100):
        uid, content = credential.award.uid, bytes(credential.unsigned)
        if hashlib.sha256(content).hexdigest() != credential.unsigned_digest:
            yield f"The recorded document of award {uid} does not match its digest."
        if bases.digest(credential.award.basis) != credential.award.basis_digest:
            yield f"The basis of award {uid} does not match its digest."
        if credential.signed is None:
            if credential.award.state == AwardState.SIGNED:
                yield f"Award {uid} is called signed and is not."
            continue
        if credential.award.state == AwardState.RECORDED:
            yield f"Award {uid} is signed and not called so."
        signed = bytes(credential.signed)
        document: dict[str, Any] = json.loads(signed)
        document.pop("proof", None)
        if document != json.loads(content):
            yield f"What was signed for award {uid} is not what was recorded."
        for form in (signed, credential.jwt.encode()):
            if (credential.pk, hashlib.sha256(form).hexdigest()) not in logged:
                yield f"The signer's log does not know a signature of award {uid}."


def _revocations(at: datetime) -> Iterator[str]:
    for status_list in StatusList.objects.prefetch_related("credentials__award").iterator(20):
        due = [
            credential
            for credential in status_list.credentials.all()
            if credential.award.revoked_at and credential.award.revoked_at < at - STATUS_WITHIN
        ]
        if status_list.signed is None:
            # Nothing that names this list was ever published.
            due = [credential for credential in due if credential.signed is not None]
            bits = Bits(size=status_list.size)
        else:
            subject = json.loads(bytes(status_list.signed))["credentialSubject"]
            bits = Bits.decode(subject["encodedList"])
        for credential in due:
            if not bits.get(credential.status_index):
                yield f"Award {credential.award.uid} is revoked and the status list is silent."


def _mail(_: datetime) -> Iterator[str]:
    keys = set(OutgoingMail.objects.values_list("key", flat=True))
    expected = {
        *(f"application.submitted:{uid}" for uid in _uids(Submission)),
        *(f"application.decided:{uid}" for uid in _uids(Decision)),
        *(
            f"award.revoked:{uid}"
            for uid in Award.objects.filter(state=AwardState.REVOKED).values_list("uid", flat=True)
        ),
    }
    for key in sorted(expected - keys):
        yield f"No mail was queued for {key}."
    told = ("application.submitted:", "application.decided:", "award.revoked:")
    for key in sorted(key for key in keys - expected if key.startswith(told)):
        yield f"Mail was queued for {key}, which did not happen."


def _uids(model: type[Submission | Decision]) -> Iterator[str]:
    for uid in model._default_manager.values_list("uid", flat=True):
        yield str(uid)


def _evidence(_: datetime) -> Iterator[str]:
    for item in EvidenceItem.objects.select_related("award").iterator(100):
        if sha256_multibase(bytes(item.content)) != item.digest:
            yield f"Evidence {item.position} of award {item.award.uid} does not match its digest."


def _due_dates(_: datetime) -> Iterator[str]:
    for application in Application.objects.iterator(500):
        if application.state != State.SUBMITTED:
            if application.due_on is not None:
                yield f"Application {application.uid} is due and not with the assessors."
        elif application.submitted_at is None or application.due_on != due_on(
            application.submitted_at
        ):
            yield f"Application {application.uid} is not due 28 days after its submission."


PROMISES = (
    Promise("every award by assessment rests on one decision, made with authority", Award, _judged),
    Promise("every submission is the bytes that its receipt names", Submission, _receipts),
    Promise("what is called submitted is kept, and states follow rows", Application, _states),
    Promise("every change of state has one event, and the chains verify", Event, _events),
    Promise("nobody holds more awards in a period than its rule allows", Award, _periods),
    Promise("what was signed is what was recorded, and it is logged", Credential, _signatures),
    Promise("what is revoked is in the status list within 15 minutes", StatusList, _revocations),
    Promise("every event has queued its mail once", OutgoingMail, _mail),
    Promise("every piece of evidence matches its digest", EvidenceItem, _evidence),
    Promise("a due date is there exactly while assessors have 28 days", Application, _due_dates),
)
