from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kenspeckle.audit.models import Event
from kenspeckle.catalogue.models import Badge, BadgeVersion, Series
from kenspeckle.catalogue.programme.checking import check
from kenspeckle.catalogue.programme.exporting import export
from kenspeckle.catalogue.programme.loading import DoesNotCheck, load
from kenspeckle.catalogue.programme.tests.example import EXAMPLE, copy, plant
from kenspeckle.frameworks.models import Element, Framework
from kenspeckle.kernel.refusals import Invalid
from kenspeckle.organisations.models import Organisation

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = datetime(2026, 12, 1, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def test_the_example_programme_is_published_whole() -> None:
    report = load(EXAMPLE, year=2026, at=NOON)

    assert report.badges == 26
    assert report.lines()[-1] == "26 badges."
    badge = Badge.objects.get(number="OB-1249")
    version = badge.current
    assert version is not None
    assert (version.number, version.name) == (1, "CPL 2026: Leadership and quality assurance")
    assert [one.facts.min_words for one in version.criteria.all()] == [50, 25, 150, 150, 75]
    assert [one.element.code for one in version.alignments.all()] == [
        "leadership-and-quality-assurance"
    ]
    assert version.terms.clauses[0].startswith("I have done everything")
    assert (Framework.objects.count(), Element.objects.count()) == (2, 15)
    carers = Badge.objects.get(slug="identifying-unpaid-carers")
    assert carers.current is not None
    assert [one.badge.slug for one in carers.current.prerequisites.filter(needed=True)] == [
        "getting-started",
        "writing-evidence",
    ]
    closed = Badge.objects.get(slug="learning-challenge-2020")
    assert closed.closed_on == date(2021, 3, 31)
    assert closed.successor == Badge.objects.get(slug="planning-your-learning")
    harbour = Organisation.objects.get(slug="harbour-care")
    assert harbour.is_issuer
    assert harbour.is_employer


def test_publishing_is_audited_on_the_badges_own_chain() -> None:
    load(EXAMPLE, year=2026, at=NOON)

    event = Event.objects.get(chain="badge:leading-others")
    version = BadgeVersion.objects.get(badge__slug="leading-others")
    assert (event.name, event.at, event.actor) == ("badge.published", NOON, None)
    assert event.facts == {"version": 1, "digest": version.digest}


def test_loading_again_changes_nothing() -> None:
    load(EXAMPLE, year=2026, at=NOON)
    before = list(BadgeVersion.objects.order_by("pk").values())

    report = load(EXAMPLE, year=2026, at=LATER)

    assert report.lines() == ["Nothing has changed.", "26 badges."]
    assert list(BadgeVersion.objects.order_by("pk").values()) == before


def test_a_changed_text_makes_a_new_version_and_leaves_the_old_one(tmp_path: Path) -> None:
    directory = copy(tmp_path)
    load(directory, year=2026, at=NOON)
    plant(directory, "badges/leading-others/badge.md", "A time when you led", "When you led")

    report = load(directory, year=2026, at=LATER)

    assert report.published == ["badge leading-others: version 2 published."]
    first, second = BadgeVersion.objects.filter(badge__slug="leading-others").order_by("number")
    assert first.criteria.get(position=3).title == "A time when you led"
    assert second.criteria.get(position=3).title == "When you led"
    assert (first.published_at, second.published_at) == (NOON, LATER)
    assert Badge.objects.get(slug="leading-others").current == second


def test_changed_terms_under_the_same_version_are_refused(tmp_path: Path) -> None:
    directory = copy(tmp_path)
    load(directory, year=2026, at=NOON)
    plant(directory, "issuers/harbour-care/terms/general.md", "my own", "mine")

    with pytest.raises(Invalid, match="give the changed terms a new version"):
        load(directory, year=2026, at=LATER)

    plant(directory, "issuers/harbour-care/issuer.toml", 'version = "1"', 'version = "2"')
    report = load(directory, year=2026, at=LATER)
    assert report.published == ["badge staying-secure-online: version 2 published."]


def test_a_renamed_element_needs_a_new_version_of_its_framework(tmp_path: Path) -> None:
    directory = copy(tmp_path)
    load(directory, year=2026, at=NOON)
    plant(directory, "frameworks/cpl-care.toml", 'name = "Protection"', 'name = "Safety"')

    with pytest.raises(
        Invalid, match=r"frameworks/cpl-care\.toml:2: .* give the changed framework"
    ):
        load(directory, year=2026, at=LATER)

    assert Element.objects.get(code="protection").name == "Protection"


def test_a_programme_with_a_problem_is_not_loaded_at_all(tmp_path: Path) -> None:
    directory = copy(tmp_path)
    plant(directory, "badges/leading-others/badge.toml", "min = 450", "min = 45")

    with pytest.raises(DoesNotCheck) as refused:
        load(directory, year=2026, at=NOON)

    assert [problem.place.line for problem in refused.value.problems] == [13]
    assert not Organisation.objects.exists()


def test_a_new_year_brings_new_versions_of_the_series_and_of_nothing_else() -> None:
    load(EXAMPLE, year=2026, at=NOON)

    report = load(EXAMPLE, year=2027, at=LATER)

    assert len(report.published) == 19
    assert all(line.startswith("badge cpl-") for line in report.published)
    march = Badge.objects.get(slug="cpl-plus-march").current
    assert march is not None
    assert (march.name, march.opens_on) == ("CPL+ March 2027", date(2027, 3, 1))
    assert Series.objects.get(slug="cpl").name == "CPL 2027"


def test_badges_that_left_the_files_stay_and_are_named(tmp_path: Path) -> None:
    directory = copy(tmp_path)
    load(directory, year=2026, at=NOON)
    for path in (directory / "badges/staying-secure-online").iterdir():
        path.unlink()
    (directory / "badges/staying-secure-online").rmdir()

    report = load(directory, year=2026, at=LATER)

    assert report.lines()[0] == "staying-secure-online is not in these files and stays as it is."
    assert Badge.objects.filter(slug="staying-secure-online").exists()


def test_an_export_checks_clean_and_loads_to_no_change(tmp_path: Path) -> None:
    load(EXAMPLE, year=2026, at=NOON)
    directory = tmp_path / "exported"

    report = export(directory)

    assert report.badges == 26
    assert check(directory, year=2026) == []
    assert load(directory, year=2026, at=LATER).lines() == ["Nothing has changed.", "26 badges."]


def test_an_export_does_not_overwrite(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")

    with pytest.raises(Invalid, match="is not empty"):
        export(tmp_path)


def test_an_export_keeps_two_versions_of_a_framework_apart(tmp_path: Path) -> None:
    directory = copy(tmp_path)
    load(directory, year=2026, at=NOON)
    plant(directory, "frameworks/cpl-care.toml", 'version = "2024"', 'version = "2027"')
    load(directory, year=2026, at=LATER)

    export(tmp_path / "exported")

    assert load(tmp_path / "exported", year=2026, at=LATER).lines()[0] == "Nothing has changed."
