"""Makers of rows for tests: plain functions with good defaults."""

from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

from django.db import connection

from kenspeckle.accounts.claims import ClaimChoice, ClaimDefinition, ClaimField
from kenspeckle.accounts.models import Claim, ClaimKind, Person
from kenspeckle.applications import choosing
from kenspeckle.applications import operations as applications
from kenspeckle.applications.kinds import kinds_of
from kenspeckle.applications.models import Application
from kenspeckle.assessment import operations as assessment
from kenspeckle.assessment.models import Decision, Outcome
from kenspeckle.assessment.points import Ruling
from kenspeckle.assessment.queries import open_points
from kenspeckle.awards import signer
from kenspeckle.awards.keystore import KeyStore, make_master_key
from kenspeckle.awards.models import Award
from kenspeckle.catalogue import prose
from kenspeckle.catalogue.models import (
    Alignment,
    Badge,
    BadgeVersion,
    Criterion,
    Prerequisite,
    Series,
    Terms,
)
from kenspeckle.catalogue.programme.content import digest
from kenspeckle.catalogue.schema.badge import (
    CriterionFacts,
    VersionFacts,
    stated,
)
from kenspeckle.catalogue.searching import text_to_search
from kenspeckle.frameworks.models import Element, Framework
from kenspeckle.organisations.models import Employment, Membership, Organisation, Role

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
ART = {
    "shape": "seal",
    "pattern": "rosette",
    "colour": "#2f6b4f",
    "arc": "Leadership",
    "glyph": "people",
    "ribbon": "Leading others",
}
_numbers = count(1)


def person(name: str = "Morag Demo", **fields: Any) -> Person:
    """A person with an address of their own."""
    return Person.objects.create_user(
        f"person{next(_numbers)}@example.org", display_name=name, **fields
    )


def issuer(**fields: Any) -> Organisation:
    """An organisation that issues badges."""
    slug = f"issuer-{next(_numbers)}"
    return Organisation.objects.create(
        **{"slug": slug, "name": slug.title(), "blurb": "An issuer.", "is_issuer": True, **fields}
    )


def employer(**fields: Any) -> Organisation:
    """An organisation that employs people."""
    slug = f"employer-{next(_numbers)}"
    return Organisation.objects.create(
        **{"slug": slug, "name": slug.title(), "blurb": "Employs.", "is_employer": True, **fields}
    )


def member(organisation: Organisation, role: Role, someone: Person | None = None) -> Person:
    """A person with a role in an organisation."""
    someone = someone or person(f"{role.label} Demo")
    Membership.objects.create(
        organisation=organisation, person=someone, role=role, since=datetime(2026, 1, 1, tzinfo=UTC)
    )
    return someone


def employ(someone: Person, organisation: Organisation) -> Employment:
    """Say that a person works for an organisation."""
    return Employment.objects.create(
        person=someone,
        employer=organisation,
        employer_name=organisation.name,
        job_role="Support worker",
        since=NOON.date(),
        stated_at=NOON,
    )


REGISTRATION = ClaimDefinition(
    code="registration",
    name="Registration",
    label="I am registered",
    group="Your registration",
    each="part",
    fields=(
        ClaimField(
            code="part",
            label="Part",
            kind="choice",
            choices=(
                ClaimChoice(code="social-worker", name="Social workers"),
                ClaimChoice(code="social-care", name="Social care workforce"),
                ClaimChoice(code="children-young-people", name="Children and young people"),
            ),
        ),
        ClaimField(
            code="number", label="Number", pattern="[A-Z0-9]{4,20}", message="Type it as it stands."
        ),
    ),
)
CHILDMINDER = ClaimDefinition(
    code="childminder",
    name="Childminder",
    label="I am a childminder",
    group="Not registered",
    fields=(ClaimField(code="service_number", label="Service number", required=False),),
)
COURSE = ClaimDefinition(
    code="food-hygiene",
    name="Food hygiene course",
    label="I have done the course",
    group="Courses",
    fields=(ClaimField(code="done_on", label="Food hygiene course, done on", kind="date"),),
)


def claim(someone: Person, definition: ClaimDefinition, **values: str) -> Claim:
    """State a claim, whose kind is defined with it."""
    kind, _ = ClaimKind.objects.get_or_create(
        code=definition.code,
        defaults={
            "programme": "Harbour",
            "position": 1,
            "content": definition.model_dump(mode="json", exclude_defaults=True),
        },
    )
    return Claim.objects.create(
        person=someone,
        kind=kind,
        each=values.get(definition.each or "", ""),
        values=values,
        stated_at=NOON,
    )


def register(someone: Person, part: str = "social-care", number: str = "3001234") -> Claim:
    """State a registration."""
    return claim(someone, REGISTRATION, part=part, number=number)


def series(by: Organisation | None = None, **fields: Any) -> Series:
    """A series of badges."""
    slug = f"series-{next(_numbers)}"
    return Series.objects.create(
        **{
            "slug": slug,
            "issuer": by or issuer(),
            "name": slug.title(),
            "summary": "A series.",
            **fields,
        }
    )


