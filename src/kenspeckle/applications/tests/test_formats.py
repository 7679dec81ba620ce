"""How submissions are kept: digests that hold, tombstones, and one example of each format for ever."""

import hashlib
import io
import json
import zipfile
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from kenspeckle.applications import formats, submissions
from kenspeckle.applications.formats import NEWEST, READERS, Part
from kenspeckle.applications.models import FrozenPart, Submission
from kenspeckle.applications.promises import promises
from tests import factories as make
from tests.factories import NOON

EXAMPLES = Path(__file__).parent / "formats"


@pytest.mark.parametrize("number", READERS)
def test_an_example_of_every_format_is_read_for_ever(number: int) -> None:
    example = json.loads((EXAMPLES / f"{number}.json").read_text(encoding="utf-8"))
    parts = {part["name"]: part["content"] for part in example["parts"]}

    frozen = READERS[number](example["document"], parts, {})

    assert example["document"]["format"] == number
    assert [
        {"position": one.position, "title": one.title, "kind": one.kind, "plain": one.plain}
        for one in frozen.answers
    ] == example["says"]["answers"]
    assert frozen.ai == example["says"]["ai"]
    assert list(frozen.claims) == example["says"]["claims"]
    assert list(frozen.employments) == example["says"]["employments"]
    assert {name: list(options) for name, options in frozen.choices.items()} == (
        example["says"]["choices"]
    )
    for part in example["parts"]:
        named = {one["name"]: one["digest"] for one in example["document"]["parts"]}
        assert Part(**part).digest == named[part["name"]]


def test_what_is_written_is_the_newest_format_that_is_read() -> None:
    assert max(READERS) == NEWEST.NUMBER


@pytest.fixture
def submission() -> Submission:
    person = make.person()
    make.register(person)
    make.employ(person, make.employer())
    return make.submitted(person, make.badge()).submissions.get()


@pytest.mark.django_db
def test_no_word_of_a_part_stands_in_the_document_and_equal_answers_have_other_digests(
    submission: Submission,
) -> None:
    other = make.submitted(make.person(), submission.application.version).submissions.get()
    document = bytes(submission.document).decode()

    assert "word1" not in document
    assert "3001234" not in document
    digests = [
        {part.name: part.digest for part in one.parts.all()}["answer-2"]
        for one in (submission, other)
    ]
    assert len(set(digests)) == 2


@pytest.mark.django_db
def test_the_holder_can_check_every_digest_with_the_files_alone(submission: Submission) -> None:
    with zipfile.ZipFile(io.BytesIO(submissions.archive(submission))) as bundle:
        files = {name: bundle.read(name) for name in bundle.namelist()}

    def sha256(name: str) -> str:
        return hashlib.sha256(files[name]).hexdigest()

    document = json.loads(files["submission.json"])
    assert sha256("submission.json") == submission.digest
    assert {part["name"]: part["digest"] for part in document["parts"]} == {
        name.removeprefix("parts/").removesuffix(".json"): sha256(name)
        for name in files
        if name.startswith("parts/")
    }
    assert submission.receipt in files["how-to-check.txt"].decode()
    assert submissions.archive(submission) == submissions.archive(submission)


@pytest.mark.django_db
def test_an_erased_part_is_a_dated_tombstone_and_everything_else_still_proves_itself(
    submission: Submission,
) -> None:
    before = submission.parts.get(name="answer-2").digest
    erased = submission.parts.filter(name__in=["answer-2", "claims"])
    erased.update(content=None, salt=None, erased_at=NOON, erased_because="At their own wish.")

    frozen = formats.read(submission)
    with zipfile.ZipFile(io.BytesIO(submissions.archive(submission))) as bundle:
        assert "parts/answer-2.json" not in bundle.namelist()
        assert (
            "answer-2.json was erased on 22 November 2026"
            in bundle.read("how-to-check.txt").decode()
        )
    assert set(frozen.erased) == {"answer-2", "claims"}
    assert frozen.claims == ()
    answer = frozen.answers[1]
    assert (answer.position, answer.plain, answer.evidence) == (2, "", None)
    assert answer.erased
    assert answer.erased.because == "At their own wish."
    assert frozen.answers[2].plain == make.words(3)
    assert submission.parts.get(name="answer-2").digest == before
    assert [one for promise in promises() for one in promise.broken(NOON)] == []


@pytest.mark.django_db
def test_nothing_comes_back_and_nothing_else_changes_under_an_erasure(
    submission: Submission,
) -> None:
    part = submission.parts.filter(name="answer-2")
    stone = {"content": None, "salt": None, "erased_at": NOON, "erased_because": "A wish."}

    with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
        part.update(**stone, digest="0" * 64)
    part.update(**stone)
    with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
        part.update(content={"given": "other words"})
    with pytest.raises(IntegrityError, match="written once"), transaction.atomic():
        part.update(erased_because="Another ground.")


@pytest.mark.django_db
def test_the_doctor_names_a_part_that_was_changed(
    submission: Submission,
) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        FrozenPart.objects.filter(name="answer-2").update(content={"given": "other words"})
        FrozenPart.objects.filter(name="answer-3").update(content=None, salt=None)
        cursor.execute("SET LOCAL session_replication_role = origin")

    said = [one for promise in promises() for one in promise.broken(NOON)]

    assert said == [
        f"Part answer-2 of {submission.receipt} does not match its digest.",
        f"Part answer-3 of {submission.receipt} is gone without a date or a ground.",
    ]
