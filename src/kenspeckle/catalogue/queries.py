"""What the catalogue's pages show."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.safestring import SafeString

from kenspeckle.catalogue import access
from kenspeckle.catalogue.availability import Availability, Stage, availability
from kenspeckle.catalogue.models import (
    Alignment,
    Badge,
    BadgeVersion,
    Criterion,
    Prerequisite,
    Series,
)
from kenspeckle.catalogue.searching import respelt, search
from kenspeckle.catalogue.wording import words_in_all
from kenspeckle.frameworks.models import Element, Framework
from kenspeckle.kernel.clock import london_date, now
from kenspeckle.kernel.kit import BadgeCard
from kenspeckle.organisations.models import Organisation

# What versions ask, by the version's number, as this process has read it.
_CRITERIA: dict[int, tuple[Criterion, ...]] = {}


@dataclass(frozen=True)
class Shelf:
    """Badges that stand together: a series, or what belongs to none. `past` takes no applications."""

    name: str
    summary: str
    cards: tuple[BadgeCard, ...]
    past: tuple[BadgeCard, ...] = ()


@dataclass(frozen=True)
class Matches:
    """What a search or filter found. `instead` is what was searched for in place of what was typed."""

    shelves: tuple[Shelf, ...]
    count: int
    instead: str = ""


def image_url(version: BadgeVersion) -> str:
    """Return the address of a version's artwork."""
    return reverse("catalogue:image-svg", args=[version.badge.slug, version.number])


def find(*, text: str, series: str, element: str, today: date) -> Matches:
    """Return the badges that match, best first when there are words, else by series.

    `text` is what a person typed ("web search" rules: quotes, OR, minus); a badge's number finds
    it too. `element` is "framework/code".
    """
    badges = access.published().select_related("current__badge", "series")
    if series:
        badges = badges.filter(series__slug=series)
    if element:
        framework, _, code = element.partition("/")
        badges = badges.filter(
            current__alignments__element__code=code,
            current__alignments__element__framework__slug=framework,
        ).distinct()
    if text:
        return _ranked(badges, text, today)
    return _by_series(badges, today)


def _ranked(badges: QuerySet[Badge], text: str, today: date) -> Matches:
    hits, instead = search(badges, text), ""
    if not hits and (instead := respelt(text)):
        hits = search(badges, instead)
    cards = tuple(_card(hit.badge, today, summary=hit.summary) for hit in hits)
    return Matches((Shelf("", "", cards),) if cards else (), len(cards), instead if cards else "")


def _by_series(badges: QuerySet[Badge], today: date) -> Matches:
    shelves: dict[int | None, list[Badge]] = {}
    for badge in badges.order_by(F("series__position").asc(nulls_last=True), "position", "slug"):
        shelves.setdefault(badge.series_id, []).append(badge)
    return Matches(
        tuple(_shelf(rows[0].series, rows, today) for rows in shelves.values()),
        sum(len(rows) for rows in shelves.values()),
    )


def _shelf(series: Series | None, badges: list[Badge], today: date) -> Shelf:
    # What is open comes first, then what comes next; what is over is folded away.
    in_order = sorted(badges, key=lambda badge: _availability(badge, today).stage)
    over = [badge for badge in in_order if _availability(badge, today).stage >= Stage.OVER]
    return Shelf(
        series.name if series else "More badges",
        series.summary if series else "",
        cards([badge for badge in in_order if badge not in over], today),
        cards(over, today),
    )


def cards(badges: Iterable[Badge], today: date) -> tuple[BadgeCard, ...]:
    """Return a card for each badge, in the order given."""
    return tuple(_card(badge, today) for badge in badges)


def _card(badge: Badge, today: date, summary: str | SafeString | None = None) -> BadgeCard:
    version = _current(badge)
    stands = _availability(badge, today)
    facts = (badge.number, words_in_all(version) if version.facts.words.min else None)
    says = not (stands.is_open and version.closes_on is None)
    return BadgeCard(
        url=reverse("catalogue:badge", args=[badge.slug]),
        image=reverse("catalogue:image-small-svg", args=[badge.slug, version.number]),
        name=version.name,
        summary=version.summary if summary is None else summary,
        facts=tuple(fact for fact in facts if fact),
        tag=stands.title if says else "",
        tag_colour=stands.colour,
    )


def _availability(badge: Badge, today: date) -> Availability:
    return availability(_current(badge), today)


def _current(badge: Badge) -> BadgeVersion:
    assert badge.current is not None, "access.published() has only badges with a version"
    return badge.current


