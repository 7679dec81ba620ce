"""Many people, as they would be there after years: written with COPY, printed as rows a second.

Every person has an account and a draft with answers; every second one holds an award (its signed
bytes are those of one that was really signed, under other names), every fourth of these is shared;
every tenth draft was submitted and waits in the queue. The last thousands are signed in.
"""

import hashlib
import json
import time
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

SIGNED_IN = 4000
PASSWORD = "!seeded"
_EMPTY = {
    "character varying": "",
    "text": "",
    "boolean": False,
    "jsonb": "{}",
    "integer": 0,
    "smallint": 0,
    "bigint": 0,
}
TEXT = (
    "I listened to what my colleagues needed before I planned the shift, and asked afterwards what "
    "had helped and what had not, so that the next plan was theirs as well as mine. "
)


@dataclass(frozen=True)
class Learner:
    """Somebody who is signed in and writes: what their browser knows."""

    session: str
    application: str
    position: int
    revision: int


@dataclass(frozen=True)
class Seeded:
    """What was made."""

    people: int
    rows: int
    seconds: float
    learners: Sequence[Learner]
    shared: Sequence[str]
    badge: str


def seed(people: int, *, badge: str = "leading-others") -> Seeded:
    """Write `people` and all that is theirs. Needs an installation with the example programme."""
    writer = _Writer(people, badge)
    return writer.write()


