import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kenspeckle.catalogue.programme.checking import check
from kenspeckle.catalogue.programme.tests.example import EXAMPLE, copy, plant

OTHERS = "badges/leading-others/badge.toml"
OTHERS_PROSE = "badges/leading-others/badge.md"
CPL = "series/cpl/series.toml"
CPL_FACTS = "series/cpl/badge.toml"
CPL_PROSE = "series/cpl/badge.md"
CLOSED = "badges/learning-challenge-2020/badge.toml"
EVIDENCE = "badges/writing-evidence/badge.toml"
MONTHS = "series/cpl-plus/badge.toml"
COUNCIL = "issuers/care-council/issuer.toml"

# Each: file, what stands there, the fault in its place, the problem, lines further down.
FAULTS = [
    # What the files add up to.
    (OTHERS, "min = 450", "min = 400", "the total is not the sum of the questions: 400 stated, 450 asked", 0),
    (OTHERS, "max = 900", "max = 300", "minimum over maximum: 450 over 300 words", 0),
    (OTHERS, "min_words = 150", "min_words = 150\nmax_words = 100", "minimum over maximum: 150 over 100 words", 0),
    (OTHERS_PROSE, "- Why these three and not others?\n- Where do you meet them in your work?\n- What do they ask of you in the years ahead?\n", "", "missing guidance for the question learned", -5),
    (OTHERS, "cpl-care/leadership-and-quality-assurance", "cpl-care/leadership", "unknown alignment: cpl-care/leadership", -2),
    (CPL, '"cpl-care/protection"', '"cpl-care/safety"', "unknown alignment: cpl-care/safety", 0),
    (OTHERS, '"cpl-care/lead', '"lead', "an element is named as framework/element", -2),
    (OTHERS, "OB-1265", "OB-1249", "duplicate number: OB-1249 (also at series/cpl/series.toml:", 0),
    (MONTHS, '"{month_end}"', '"2025-12-31"', "dates out of order: closes 2025-12-31, before it opens", 0),
    (CLOSED, "closed_on = 2021-03-31", "closed_on = 2021-03-31\nopens_on = 2021-04-01", "dates out of order: closed 2021-03-31, before it opens 2021-04-01", 0),
    (EVIDENCE, 'badge = "getting-started"', 'badge = "getting-going"', "unknown badge to hold first: getting-going", -1),
    (EVIDENCE, 'badge = "getting-started"', 'badge = "identifying-unpaid-carers"', "badges in a circle: identifying-unpaid-carers needs writing-evidence", -1),
    (OTHERS, "[[criteria]]\nkey = \"resources\"", '[[before]]\nbadge = "learning-challenge-2020"\n\n[[criteria]]\nkey = "resources"', "the badge to hold first, learning-challenge-2020, is closed", 0),
    # Files that cannot be read.
    (OTHERS, "position = 1", "position = = 1", "is not TOML: Invalid value", 0),
    (OTHERS_PROSE, "its mark on others", "its mark\udcff on others", "is not UTF-8 text", 0),
    (OTHERS, 'number = "OB-1265"', 'numbre = "OB-1265"', "unknown key: numbre", 0),
    (OTHERS, 'audience = "everyone"\n', "", "missing key: audience", None),
    (OTHERS, "position = 1", 'position = "first"', "position must be a whole number", 0),
    (OTHERS, "position = 1", "position = true", "position must be a whole number", 0),
    (OTHERS, "min = 450", "min = -1", "min must be between 0 and 32767", 0),
    (CLOSED, "2021-03-31", '"soon"', "closed_on must be a date", 0),
    (CLOSED, "2021-03-31", "2021-03-31T00:00:00", "closed_on must be a date without a time", 0),
    (EVIDENCE, "needed = true", 'needed = "yes"', "needed must be true or false", 0),
    (OTHERS, 'evidence = ["written", "link"]', "evidence = [1]", "unknown kind of evidence: 1", 0),
    # Names that lead nowhere.
    (CPL, '"cpl-protection"', '"CPL_Protection"', "bad slug: CPL_Protection", 0),
    (OTHERS, 'issuer = "care-council"', 'issuer = "council"', "unknown issuer: council", 0),
    (CPL, 'issuer = "care-council"', 'issuer = "council"', "unknown issuer: council", 0),
    ("badges/getting-started/badge.toml", '"foundations"', '"basics"', "unknown series: basics", 0),
    ("badges/getting-started/badge.toml", 'series = "foundations"', 'series = "foundations"\nissuer = "harbour-care"', "the series foundations belongs to care-council", 1),
    (OTHERS, 'glyph = "people"', 'glyph = "unicorn"', "unknown glyph: unicorn", 0),
    (OTHERS, 'shape = "seal"', 'shape = "walrus"', "unknown shape: walrus", 0),
    (OTHERS, 'pattern = "rosette"', 'pattern = "plaid"', "unknown pattern: plaid", 0),
    (OTHERS, 'colour = "pine"', 'colour = "pink"', "unknown colour: pink is not in the palette of care-council", 0),
    (OTHERS, 'ribbon = "Leading others"', 'ribbon = "Leading very many others"', "ribbon is longer than 16 characters", 0),
    (OTHERS, 'arc = "Leadership"\n', "", "missing key: arc (of the artwork of leading-others)", None),
    (COUNCIL, '"#1d6b3a"', '"green"', "bad colour: green", 0),
    (COUNCIL, 'mark = "#0b5f7e"\n', "", "missing key: mark (the colour of its own mark)", -1),
    (CLOSED, '"planning-your-learning"', '"planning"', "unknown successor: planning", 0),
    (CLOSED, '"planning-your-learning"', '"learning-challenge-2020"', "a badge cannot be its own successor", 0),
    (CLOSED, "closed_on = 2021-03-31\n", "", "only a closed badge has a successor", 0),
    (OTHERS, '"everyone"', '"anyone"', "unknown audience: anyone", 0),
    (OTHERS, '"allowed-declared"', '"perhaps"', "unknown AI rule: perhaps", 0),
    (OTHERS, '["written", "link"]', '["written", "dance"]', "unknown kind of evidence: dance", 0),
    (OTHERS, '["written", "link"]', "[]", "missing: no kind of evidence is accepted", 0),
    (CPL_FACTS, '"calendar-year"', '"fortnight"', "unknown period: fortnight", 0),
    (CPL_FACTS, "times = 1", "times = 0", "times must be between 1 and 32767", 0),
    (OTHERS, "[words]", '[frequency]\ncounted = "series"\n\n[words]', "counted by series, but the badge is in none", 0),
    (OTHERS, 'kind = "task"', 'kind = "quiz"', "unknown kind of criterion: quiz", 0),
    (OTHERS, "minutes = 120", "min_words = 120", "only questions count words, and resources is none", 0),
    (OTHERS, 'key = "example"', 'key = "learned"', "duplicate criterion: learned", 0),
    (COUNCIL, '["issuer"]', '["regulator"]', "unknown role: regulator", 0),
    ("frameworks/cpl-care.toml", 'code = "protection"', 'code = "wellbeing-and-support"', "duplicate element: wellbeing-and-support", 0),
    # The words and the facts belong together.
    (OTHERS_PROSE, "{#example}", "{#story}", "no facts for the criterion story in the TOML", 0),
    (OTHERS, 'key = "example"', 'key = "story"', "no words for the criterion story in the Markdown", 0),
    (OTHERS_PROSE, " {#example}", "", "missing key after the heading: A time when you led", 0),
    (OTHERS_PROSE, "{#example}", "{#learned}", "a second criterion with the key learned", 0),
    (OTHERS_PROSE, "## Evidence", "## Proof", "unknown section: Proof", 0),
    (OTHERS_PROSE, "# Leading others\n", "", "missing heading with the name", None),
    (OTHERS_PROSE, "## About this badge\n", "", "missing About this badge", None),
    (OTHERS_PROSE, "## Evidence", "# Evidence", "a second name", 0),
    (OTHERS_PROSE, "## Criteria\n", "## Criteria\n\nAll of these:\n", "words between the criteria heading and the first criterion", 2),
    (OTHERS_PROSE, "Work through the three resources about supervision, coaching and mentoring.", "", "missing text: the criterion asks nothing", -2),
    (OTHERS_PROSE, "For people in social services who know that how they lead leaves its mark on others, and can say how.", "", "missing summary below the name", -2),
    (OTHERS_PROSE, "- Why these three", "- Why these three\nand so", "expected a list item", 1),
    (CPL_PROSE, "{also}", "{alas}", "unknown variable {alas}", 0),
    (OTHERS_PROSE, "its mark on", "its\f mark on", "holds page breaks", 0),
    ("issuers/care-council/terms/general.md", "1. I have done", "I have done", "expected a list item", 0),
]  # fmt: skip