def open_this_month(today: date) -> BadgeVersion | None:
    """Return the version whose window of at most a month or so holds `today`: this month's badge."""
    return (
        access.versions()
        .filter(current_of__isnull=False, opens_on__lte=today, closes_on__gte=today)
        .filter(Q(badge__closed_on=None) | Q(badge__closed_on__gt=today))
        .order_by("closes_on", "-opens_on", "badge__position")
        .first()
    )


def version_of(slug: str, number: int | None = None) -> BadgeVersion | None:
    """Return one version of a badge (the current one without `number`) with all that its page shows."""
    versions = access.versions().filter(badge__slug=slug)
    versions = (
        versions.filter(current_of__isnull=False)
        if number is None
        else versions.filter(number=number)
    )
    return versions.prefetch_related(
        "criteria",
        Prefetch("alignments", Alignment.objects.select_related("element__framework")),
        Prefetch("prerequisites", Prerequisite.objects.select_related("badge__current")),
    ).first()


def criteria_of(version: int) -> tuple[Criterion, ...]:
    """Return what a version asks, in order. It never changes, so it is read once in a process.

    (Its badge may change: do not ask these criteria for it.)
    """
    criteria = _CRITERIA.get(version)
    if criteria is None:
        row = BadgeVersion.objects.prefetch_related("criteria").get(pk=version)
        criteria = _CRITERIA[version] = tuple(row.criteria.all())
    return criteria


def version_numbers(badge: Badge) -> list[tuple[int, date]]:
    """Return (number, day of publication) of every version of `badge`, newest first."""
    rows = badge.versions.order_by("-number").values_list("number", "published_at")
    return [(number, published_at.date()) for number, published_at in rows]


def others_for(version: BadgeVersion, today: date) -> tuple[BadgeCard, ...]:
    """Return up to three open badges that may fit better: same elements, or this month's badge.

    Of the same programme: a database may hold those of quite another sector.
    """
    elements = [alignment.element_id for alignment in version.alignments.all()]
    near = (
        access.published()
        .select_related("current__badge", "series")
        .exclude(pk=version.badge_id)
        .filter(programme=version.badge.programme)
        .filter(
            Q(current__alignments__element__in=elements)
            | Q(current__opens_on__lte=today, current__closes_on__gte=today)
        )
        .distinct()
    )
    return cards([row for row in near if _availability(row, today).stage is Stage.OPEN][:3], today)


def series_on_offer() -> QuerySet[Series]:
    """Return the series that have published badges, each with `count` of them."""
    return (
        Series.objects.filter(badges__current__isnull=False)
        .annotate(count=Count("badges"))
        .order_by("position", "slug")
    )


def elements_on_offer() -> list[tuple[Framework, list[Element]]]:
    """Return each framework whose elements badges align to, with those elements in order."""
    elements = (
        Element.objects.filter(pk__in=access.aligned_elements())
        .select_related("framework")
        .order_by("framework__name", "framework_id", "position")
    )
    return [
        (framework, list(rows))
        for framework, rows in groupby(elements, key=lambda element: element.framework)
    ]


def badges_of_issuer(issuer: Organisation) -> tuple[BadgeCard, ...]:
    """Return a card for each published badge of `issuer`, what is open today first."""
    today = london_date(now())
    rows = access.published().filter(issuer=issuer).select_related("current__badge", "series")
    in_order = rows.order_by(F("series__position").asc(nulls_last=True), "position", "slug")
    return cards(sorted(in_order, key=lambda badge: _availability(badge, today).stage), today)


def counting_towards(elements: Sequence[Element], today: date) -> Iterator[tuple[int, BadgeCard]]:
    """Yield each element's key with a card for each badge that counts towards it, open ones first.

    An element keeps its code through the versions of its framework, and so do the badges that count.
    """
    keys = {(one.framework.slug, one.code): one.pk for one in elements}
    rows = (
        Alignment.objects.filter(
            version__current_of__isnull=False,
            element__code__in={code for _, code in keys},
            element__framework__slug__in={slug for slug, _ in keys},
        )
        .select_related("element__framework", "version__badge__series", "version__current_of")
        .order_by("version__badge__series__position", "version__badge__position", "version__pk")
    )
    counting = [
        (keys[row.element.framework.slug, row.element.code], row.version)
        for row in rows
        if (row.element.framework.slug, row.element.code) in keys
    ]
    for key, version in sorted(counting, key=lambda one: availability(one[1], today).stage):
        version.badge.current = version  # known already
        yield key, _card(version.badge, today)