AUDIENCES: dict[str, dict[str, Any]] = {
    "everyone": {"code": "everyone", "who": "Anyone.", "rule": {"everyone": True}},
    "registrants": {
        "code": "registrants",
        "who": "People on this part of the register: Social care workforce.",
        "right_for_you": "You are on this part of the register: Social care workforce.",
        "refusal": "This badge is for people on this part of the register: “Social care workforce”.",
        "todo": "If that is you, add your registration number.",
        "rule": {"claim": "registration", "where": {"part": ["social-care"]}},
    },
    "employed": {
        "code": "employed",
        "who": "Anyone who works in the sector.",
        "right_for_you": "You work in the sector.",
        "refusal": "This badge is for anyone who works in the sector.",
        "todo": "If that is you, say where you work.",
        "rule": {
            "any": [
                {"claim": "registration"},
                {"claim": "childminder"},
                {"claim": "personal-assistant"},
                {"employed": True},
            ]
        },
    },
}
AI_RULES: dict[str, dict[str, Any]] = {
    "not-stated": {"code": "not-stated", "name": "No rule", "asks": False, "paragraphs": ["None."]},
    "declared": {"code": "declared", "name": "Declared", "asks": True, "paragraphs": ["Say so."]},
    "banned": {
        "code": "banned",
        "name": "Banned",
        "asks": True,
        "allows": False,
        "paragraphs": ["Not for this badge."],
    },
}


TWO_ROUTES: dict[str, Any] = {
    "facts": {
        "choices": [
            {
                "key": "route",
                "name": "Choose your way",
                "options": [
                    {"key": "alone", "name": "On your own", "text": "At your own pace."},
                    {"key": "together", "name": "With others", "text": "In a group."},
                ],
            }
        ]
    },
    "criteria": [
        {"key": "why", "title": "Why?", "min_words": 2},
        {"key": "diary", "title": "A diary", "min_words": 4, "choice": "route", "option": "alone"},
        {"key": "plan", "title": "Plan", "kind": "task", "choice": "route", "option": "together"},
        {"key": "talk", "title": "Talk", "min_words": 3, "choice": "route", "option": "together"},
    ],
}
"""A badge of two routes: one question for everybody, one for one route, a task and one for the other."""


def badge(
    by: Organisation | None = None,
    *,
    name: str = "Leading others",
    summary: str = "Recognises learning.",
    questions: tuple[int, ...] = (5, 3),
    task: bool = True,
    max_words: int | None = 100,
    audience: str = "everyone",
    ai_rule: str = "not-stated",
    per: str = "ever",
    times: int = 1,
    counted: str = "badge",
    opens_on: date | None = None,
    closes_on: date | None = None,
    facts: dict[str, Any] | None = None,
    criteria: list[dict[str, Any]] | None = None,
    series: Series | None = None,
    closed_on: date | None = None,
    successor: Badge | None = None,
    badge_number: str | None = None,
) -> BadgeVersion:
    """A published badge with a task (position 1) and questions with these minimums after it.

    `audience` and `ai_rule` are keys of `AUDIENCES` and `AI_RULES`. `facts` are facts of the version
    as `VersionFacts` takes them, over the defaults, for badges of any shape:
    `badge(facts={"expiry": {"months": 12}, "contact": "help@example.org"})`. `criteria` are
    the criteria instead of task and questions, as `CriterionFacts` takes them; `key`, `kind`
    (a question), `title` and `text` have defaults:
    `badge(criteria=[{"min_words": 5, "stage": "explore"}, {"kind": "task"}])`.
    """
    by = by or issuer()
    row = Badge.objects.create(
        slug=f"badge-{next(_numbers)}",
        issuer=by,
        series=series,
        closed_on=closed_on,
        successor=successor,
        number=badge_number,
    )
    if criteria is None:
        criteria = [{"kind": "task", "title": "Work through the resource"}] if task else []
        criteria += [
            {"title": f"Question {number}", "guidance": ["Be specific."], "min_words": minimum}
            for number, minimum in enumerate(questions, start=1)
        ]
    asked = [_criterion(one, position) for position, one in enumerate(criteria, start=1)]
    fixed = VersionFacts.model_validate(
        {
            "name": name,
            "summary": summary,
            "description": "What it is about.",
            "audience": AUDIENCES[audience],
            "words": {"min": _least(asked), "max": max_words},
            "ai_rule": AI_RULES[ai_rule],
            "frequency": {"times": times, "per": per, "counted": counted},
            "evidence": ["written", "link"],
            "terms": {"version": "1", "clauses": ["The evidence is my own work."]},
            "art": ART,
            "opens_on": opens_on,
            "closes_on": closes_on,
            **(facts or {}),
        }
    )
    terms, _ = Terms.objects.get_or_create(
        issuer=by,
        code=fixed.terms.code,
        version=fixed.terms.version,
        defaults={"clauses": list(fixed.terms.clauses)},
    )
    version = BadgeVersion.objects.create(
        badge=row,
        number=1,
        published_at=datetime(2026, 1, 1, tzinfo=UTC),
        digest=digest(fixed, asked),
        content=stated(fixed),
        name=fixed.name,
        summary=fixed.summary,
        opens_on=fixed.opens_on,
        closes_on=fixed.closes_on,
        terms=terms,
        search_text=text_to_search(prose.sentences(fixed.description), [badge_number or ""]),
    )
    for position, one in enumerate(asked, start=1):
        Criterion.objects.create(
            version=version,
            position=position,
            key=one.key,
            kind=one.kind,
            title=one.title,
            content=stated(one),
        )
    for position, need in enumerate(fixed.before, start=1):
        if need.badge:
            Prerequisite.objects.create(
                version=version,
                badge=Badge.objects.get(slug=need.badge),
                needed=need.needed,
                position=position,
            )
    row.current = version
    row.save()
    return version