class _Writer:
    def __init__(self, people: int, badge: str) -> None:
        from kenspeckle.catalogue.models import Badge
        from kenspeckle.catalogue.schema.badge import CriterionKind

        self.people = people
        self.now = datetime.now(UTC).replace(microsecond=0)
        row = Badge.objects.select_related("current", "issuer").get(slug=badge)
        version = row.current
        assert version is not None
        self.badge, self.version, self.issuer = row, version, row.issuer
        self.questions = [
            one for one in version.criteria.all() if one.kind == CriterionKind.QUESTION
        ]
        self.rows = 0

    def write(self) -> Seeded:
        from django.db import connection, transaction

        award = _one_real_award(self.badge.slug)
        started = time.monotonic()
        with transaction.atomic(), connection.cursor() as cursor:
            self.cursor = cursor
            # The rows are written past the operations; nobody waits for them meanwhile.
            cursor.execute("SET LOCAL session_replication_role = replica")
            first = self._next("accounts_person")
            ids = range(first, first + self.people)
            applications = self._applications(ids)
            shared = self._awards(ids, award)
            learners = self._sessions(ids, applications)
            self._people(ids)
            for table in ("accounts_person", "applications_application", "applications_answer",
                          "awards_award", "awards_signeddocument"):  # fmt: skip
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), max(id)) FROM {table}"
                )
        seconds = time.monotonic() - started
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
        return Seeded(self.people, self.rows, seconds, learners, shared, self.badge.slug)

    def _next(self, table: str) -> int:
        self.cursor.execute(f"SELECT coalesce(max(id), 0) + 1 FROM {table}")
        return int(self.cursor.fetchone()[0])

    def _copy(self, table: str, columns: str, rows: Iterable[tuple[Any, ...]]) -> None:
        # Columns that say nothing of what is measured: as Django would leave them.
        self.cursor.execute(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s "
            "AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO' "
            "AND NOT column_name = ANY(%s)",
            [table, [name.strip(' "') for name in columns.split(",")]],
        )
        further = dict(self.cursor.fetchall())
        empty = tuple(_EMPTY[kind] for kind in further.values())
        names = ", ".join([columns, *further])
        with self.cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row((*row, *empty))
                self.rows += 1

    def _people(self, ids: range) -> None:
        def address(number: int) -> str:
            return f"person{number}@seeded.example"

        self._copy(
            "accounts_person",
            "id, password, uid, email, display_name, is_active, is_demonstration, joined_at, erased_because",
            (
                (n, PASSWORD, uuid.uuid4(), address(n), f"Person {n}", True, False, self.now, "")
                for n in ids
            ),
        )
        self._copy(
            "account_emailaddress",
            'user_id, email, verified, "primary"',
            ((n, address(n), True, True) for n in ids),
        )

    def _applications(self, ids: range) -> list[tuple[int, uuid.UUID]]:
        first = self._next("applications_application")
        answer = self._next("applications_answer")
        made = [(first + place, uuid.uuid4()) for place in range(len(ids))]
        due = (self.now + timedelta(days=28)).date()
        submitted = [place % 10 == 9 for place in range(len(ids))]
        self._copy(
            "applications_application",
            "id, uid, person_id, badge_id, version_id, state, started_at, saved_at, submitted_at, "
            "first_submitted_at, due_on, reopened, choices",
            (
                (
                    row, uid, person, self.badge.pk, self.version.pk,
                    "submitted" if sent else "draft", self.now, self.now,
                    self.now if sent else None, self.now if sent else None,
                    due if sent else None, "[]", "{}",
                )
                for (row, uid), person, sent in zip(made, ids, submitted, strict=True)
            ),
        )  # fmt: skip
        given = json.dumps({"written": TEXT * 3})
        answers = [
            (answer + place * len(self.questions) + order, row, question.pk)
            for place, (row, _) in enumerate(made)
            for order, question in enumerate(self.questions)
        ]
        self._copy(
            "applications_answer",
            "id, application_id, criterion_id, given, revision, saved_at",
            ((pk, row, question, given, 1, self.now) for pk, row, question in answers),
        )
        self._copy(
            "applications_answerversion",
            "answer_id, revision, given, saved_at",
            ((pk, 1, given, self.now) for pk, _, _ in answers),
        )
        self._copy(
            "applications_submission",
            "uid, application_id, number, receipt, document, digest, submitted_at, due_on",
            (
                (uuid.uuid4(), row, 1, f"KS-S-{row}", b"{}", "0" * 64, self.now, due)
                for (row, _), sent in zip(made, submitted, strict=True)
                if sent
            ),
        )
        return made

    def _awards(self, ids: range, real: "_Real") -> list[str]:
        first = self._next("awards_award")
        document = self._next("awards_signeddocument")
        holders = [person for person in ids if person % 2 == 0]
        made = [(first + place, document + place, uuid.uuid4()) for place in range(len(holders))]
        basis = json.dumps({"kind": "imported", "seeded": True})
        self._copy(
            "awards_award",
            "id, uid, person_id, issuer_id, badge_id, version_id, recipient_name, awarded_at, basis, "
            "basis_digest, basis_reference, state, shared_at, revocation_reason",
            (
                (
                    row, uid, person, self.issuer.pk, self.badge.pk, self.version.pk,
                    f"Person {person}", self.now, basis, "0" * 64, f"seeded:{uid}", "signed",
                    self.now if row % 4 == 0 else None, "",
                )
                for (row, _, uid), person in zip(made, holders, strict=True)
            ),
        )  # fmt: skip
        self._copy(
            "awards_signeddocument",
            "id, uid, issuer_id, kind, about, unsigned, digest, recorded_at, signed, jwt, signed_at",
            (
                (
                    pk, uuid.uuid4(), self.issuer.pk, "award", f"award:{uid}", b"{}", "0" * 64,
                    self.now, real.signed(uid), real.jwt, self.now,
                )
                for _, pk, uid in made
            ),
        )  # fmt: skip
        lists = self._lists(len(made), real.status_list)
        self._copy(
            "awards_credential",
            "award_id, document_id, status_list_id, status_index",
            (
                (row, pk, lists[place // 100_000], place % 100_000 + 1)
                for place, (row, pk, _) in enumerate(made)
            ),
        )
        self._copy(
            "awards_place",
            "person_id, scope, period, number, reference, award_id, live",
            (
                (person, f"badge:{self.badge.slug}", "seeded", 1, f"seeded:{uid}", row, True)
                for (row, _, uid), person in zip(made, holders, strict=True)
            ),
        )
        shared = [uid for row, _, uid in made if row % 4 == 0]
        self._copy(
            "kernel_publiccopy",
            "path, terms, content, content_type, etag, about",
            (
                (
                    f"/credentials/{uid}", "credential-json", content := real.signed(uid),
                    "application/vc+ld+json", f'"{hashlib.sha256(content).hexdigest()[:32]}"',
                    f"award:{uid}",
                )
                for uid in shared
            ),
        )  # fmt: skip
        return [str(uid) for uid in shared]

    def _lists(self, awards: int, first: int) -> list[int]:
        from kenspeckle.awards.models import StatusList

        further = [
            StatusList.objects.create(issuer=self.issuer, number=100 + number, size=131_072).pk
            for number in range(awards // 100_000)
        ]
        return [first, *further]

    def _sessions(self, ids: range, applications: Sequence[tuple[int, uuid.UUID]]) -> list[Learner]:
        from django.conf import settings

        from kenspeckle.accounts.models import Person
        from kenspeckle.accounts.sessions import SessionStore

        store = SessionStore()
        fits = Person(password=PASSWORD).get_session_auth_hash()
        writing = [
            (person, uid)
            for place, (person, (_, uid)) in enumerate(zip(ids, applications, strict=True))
            if place % 10 != 9
        ][-SIGNED_IN:]
        until = self.now + timedelta(days=7)
        sessions = [
            (
                f"seeded{person:026d}",
                store.encode(
                    {
                        "_auth_user_id": str(person),
                        "_auth_user_backend": settings.AUTHENTICATION_BACKENDS[0],
                        "_auth_user_hash": fits,
                    }
                ),
                until,
                person,
            )
            for person, _ in writing
        ]
        self._copy(
            "accounts_session", "session_key, session_data, expire_date, person_id", sessions
        )
        position = self.questions[0].position
        return [
            Learner(key, str(uid), position, 1)
            for (key, *_), (_, uid) in zip(sessions, writing, strict=True)
        ]


@dataclass(frozen=True)
class _Real:
    """The bytes of an award that was really made and signed."""

    uid: str
    content: bytes
    jwt: str
    status_list: int

    def signed(self, uid: uuid.UUID) -> bytes:
        """Return the bytes under another name: as large as any, and of no value."""
        return self.content.replace(self.uid.encode(), str(uid).encode())


def _one_real_award(badge: str) -> _Real:
    """Play the main job once, as `kenspeckle demo` does, and return what was signed."""
    from kenspeckle.awards.models import Award, Credential
    from kenspeckle.config.commands.demo import play_main_job

    award = Award.objects.filter(badge__slug=badge, state="signed").first() or play_main_job()
    credential = Credential.objects.select_related("document").get(award=award)
    document = credential.document
    return _Real(
        str(award.uid),
        bytes(document.signed or b""),
        document.jwt or "",
        credential.status_list_id,
    )


def award_again(number: int) -> None:
    """Let somebody submit and an assessor award, through the operations, as on any evening."""
    from kenspeckle.kernel.clock import now
    from kenspeckle.organisations.models import Role
    from tests import factories

    if not _evening:
        version = factories.badge(name="Evening")
        _evening.extend((version, factories.member(version.badge.issuer, Role.ASSESSOR)))
    version, assessor = _evening
    factories.awarded(factories.person(f"Evening {number}"), version, assessor, now())


_evening: list[Any] = []
