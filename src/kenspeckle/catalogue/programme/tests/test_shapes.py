"""What does not add up in badges of every shape: one planted fault each, found with its line."""

from pathlib import Path

import pytest

from kenspeckle.catalogue.programme.checking import check
from kenspeckle.catalogue.programme.tests.example import copy, plant


def badge(name: str) -> str:
    return f"badges/{name}/badge.toml"


def words(name: str) -> str:
    return f"badges/{name}/badge.md"


STAGES, ROUTES, TWO = badge("stages"), badge("routes"), badge("choose-two-of-four")
SILVER, GOLD, BEFORE = badge("ladder-silver"), badge("ladder-gold"), badge("something-before")
RENEWS, MILESTONE, MINUTES = (
    badge("expires-and-renews"),
    badge("milestone"),
    badge("words-or-minutes"),
)
AROUND, FREE, COMPETENCES = (
    badge("around-200-words"),
    badge("no-words-counted"),
    badge("competences"),
)
ENDORSED, STANDARDS, RULE = badge("endorsed"), badge("several-standards"), badge("for-a-rule")
AUDIENCES, CLAIMS = "audiences.toml", "claims.toml"

# Each: file, what stands there, the fault in its place, the problem, lines further down.
FAULTS = [
    # Stages.
    (STAGES, 'key = "reflect"', 'key = "sleep"', "an empty stage: no criterion is in sleep", -1),
    (STAGES, 'stage = "reflect"', 'stage = "sleep"', "unknown stage: sleep", 0),
    (STAGES, 'stage = "reflect"\n', "", "missing key: stage (of the criterion alone", -3),
    (STAGES, 'key = "write"', 'key = "reflect"', "duplicate stage: reflect", -1),
    (STAGES, 'stage = "explore"', 'stage = "write"', "the criteria do not follow the order of the stages", None),
    (words("stages"), "{#reflect}", "{#sleep}", "no facts for the stage sleep in the TOML", 0),
    # Choices.
    (TWO, "take = 2", "take = 5", "the choice tools takes 5 of 4 options", 0),
    (TWO, "take = 2", "take = 4", "takes all of its 4 options, so nothing is chosen", 0),
    (TWO, "take = 2", "take = 0", "take must be between 1 and 32767", 0),
    (ROUTES, ', { key = "lesson" }', "", "unknown option of way: lesson", None),
    (ROUTES, '[{ key = "piece" }, { key = "lesson" }]', '[{ key = "piece" }, { key = "lesson" }, { key = "film" }]', "an empty option: no criterion is in film", 0),
    (ROUTES, 'choice = "way"', 'choice = "ways"', "unknown choice: ways", 0),
    (ROUTES, 'choice = "way"\n', "", "an option belongs to a choice, and none is named", 0),
    (TWO, 'choice = "tools"', 'choice = "tools"\nrequired = false', "plane is chosen or not, so it is not optional beside that", 1),
    (words("routes"), "{#way/lesson}", "{#way/lessons}", "no words for the option way/lesson in the Markdown", None),
    (STANDARDS, "max = 400", "max = 70", "minimum over maximum: 80 over 70 words", 0),
    (ROUTES, "[art]", "[words]\nmax = 185\n\n[art]", "a way that cannot be gone: one choice asks at least 190 words, of at most 185", 1),
    (ROUTES, "[art]", "[words]\nmin = 190\n\n[art]", "the total is not the sum of the questions: 190 stated, 180 asked", 1),
    # Words, minutes, competences, attachments.
    (AROUND, "around_words = 200", "around_words = 200\nmin_words = 250", "around 200 words is outside the minimum and maximum", 0),
    (AROUND, "around_words = 200", "around_words = 200\nmax_words = 150", "around 200 words is outside the minimum and maximum", 0),
    (MINUTES, 'evidence = ["written", "link"]', 'evidence = ["written"]', "minutes where nothing can be recorded or linked", None),
    (MINUTES, "max_minutes = 5", "max_minutes = 1", "minimum over maximum: 2 over 1 minutes", -1),
    (STAGES, "minutes = 45", "min_minutes = 45", "minutes where nothing is recorded: guide is a task", 0),
    (MINUTES, "min_words = 150", "min_words = 150\nminutes = 5", "only a task has minutes, and tell is none", 1),
    (COMPETENCES, 'kind = "competences"', 'kind = "question"', "competences belong to a criterion of the kind competences", None),
    (COMPETENCES, 'key = "shows"', 'key = "listens"', "duplicate competence: listens", 0),
    (FREE, 'kind = "question"', 'kind = "attachment"', "an attachment cannot be given yet, so show cannot be published", 0),
    (FREE, 'evidence = ["link"]\n', "", "missing: no kind of evidence is accepted", None),
    # Levels and what comes before.
    (SILVER, "rank = 2", "rank = 4", "a level without the one below: no badge at rank 2 of joinery", None),
    (SILVER, "rank = 2", "rank = 1", "two badges at rank 1 of joinery: also ladder-bronze", None),
    (GOLD, 'ladder = "joinery"\nrank = 2', 'ladder = "joinery"\nrank = 3', "the badge is at rank 3 of joinery and asks for 3 first", -1),
    (GOLD, 'ladder = "joinery"\nrank = 2', 'ladder = "joinery"\nrank = 7', "no badge of joinery has the rank 7 or above", -1),
    (GOLD, 'ladder = "joinery"\nrank = 2', 'ladder = "stairs"\nrank = 2', "unknown ladder: stairs", -1),
    (GOLD, 'ladder = "joinery"\nrank = 2', 'ladder = "joinery"', "a ladder and a rank on it are named together", -1),
    (BEFORE, 'claim = "first-aid"', 'claim = "first-aids"', "unknown claim: first-aids", -1),
    (BEFORE, 'claim = "first-aid"', 'claim = "first-aid"\nbadge = "routes"', "names exactly one of badge, claim, ladder", -1),
    (BEFORE, 'badge = "stages"', 'badge = "stage"', "unknown badge to hold first: stage", -1),
    (BEFORE, 'badge = "stages"', 'badge = "around-200-words"', "duplicate badge to hold first: around-200-words", -1),
    # How long an award counts, and milestones.
    (RENEWS, "months = 12\n", "", "missing key: months", None),
    (RENEWS, "renew_from_days = 60", "renew_from_days = 400", "renewal would open 400 days before the end", 0),
    (RENEWS, "[art]", '[frequency]\ntimes = 2\n\n[art]', "a badge that expires is held once at a time", 0),
    (MILESTONE, "hold = 2", "hold = 4", "a milestone of 3 badges asks to hold 4", -1),
    (MILESTONE, '"routes"', '"root"', "unknown badge of the milestone: root", None),
    (MILESTONE, '"routes"', '"stages"', "duplicate badge of the milestone: stages", None),
    (MILESTONE, '"routes"', '"milestone"', "a milestone cannot ask for itself", None),
    (MILESTONE, '["stages", "routes", "ladder-bronze"]', '["stages"]', "a milestone is of at least two badges", None),
    (MILESTONE, "[art]", "[expiry]\nmonths = 3\nrenew_from_days = 9\n\n[art]", "a milestone is claimed and not applied for, so it has no renewal", 2),
    (STAGES, "[art]", '[milestone]\nhold = 1\nof = ["routes", "endorsed"]\n\n[art]', "a milestone has no criteria", None),
    (ENDORSED, "within_months = 6", "within_month = 6", "unknown key: within_month (did you mean within_months?)", 0),
    # Who, and what badges name.
    (AUDIENCES, 'claim = "bench"', 'claim = "bank"', "unknown claim: bank", 0),
    (AUDIENCES, '"metal"]', '"gold"]', "unknown craft: gold (one of wood, metal, paper)", 0),
    (AUDIENCES, "where = { craft", "where = { art", "unknown field of the claim tutor: art (one of craft)", 0),
    (AUDIENCES, 'member_of = "workshop"', 'member_of = "works"', "unknown organisation: works", 0),
    (AUDIENCES, "rule = { invited = true }", 'rule = { invited = true, claim = "bench" }', "a rule says exactly one of", 0),
    (AUDIENCES, "rule = { invited = true }", "rule = { any = [{ invited = true }] }", "a rule that joins one rule is that rule", 0),
    (AUDIENCES, "rule = { invited = true }", "rule = { invited = true, within_days = 3 }", "within_days counts from a claim or an event", 0),
    (AUDIENCES, "rule = { invited = true }", 'rule = { claim = "bench", within_days = 3 }', "within_days needs a date, and the claim bench has no field for one", 0),
    (AUDIENCES, 'refusal = "This badge is for people who were invited."\n', "", "missing key: refusal (of the audience invited", None),
    (AUDIENCES, 'code = "staff"', 'code = "tutors"', "duplicate audience: tutors (also at audiences.toml:", 0),
    (CLAIMS, 'kind = "date"', 'kind = "day"', "unknown kind: day", 0),
    (RULE, 'ai_rule = "banned"', 'ai_rule = "forbidden"', "unknown AI rule: forbidden", 0),
    (FREE, 'terms = "pictures"', 'terms = "films"', "unknown terms: films (one of general, pictures)", 0),
    ("issuers/guild/issuer.toml", '\n[[terms]]\ncode = "guild"\nversion = "1"\n', "", "missing terms: an issuer has at least one [[terms]]", None),
    (RULE, "decide_within_days = 10", "decide_within_days = 0", "decide_within_days must be between 1 and 32767", 0),
    ("reasons.toml", 'code = "other"', 'code = "not-own-work"', "duplicate reason: not-own-work", 0),
    ("frameworks/teaching.toml", 'slug = "teaching"', 'slug = "making"', "duplicate framework: making 2026", 0),
    (STANDARDS, '"making/planning"', '"making/safety"', "duplicate alignment: making/safety", None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("file", "old", "new", "says", "down"),
    FAULTS,
    ids=[f"{fault[3]} in {fault[0]}" for fault in FAULTS],
)
def test_a_planted_fault_is_found_with_its_line(
    tmp_path: Path, file: str, old: str, new: str, says: str, down: int | None
) -> None:
    directory = copy(tmp_path, "shapes")
    line = plant(directory, file, old, new)

    problems = check(directory, year=2026)
    matches = [problem for problem in problems if says in problem.message]

    assert matches, problems
    assert not matches[0].warning
    if down is not None:
        assert (matches[0].place.file, matches[0].place.line) == (file, line + down)


def test_an_endorsement_warns_and_does_not_block(tmp_path: Path) -> None:
    directory = copy(tmp_path, "shapes")

    [warning] = check(directory, year=2026)

    assert warning.warning
    assert str(warning).startswith("badges/endorsed/badge.toml:9: warning: an endorsement is not")
