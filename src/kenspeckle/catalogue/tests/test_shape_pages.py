"""The pages of badges of every shape, from the programme that holds one of each."""

import re
from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kenspeckle.catalogue.programme.loading import load
from kenspeckle.catalogue.programme.tests.example import PROGRAMMES
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_november(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("catalogue.views", "catalogue.queries", "catalogue.panels"):
        monkeypatch.setattr(f"kenspeckle.{module}.now", lambda: make.NOON)


@pytest.fixture
def shapes() -> None:
    load(PROGRAMMES / "shapes", year=2026, at=make.NOON)


def text(client: Client, slug: str) -> str:
    """The words of a badge's page, each run of white space one space."""
    html = client.get(f"/badges/{slug}/").content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", html.split("<main", 1)[1]).split())


@pytest.mark.usefixtures("shapes")
@pytest.mark.parametrize(
    ("slug", "said"),
    [
        ("stages", ["Explore Look at how others do it", "Reflect Put the tools down", "Write Say it so"]),
        ("stages", ["A film about joints (about 20 minutes)", "The bench guide, chapter 3"]),
        ("routes", ["How you show it", "Choose one of these two.", "By a piece that you planned For makers."]),
        ("routes", ["At least 180 words in all.", "that you choose add up to at least 180 words"]),
        ("choose-two-of-four", ["Two of these tools", "Choose two of these four.", "At least 100 words"]),
        ("competences", ["Your account shows that you: Finds out what", "Show · at least 150 words · required"]),
        ("around-200-words", ["Tell us · around 200 words · required", "Writing Around 200 words"]),
        ("no-words-counted", ["Tell us · optional", "Writing No writing"]),
        ("words-or-minutes", ["at least 150 words, or a recording of 2 to 5 minutes behind a link", "Writing At least 150 words, or a recording"]),
        ("ladder-silver", ["Level Silver, 2 of 3", "Silver : Joinery: silver, this badge", "You hold Joinery: bronze, or a higher level of it.", "bronze , or a higher level of it: you need"]),
        ("something-before", ["Around 200 words : you need to hold it before you apply", "reflect, write : recommended", "First aid course: you state it before you apply", "You can state this: First aid course."]),
        ("expires-and-renews", ["Counts for One year", "You can renew it from 60 days before its last day"]),
        ("milestone", ["Hold two of these three badges:", "there is nothing to write" , "You hold two of the badges below."]),
        ("for-a-rule", ["You are a tutor of wood or metal", "Questions about this badge? Write to", "they have 10 days"]),
        ("for-staff", ["People with a role in the workshop."]),
        ("for-the-invited", ["You were invited, by name or with a private link."]),
        ("for-visitors-of-a-day", ["You came to the open day in the last three weeks.", "they have 21 days"]),
        ("several-standards", ["Safe at the bench", "Planning a piece", "Showing how"]),
    ],
)  # fmt: skip
def test_a_badge_of_each_shape_says_what_it_takes(
    client: Client, slug: str, said: list[str]
) -> None:
    page = text(client, slug)

    missing = [words for words in said if words.lower() not in page.lower()]
    assert missing == [], page


@pytest.mark.usefixtures("shapes")
def test_what_a_badge_has_not_is_not_spoken_of(client: Client) -> None:
    page = text(client, "around-200-words")

    for words in (
        "Standards it counts",
        "Levels",
        "What to have first",
        "How long it counts",
        "endorse",
    ):
        assert words not in page
    milestone = text(client, "milestone")
    for words in ("Artificial intelligence", "Evidence", "An assessor decides", "Writing"):
        assert words not in milestone
    assert "endorse" not in text(client, "endorsed").replace(
        "Endorsed within half a year", ""
    ).replace("an endorsement is not asked for yet", "")


def test_a_milestones_badges_are_sorted_by_number(client: Client) -> None:
    later, first = (
        make.badge(name="Later", badge_number="B-2"),
        make.badge(name="First", badge_number="B-1"),
    )
    unnumbered = make.badge(name="Unnumbered")
    slugs = [version.badge.slug for version in (unnumbered, later, first)]
    version = make.badge(criteria=[], facts={"milestone": {"hold": 3, "of": slugs}})

    page = text(client, version.badge.slug)

    assert "Hold all three of these badges: First B-1 Later B-2 Unnumbered" in page


def test_a_ladder_asks_the_database_as_often_for_three_rungs_as_for_one(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    low = make.badge(facts={"level": {"ladder": "a", "rank": 1, "name": "One"}})
    for rank in (1, 2, 3):
        level = {"ladder": "b", "rank": rank, "name": f"Rung {rank}"}
        top = make.badge(facts={"level": level})
    for version in (low, top):
        with django_assert_num_queries(7):
            client.get(f"/badges/{version.badge.slug}/")


def test_standards_are_browsed_down_to_the_badges_that_count(client: Client) -> None:
    version = make.badge(name="Leading others")
    over = make.badge(name="Ended", closes_on=date(2026, 10, 31))
    element = make.align(version, "Leadership")
    make.align(make.badge(name="Elsewhere"), "Other things")
    over.alignments.create(element=element)

    everything = client.get("/standards/").content.decode()
    framework = client.get("/standards/core/").content.decode()
    page = client.get("/standards/core/leadership/")

    assert '<a href="/standards/core/leadership/">Leadership</a>' in everything
    assert "Leading others" in framework
    assert [card.name for card in page.context["standard"].badges] == ["Leading others", "Ended"]
    assert (
        "/standards/core/leadership/"
        in client.get(f"/badges/{version.badge.slug}/").content.decode()
    )


def test_a_badge_counts_in_every_version_of_its_framework(client: Client) -> None:
    version = make.badge(name="Leading others")
    element = make.align(version, "Leadership")
    framework = element.framework
    framework.pk, framework.version = None, "2027"
    framework.save()
    framework.elements.create(code="leadership", position=1, name="Leadership now")

    page = client.get("/standards/core/leadership/")

    assert page.context["standard"].element.name == "Leadership now"
    assert [card.name for card in page.context["standard"].badges] == ["Leading others"]


@pytest.mark.parametrize(
    "address", ["/standards/none/", "/standards/core/none/", "/standards/none/x/"]
)
def test_a_standard_that_is_not_there_is_not_found(client: Client, address: str) -> None:
    make.align(make.badge(), "Leadership")

    assert client.get(address).status_code == 404


def test_standards_ask_the_database_as_often_for_three_as_for_one(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for count in (1, 3):
        version = make.badge()
        for number in range(count):
            make.align(version, f"Element {count} {number}", framework=f"core-{count}-{number}")
            make.align(make.badge(), f"Another {count} {number}", framework="core")
        with django_assert_num_queries(2):
            client.get("/standards/")
        with django_assert_num_queries(3):
            client.get("/standards/core/")
        with django_assert_num_queries(2):
            client.get(f"/standards/core/another-{count}-0/")


@pytest.mark.usefixtures("shapes")
@pytest.mark.parametrize(
    ("slug", "expected"),
    [
        (
            "routes",
            "- How you show it. Choose one of these two.\n"
            "  - By a piece that you planned\n"
            "    - Describe the plan of your piece (at least 80 words)\n",
        ),
        ("competences", "first day to the last: Finds out what the learner can do already; Shows"),
        ("milestone", "Hold two of these three badges:\n\n- [Joinery: bronze](http"),
    ],
)
def test_a_credential_carries_what_its_badge_took(client: Client, slug: str, expected: str) -> None:
    address = f"/badges/{slug}/versions/1"
    document = client.get(address, headers={"accept": "application/ld+json"}).json()

    assert expected in document["criteria"]["narrative"]