def test_the_example_programme_has_no_problems() -> None:
    assert check(EXAMPLE, year=2026) == []
    assert check(EXAMPLE, year=2028) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "says", "down"),
    FAULTS,
    ids=[f"{fault[3]} in {fault[0]}" for fault in FAULTS],
)
def test_a_planted_fault_is_found_with_its_line(
    tmp_path: Path, file: str, old: str, new: str, says: str, down: int | None
) -> None:
    directory = copy(tmp_path)
    line = plant(directory, file, old, new)

    problems = [problem for problem in check(directory, year=2026) if says in problem.message]

    assert problems, check(directory, year=2026)
    assert {problem.place.file for problem in problems} == {file}
    if down is not None:
        assert problems[0].place.line == line + down


def test_a_siblings_element_is_found_even_where_the_name_wraps(tmp_path: Path) -> None:
    directory = copy(tmp_path)
    line = plant(
        directory, CPL_PROSE, "find words for what", "find words for communication\n  and relationships"
    )  # fmt: skip

    problems = check(directory, year=2026)

    assert {str(problem.place) for problem in problems} == {f"{CPL_PROSE}:{line}"}
    # The badge whose own element it is may name it; the six others may not.
    assert len(problems) == 6
    assert not any("cpl-communication-and-relationships names" in p.message for p in problems)