def _criterion(given: dict[str, Any], position: int) -> CriterionFacts:
    title = given.get("title", f"Question {position}")
    return CriterionFacts.model_validate(
        {
            "key": f"criterion-{position}",
            "kind": "question",
            "title": title,
            "text": f"{title}.",
            **given,
        }
    )


def _least(criteria: list[CriterionFacts]) -> int:
    """What the required criteria outside choices ask together."""
    return sum(one.min_words or 0 for one in criteria if one.required and one.choice is None)


def align(version: BadgeVersion, name: str, framework: str = "core") -> Element:
    """An element of a framework that the version counts towards."""
    group, _ = Framework.objects.get_or_create(
        slug=framework, version="2024", defaults={"name": "Core elements", "group": "Everyone"}
    )
    element = Element.objects.create(
        framework=group, code=name.lower().replace(" ", "-"), position=1, name=name
    )
    Alignment.objects.create(version=version, element=element)
    return element


def draft(someone: Person, version: BadgeVersion, at: datetime = NOON) -> Application:
    """A complete draft: the first options chosen, tasks ticked, questions answered with enough words."""
    application = applications.start(person=someone, version=version, at=at)
    if choices := choosing.offers(application):
        application = choosing.choose(
            application_uid=application.uid,
            person=someone,
            chosen={
                one.choice.key: [option.key for option in one.options[: one.choice.take]]
                for one in choices
            },
            at=at,
        )
    for criterion in application.asked():
        applications.save_answer(
            application_uid=application.uid,
            person=someone,
            position=criterion.position,
            given=answer_to(criterion),
            based_on=0,
            at=at,
        )
    return application


def answer_to(criterion: Criterion) -> dict[str, Any]:
    """Something that completes this criterion, in the first kind that it takes."""
    given: dict[str, dict[str, Any]] = {
        "written": {"written": words(criterion.facts.min_words or 10)},
        "link": {"link": "https://blog.example.org/"},
        "tick": {"tick": True},
    }
    return given[kinds_of(criterion)[0].name]


def submitted(someone: Person, version: BadgeVersion, at: datetime = NOON) -> Application:
    """An application with its first submission."""
    application = draft(someone, version, at)
    applications.submit(application_uid=application.uid, person=someone, accepted_terms=True, at=at)
    application.refresh_from_db()
    return application


def words(number: int) -> str:
    """A text of so many words."""
    return " ".join(f"word{index}" for index in range(number))


def today(year: int, month: int, day: int) -> datetime:
    """Noon of a day."""
    return datetime.combine(date(year, month, day), NOON.timetz())


def key_store(folder: Path) -> KeyStore:
    """A key store of its own below `folder`, with a new master key."""
    make_master_key(folder / "master.key")
    return KeyStore(folder=folder / "keys", master_key_file=folder / "master.key")


def decided(
    application: Application,
    assessor: Person,
    outcome: Outcome = Outcome.AWARD,
    *,
    unmet: tuple[int, ...] = (),
    at: datetime = NOON,
) -> Decision:
    """A decision on the application's newest submission; `unmet` positions get a comment."""
    open_now = open_points(application)
    return assessment.decide(
        application_uid=application.uid,
        assessor=assessor,
        submission=application.submissions.latest("number").number,
        outcome=outcome,
        reason="other" if outcome == Outcome.DECLINE else "",
        feedback="Thank you for this.",
        verdicts={
            point: Ruling(
                point.position not in unmet,
                "Say more here." if point.position in unmet else "",
            )
            for point in open_now
        },
        at=at,
    )


def awarded(someone: Person, version: BadgeVersion, assessor: Person, at: datetime = NOON) -> Award:
    """An award made by assessment, recorded and not signed."""
    decision = decided(submitted(someone, version, at), assessor, at=at)
    return Award.objects.get(basis_reference=f"decision:{decision.uid}")


def signed(award: Award, keys: KeyStore, at: datetime = NOON) -> Award:
    """The award as the signer leaves it."""
    signer.sign(document=award.credential.document.uid, keys=keys, at=at)
    return Award.objects.get(pk=award.pk)


def sql(statement: str) -> None:
    """Change rows as somebody could who can switch triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement)
        cursor.execute("SET LOCAL session_replication_role = origin")
