from datetime import date
from pathlib import Path

from kenspeckle.catalogue.programme.model import Badge
from kenspeckle.catalogue.programme.reading import read
from kenspeckle.catalogue.programme.tests.example import EXAMPLE


def badges(year: int = 2026, directory: Path = EXAMPLE) -> dict[str, Badge]:
    return {badge.slug: badge for badge in read(directory, year=year).programme.badges}


def test_leadership_and_quality_assurance_is_as_published() -> None:
    badge = badges()["cpl-leadership-and-quality-assurance"]

    assert badge.facts.number == "OB-1249"
    assert badge.facts.name == "CPL 2026: Leadership and quality assurance"
    assert [one.min_words for one in badge.facts.criteria] == [50, 25, 150, 150, 75]
    assert (badge.facts.words.min, badge.facts.words.max) == (450, 900)
    assert badge.facts.audience == "care-registrants"
    assert (badge.facts.frequency.times, badge.facts.frequency.per, badge.facts.frequency.counted) == (
        1, "calendar-year", "badge",
    )  # fmt: skip
    assert [str(name) for name in badge.elements] == ["cpl-care/leadership-and-quality-assurance"]
    assert (
        "learning about leadership and quality assurance is right for you"
        in badge.facts.criteria[1].text
    )


def test_leading_others_is_as_published() -> None:
    badge = badges()["leading-others"]

    assert badge.facts.number == "OB-1265"
    assert [(one.kind, one.min_words) for one in badge.facts.criteria] == [
        ("task", None), ("question", 150), ("question", 150), ("question", 150),
    ]  # fmt: skip
    assert [name.framework for name in badge.elements] == ["cpl-social-work", "cpl-care"]
    assert badge.facts.audience == "everyone"


def test_the_monthly_badges_open_in_their_month_of_the_given_year() -> None:
    windows = {
        slug: (badge.facts.opens_on, badge.facts.closes_on)
        for slug, badge in badges(2028).items()
        if badge.series == "cpl-plus"
    }

    assert len(windows) == 12
    assert windows["cpl-plus-february"] == (date(2028, 2, 1), date(2028, 2, 29))
    assert windows["cpl-plus-december"] == (date(2028, 12, 1), date(2028, 12, 31))
    assert all(
        badge.facts.frequency.counted == "series"
        for badge in badges(2028).values()
        if badge.slug in windows
    )


def test_both_starting_badges_must_be_held_before_identifying_unpaid_carers() -> None:
    needed = badges()["identifying-unpaid-carers"].facts.before

    assert [(one.badge, one.needed) for one in needed] == [
        ("getting-started", True), ("writing-evidence", True),
    ]  # fmt: skip


def test_artwork_is_complete_and_its_colour_comes_from_the_issuers_palette() -> None:
    assert badges()["cpl-plus-november"].facts.art.model_dump() == {
        "shape": "lobed",
        "pattern": "weave",
        "colour": "#7a2f6c",
        "arc": "CPL+ 2026",
        "glyph": "star",
        "ribbon": "November",
    }


def test_wrapped_lines_of_plain_text_are_joined() -> None:
    learned = badges()["cpl-protection"].facts.criteria[2]

    assert learned.text == (
        "Tell us three things that you took from it. For each, say why it matters to you and why "
        "it matters to people who use your service."
    )
    assert len(learned.guidance) == 4


def test_every_fact_knows_its_line() -> None:
    badge = badges()["leading-others"]
    lines = (EXAMPLE / "badges/leading-others/badge.toml").read_text().split("\n")

    for key, text in (
        ("number", "number ="),
        ("aligned_to", "aligned_to ="),
        ("words/max", "max ="),
    ):
        place = badge.where.at(*key.split("/"))
        assert lines[place.line - 1].startswith(text)
    assert lines[badge.where.at("criteria", 2, "min_words").line - 2 :][:2] == [
        'kind = "question"', "min_words = 150",
    ]  # fmt: skip


def test_windows_line_ends_read_the_same(tmp_path: Path) -> None:
    for path in EXAMPLE.rglob("*.*"):
        target = tmp_path / path.relative_to(EXAMPLE)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))

    assert read(tmp_path, year=2026) == read(EXAMPLE, year=2026)
