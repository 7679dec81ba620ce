"""The programmes that we ship check clean, load, and come out again as they went in."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import transaction

from kenspeckle.catalogue.models import Badge, Reason
from kenspeckle.catalogue.programme.checking import blocking, check
from kenspeckle.catalogue.programme.content import digest
from kenspeckle.catalogue.programme.exporting import export
from kenspeckle.catalogue.programme.loading import DoesNotCheck, load
from kenspeckle.catalogue.programme.tests.example import PROGRAMMES, copy, plant
from kenspeckle.organisations.models import Organisation

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
LATER = datetime(2026, 12, 1, 12, tzinfo=UTC)
BADGES = {"social-services": 26, "shapes": 19, "orchard": 6}

pytestmark = pytest.mark.django_db
each_programme = pytest.mark.parametrize("name", BADGES)


@contextmanager
def an_empty_database() -> Iterator[None]:
    """What is loaded inside is gone afterwards."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def files_of(directory: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(directory)): path.read_bytes()
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    }


@each_programme
def test_a_programme_has_no_problems(name: str) -> None:
    assert blocking(check(PROGRAMMES / name, year=2026)) == []
    assert blocking(check(PROGRAMMES / name, year=2028)) == []


@each_programme
def test_an_export_loads_to_no_change_and_exports_to_the_same_bytes(
    name: str, tmp_path: Path
) -> None:
    with an_empty_database():
        report = load(PROGRAMMES / name, year=2026, at=NOON)
        assert report.badges == BADGES[name]
        export(tmp_path / "first")
        again = load(tmp_path / "first", year=2026, at=LATER)
        assert again.lines() == ["Nothing has changed.", f"{BADGES[name]} badges."]
    with an_empty_database():
        load(tmp_path / "first", year=2026, at=NOON)
        export(tmp_path / "second")

    first, second = files_of(tmp_path / "first"), files_of(tmp_path / "second")
    assert first == second
    assert sum(file.endswith("badge.toml") for file in first) == BADGES[name]


@each_programme
def test_what_is_stored_has_the_digest_of_what_it_says(name: str) -> None:
    load(PROGRAMMES / name, year=2026, at=NOON)

    for badge in Badge.objects.select_related("current"):
        assert badge.current is not None
        criteria = [row.facts for row in badge.current.criteria.all()]
        assert badge.current.digest == digest(badge.current.facts, criteria)


def test_the_orchard_brings_its_own_words_and_its_own_days() -> None:
    load(PROGRAMMES / "orchard", year=2026, at=NOON)

    pruning = Badge.objects.get(slug="pruning").current
    hills = Badge.objects.get(slug="hill-grower").current
    assert pruning is not None
    assert hills is not None
    assert (pruning.facts.decide_within_days, hills.facts.decide_within_days) == (14, 28)
    assert pruning.facts.audience.refusal == "This badge is for people who look after fruit trees."
    assert [reason.code for reason in Reason.objects.all()] == [
        "not-a-tree",
        "next-season",
        "else",
        "wrong-tree",
    ]
    assert [stage.name for stage in pruning.facts.stages] == ["The work", "Looking back"]


def test_totals_are_those_of_the_way_that_asks_least() -> None:
    load(PROGRAMMES / "shapes", year=2026, at=NOON)

    least = {
        badge.slug: badge.current.facts.words.min
        for badge in Badge.objects.select_related("current")
        if badge.current is not None
    }
    # 80 + 60 on the first route, 150 on the second, and 40 whichever way.
    assert least["routes"] == 180
    assert least["choose-two-of-four"] == 100
    assert least["around-200-words"] == 0


def test_three_programmes_stand_side_by_side() -> None:
    for name in BADGES:
        load(PROGRAMMES / name, year=2026, at=NOON)

    assert Badge.objects.filter(current__isnull=False).count() == sum(BADGES.values())
    assert Organisation.objects.count() == 5


def test_a_programme_that_fails_half_way_loads_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("the power went")

    monkeypatch.setattr("kenspeckle.catalogue.programme.loading.record", fails)
    with pytest.raises(RuntimeError):
        load(PROGRAMMES / "orchard", year=2026, at=NOON)
    assert not Organisation.objects.exists()
    assert not Reason.objects.exists()

    directory = copy(tmp_path, "orchard")
    plant(directory, "badges/hill-grower/badge.toml", "rank = 1", "rank = 3")
    with pytest.raises(DoesNotCheck, match="a level without the one below"):
        load(directory, year=2026, at=NOON)
    assert not Organisation.objects.exists()