def test_one_word_elements_are_only_names_when_written_as_names(tmp_path: Path) -> None:
    directory = copy(tmp_path)
    plant(directory, CPL_PROSE, "find words for what", "find protection for what")
    assert check(directory, year=2026) == []

    plant(directory, CPL_PROSE, "find protection for what", "find Protection for what")
    assert len(check(directory, year=2026)) == 6


def test_a_total_of_a_template_is_wrong_once_not_seven_times(tmp_path: Path) -> None:
    directory = copy(tmp_path)
    plant(directory, CPL_FACTS, "min_words = 25", "min_words = 52")

    assert [problem.message for problem in check(directory, year=2026)] == [
        "the total is not the sum of the questions: 450 stated, 477 asked"
    ]


def test_two_badges_with_one_slug_are_told_apart(tmp_path: Path) -> None:
    directory = copy(tmp_path)
    plant(directory, CPL, '"cpl-protection"', '"leading-others"')

    assert any("duplicate slug: leading-others" in p.message for p in check(directory, year=2026))


def test_what_refers_to_an_unreadable_badge_is_not_called_unknown(tmp_path: Path) -> None:
    directory = copy(tmp_path)
    plant(directory, "badges/getting-started/badge.toml", "position = 1", "position =")

    problems = check(directory, year=2026)

    assert [str(p.place) for p in problems] == ["badges/getting-started/badge.toml:2"]


EXAMPLE_FILES = sorted(
    str(path.relative_to(EXAMPLE)) for path in EXAMPLE.rglob("*.*") if path.name != "README.md"
)


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(data=st.data())
def test_whatever_stands_in_a_file_is_a_problem_and_not_an_accident(
    tmp_path: Path, data: st.DataObject
) -> None:
    shutil.rmtree(tmp_path / "programme", ignore_errors=True)
    directory = copy(tmp_path)
    file = directory / data.draw(st.sampled_from(EXAMPLE_FILES))
    lines = file.read_bytes().split(b"\n")
    line = data.draw(st.integers(0, len(lines) - 1))
    key = lines[line].split(b"=")[0]
    lines[line] = data.draw(
        st.sampled_from([b"", b"# x", b"## x", b"### x {#x}", b"- x", b"[x]", b"[[x]]", b"{x}"])
        | st.sampled_from([b"= 1", b"= -1", b'= "x"', b"= []", b"= [1]", b"= {}", b"= true"]).map(
            lambda value: key + value
        )
        | st.binary(max_size=20)
    )
    file.write_bytes(b"\n".join(lines))

    for problem in check(directory, year=2026):
        count = (directory / problem.place.file).read_bytes().count(b"\n") + 1
        assert 1 <= problem.place.line <= count


def test_an_empty_directory_is_no_programme(tmp_path: Path) -> None:
    assert [str(problem) for problem in check(tmp_path, year=2026)] == [
        f"{file}:1: cannot be read: No such file or directory"
        for file in ("ai.toml", "audiences.toml", "claims.toml", "programme.toml", "reasons.toml")
    ]
