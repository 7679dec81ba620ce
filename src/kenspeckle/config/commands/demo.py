"""`kenspeckle demo`: the main job once, without a browser, on a throw-away database.

It goes through the same operations, the same job queue and the same signer as the website, prints
each step with its time, and leaves the files of the award.
"""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from kenspeckle.machine import postgres

if TYPE_CHECKING:
    from kenspeckle.awards.models import Award

URL = "https://kenspeckle.example"
BADGE = "leading-others"

_ANSWER = (
    "In this demonstration the words themselves do not matter, only that they are counted, kept, "
    "frozen and signed exactly as they were written by the person who learned something. "
)


def demo(*, out: Path, programme: Path) -> int:
    """Play the main job and write its files to `out`. Returns the exit code."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="kenspeckle-demo-") as folder:
        with _step("a throw-away database"), _environment(Path(folder)):
            server = postgres.start(Path(folder) / "cluster", durable=False)
            os.environ["DATABASE_URL"] = server.url
            Path(folder).chmod(0o711)
        try:
            _play(out, programme)
        finally:
            server.stop()
    _say(f"\nDone in {time.monotonic() - started:.1f} s. The files are in {out}/. Check them with:")
    files = " ".join(
        f"{out}/{name}"
        for name in (
            "credential.json",
            "credential.jwt",
            "badge.png",
            "badge.svg",
            "certificate.pdf",
        )
    )
    _say(f"  openbadges3 verify --offline --documents {out}/documents.json {files}")
    return 0


def _play(out: Path, programme: Path) -> None:
    import django

    django.setup()
    from kenspeckle.config.commands import prepare
    from kenspeckle.config.commands.work import run_waiting
    from kenspeckle.kernel.clock import now

    with _step("the tables"):
        prepare.prepare_database(_quiet)
    with _step("the example programme and its people"):
        prepare.load_demonstration(programme, at=now(), say=_quiet)
    with _step("the signer makes the issuers' keys"):
        run_waiting("signing")
    award = play_main_job()
    with _step("the files are written"):
        _write(award, out)


def play_main_job() -> "Award":
    """Let Morag earn and share a badge of the example programme, through all that it takes."""
    from kenspeckle.accounts.models import Person
    from kenspeckle.applications import operations as applications
    from kenspeckle.assessment import operations as assessment
    from kenspeckle.assessment.models import Outcome
    from kenspeckle.assessment.points import Point, Ruling
    from kenspeckle.awards import operations as awards
    from kenspeckle.awards.models import Award
    from kenspeckle.catalogue.models import Badge
    from kenspeckle.catalogue.schema.badge import CriterionKind
    from kenspeckle.config.commands.work import run_waiting
    from kenspeckle.kernel.clock import now

    learner = Person.objects.get(email="morag@demo.example")
    assessor = Person.objects.get(email="amina@demo.example")
    version = Badge.objects.get(slug=BADGE).current
    assert version is not None, "the example programme publishes this badge"
    criteria = list(version.criteria.all())
    questions = [one.position for one in criteria if one.kind == CriterionKind.QUESTION]

    with _step(f"Morag applies for “{version.name}”"):
        application = applications.start(person=learner, version=version, at=now())
        for criterion in criteria:
            is_question = criterion.kind == CriterionKind.QUESTION
            applications.save_answer(
                application_uid=application.uid,
                person=learner,
                position=criterion.position,
                given={"written": _words(criterion.facts.min_words or 10)}
                if is_question
                else {"tick": True},
                based_on=0,
                at=now(),
            )
        applications.declare_ai(
            application_uid=application.uid, person=learner, used=False, at=now()
        )
    with _step("she submits, and gets a receipt") as note:
        submission = applications.submit(
            application_uid=application.uid, person=learner, accepted_terms=True, at=now()
        )
        note(submission.receipt)
    with _step("Amina returns it for more evidence"):
        assessment.take(application_uid=application.uid, assessor=assessor, at=now())
        last = questions[-1]
        assessment.decide(
            application_uid=application.uid,
            assessor=assessor,
            submission=1,
            outcome=Outcome.RETURN,
            feedback="Two answers are clear. The last one needs an example from your own work.",
            verdicts={
                Point(one.position): Ruling(
                    met=one.position != last,
                    comment="" if one.position != last else "Give an example of your own.",
                )
                for one in criteria
            },
            at=now(),
        )
    with _step("Morag adds an example and submits again") as note:
        answer = application.answers.get(criterion__position=last)
        applications.save_answer(
            application_uid=application.uid,
            person=learner,
            position=last,
            given={
                "written": f"{answer.given['written']}\n\n"
                "For example, I asked each colleague what would help them most."
            },
            based_on=answer.revision,
            at=now(),
        )
        again = applications.submit(
            application_uid=application.uid, person=learner, accepted_terms=True, at=now()
        )
        note(again.receipt)
    with _step("Amina awards the badge"):
        assessment.take(application_uid=application.uid, assessor=assessor, at=now())
        decision = assessment.decide(
            application_uid=application.uid,
            assessor=assessor,
            submission=2,
            outcome=Outcome.AWARD,
            feedback="A thoughtful account with a good example. Well done.",
            verdicts={Point(last): Ruling(met=True)},
            at=now(),
        )
    with _step("the signer signs it"):
        run_waiting("signing")
    with _step("the mail goes out") as note:
        run_waiting("default")
        from kenspeckle.kernel.models import ReadableMail

        note(f"{ReadableMail.objects.count()} messages")
    award = Award.objects.get(basis_reference=f"decision:{decision.uid}")
    with _step("Morag shares it"):
        awards.share(award_uid=award.uid, holder=learner, shared=True, at=now())
    with _step("a stranger verifies it") as note:
        from kenspeckle.checking.verification import check

        verification = check(bytes(award.credential.document.signed or b""), at=now())
        note(verification.outcome)
        if verification.outcome not in ("good", "warning"):
            raise SystemExit("kenspeckle: the award does not verify; this is a fault of ours.")
    return award


def _write(award: "Award", out: Path) -> None:
    from kenspeckle.awards import files
    from kenspeckle.awards.models import Award

    award = files.with_files(Award.objects.all()).get(pk=award.pk)
    out.mkdir(parents=True, exist_ok=True)
    for name, form in (
        ("credential.json", "json"),
        ("credential.jwt", "jwt"),
        ("badge.png", "png"),
        ("badge.svg", "svg"),
        ("certificate.pdf", "pdf"),
    ):
        (out / name).write_bytes(files.file_of(award, form).content)
    named = files.documents(award)
    for name, content in named.values():
        (out / name).write_bytes(content)
    (out / "documents.json").write_text(files.documents_map(named), encoding="utf-8")


@contextmanager
def _environment(folder: Path) -> Iterator[None]:
    from kenspeckle.awards.keystore import make_master_key

    os.environ["KENSPECKLE_URL"] = URL
    os.environ["KENSPECKLE_DATA"] = str(folder)
    os.environ["KENSPECKLE_DEMONSTRATION"] = "true"
    os.environ["KENSPECKLE_MASTER_KEY_FILE"] = str(folder / "master.key")
    make_master_key(folder / "master.key")
    yield


def _words(minimum: int) -> str:
    words = _ANSWER.split()
    return " ".join(words[index % len(words)] for index in range(minimum + 8))


@contextmanager
def _step(title: str) -> Iterator[Callable[[str], None]]:
    notes: list[str] = []
    begun = time.monotonic()
    yield notes.append
    said = f" ({notes[0]})" if notes else ""
    _say(f"{(time.monotonic() - begun) * 1000:7.0f} ms  {title}{said}")


def _say(sentence: str) -> None:
    print(sentence, flush=True)  # noqa: T201 (a command's answer)


def _quiet(sentence: str) -> None:
    """Say nothing: the steps of a demonstration have their own lines."""
