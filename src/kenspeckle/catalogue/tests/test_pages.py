from datetime import date

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from kenspeckle.catalogue.models import BadgeVersion, Prerequisite
from kenspeckle.catalogue.queries import badges_of_issuer
from tests import factories as make

pytestmark = pytest.mark.django_db
BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


@pytest.fixture(autouse=True)
def in_november(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in ("catalogue.views", "catalogue.queries"):
        monkeypatch.setattr(f"kenspeckle.{module}.now", lambda: make.NOON)


def names(client: Client, query: str = "") -> list[str]:
    """The names of the badges that the catalogue shows, in their order, folded ones last."""
    shelves = client.get(f"/badges/{query}").context["matches"].shelves
    return [card.name for shelf in shelves for card in (*shelf.cards, *shelf.past)]


def page(client: Client, version: BadgeVersion) -> str:
    return client.get(f"/badges/{version.badge.slug}/").content.decode()


def test_search_finds_words_in_any_form_and_marks_them(client: Client) -> None:
    make.badge(name="Leading others", summary="For people who lead teams.")
    make.badge(name="Staying secure online", summary="For people with a phone.")

    response = client.get("/badges/?q=leads")

    [shelf] = response.context["matches"].shelves
    assert [card.name for card in shelf.cards] == ["Leading others"]
    assert "For people who <mark>lead</mark> teams." in response.content.decode()
    assert "<strong>One badge</strong> found" in response.content.decode()


def test_a_name_ranks_above_a_description(client: Client) -> None:
    make.badge(name="Dementia", facts={"description": "About memory."})
    make.badge(name="Something else", facts={"description": "Among other things, dementia."})

    assert names(client, "?q=dementia") == ["Dementia", "Something else"]


def test_a_word_that_is_not_finished_finds_the_longer_one(client: Client) -> None:
    make.badge(name="Leadership and quality assurance")

    assert names(client, "?q=leader") == ["Leadership and quality assurance"]


def test_a_number_finds_its_badge(client: Client) -> None:
    make.badge(name="Numbered", badge_number="OB-1249")
    make.badge(name="Another", badge_number="OB-1265")

    assert names(client, "?q=ob-1249") == ["Numbered"]


def test_a_passage_that_holds_the_hit_is_shown_when_the_summary_does_not(client: Client) -> None:
    make.badge(summary="Short.", facts={"description": "It is about *trauma* informed practice."})

    assert "<mark>trauma</mark> informed" in client.get("/badges/?q=trauma").content.decode()


def test_marking_hits_never_lets_html_through(client: Client) -> None:
    make.badge(summary='Lead <img src=x> & "quotes".')

    html = client.get("/badges/?q=lead").content.decode()

    assert "<img src=x>" not in html
    assert "&lt;img src=x&gt; &amp;" in html


def test_a_search_without_hits_says_what_to_do(client: Client) -> None:
    make.badge(name="Leading others")

    response = client.get("/badges/?q=zebra")

    assert names(client, "?q=zebra") == []
    assert "Try fewer or simpler words" in response.content.decode()


@pytest.mark.parametrize("query", ["series=none", "element=core/none", "element=\\"])
def test_a_filter_that_is_gone_is_explained_and_the_rest_still_narrows(
    client: Client, query: str
) -> None:
    make.badge(name="Leading others")
    make.badge(name="Staying secure")

    response = client.get(f"/badges/?{query}&q=secure")

    assert "There is no such choice any more." in response.content.decode()
    assert names(client, f"?{query}&q=secure") == ["Staying secure"]


@pytest.mark.parametrize(
    "words", ["'", '"', "a & | !b:*", "\\", "(", "x" * 5000, "%", "-", "OR", "<script>"]
)
def test_no_search_words_break_the_page(client: Client, words: str) -> None:
    make.badge()

    assert client.get("/badges/", {"q": words}).status_code == 200


def test_filters_narrow_by_series_and_element(client: Client) -> None:
    wanted = make.badge(name="Protection", series=make.series(name="CPL"))
    make.badge(name="Other")
    element = make.align(wanted, "Protection")
    assert wanted.badge.series is not None

    assert names(client, f"?series={wanted.badge.series.slug}") == ["Protection"]
    assert names(client, f"?element={element.framework.slug}/{element.code}") == ["Protection"]


def test_within_a_series_what_is_open_comes_first_and_what_is_over_is_folded(
    client: Client,
) -> None:
    family = make.series()
    make.badge(
        name="October", series=family, opens_on=date(2026, 10, 1), closes_on=date(2026, 10, 31)
    )
    make.badge(
        name="December", series=family, opens_on=date(2026, 12, 1), closes_on=date(2026, 12, 31)
    )
    make.badge(
        name="November", series=family, opens_on=date(2026, 11, 1), closes_on=date(2026, 11, 30)
    )

    [shelf] = client.get("/badges/").context["matches"].shelves

    assert [card.name for card in shelf.cards] == ["November", "December"]
    assert [card.tag for card in shelf.cards] == ["Open until 30 November", "Opens on 1 December"]
    assert [card.name for card in shelf.past] == ["October"]


def test_the_catalogue_asks_the_database_as_often_for_three_badges_as_for_one(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make.align(make.badge(series=make.series()), "First")
    for query in ("", "?q=learning"):
        with django_assert_num_queries(3):
            client.get(f"/badges/{query}")

    for name in ("Second", "Third"):
        make.align(make.badge(series=make.series()), name)
    for query in ("", "?q=learning"):
        with django_assert_num_queries(3):
            client.get(f"/badges/{query}")


def test_a_badge_page_derives_its_totals_and_shows_every_criterion(client: Client) -> None:
    version = make.badge(questions=(50, 25, 150), max_words=900)

    html = page(client, version)

    assert "225 to 900 words in all." in html
    assert "The minimums of the questions add up to 225 words" in html
    assert html.count("at least 150 words") == 1
    assert "Work through the resource" in html
    assert "Be specific." in html


def test_a_badge_page_says_by_when_an_assessor_decides(client: Client) -> None:
    html = page(client, make.badge())

    assert "an assessor will decide by" in html
    assert "20 December 2026" in html


def test_a_badge_that_opens_later_counts_from_its_first_day(client: Client) -> None:
    version = make.badge(opens_on=date(2026, 12, 1), closes_on=date(2026, 12, 31))

    html = page(client, version)

    assert "Opens on 1 December" in html
    assert "29 December 2026" in html
    assert "If you submit today" not in html


def test_a_badge_page_asks_whether_it_is_the_right_one(client: Client) -> None:
    needed = make.badge(name="Getting started")
    version = make.badge(audience="registrants", per="calendar-year")
    Prerequisite.objects.create(version=version, badge=needed.badge)

    html = page(client, version)

    assert "Is this the right badge for me?" in html
    assert "You are on this part of the register: Social care workforce." in html
    assert "You already hold Getting started." in html
    assert "You have not had this badge this year." in html
    assert "You can earn it once in a calendar year." in html


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("banned", "Not for this badge."),
        ("declared", "Say so."),
        ("not-stated", "<p>None.</p>"),
    ],
)
def test_each_ai_rule_is_said_in_plain_words(client: Client, rule: str, words: str) -> None:
    assert words in page(client, make.badge(ai_rule=rule))


def test_a_closed_badge_stays_readable_and_names_its_successor(client: Client) -> None:
    after = make.badge(name="Planning your learning")
    version = make.badge(closed_on=date(2021, 3, 31), successor=after.badge)

    html = page(client, version)

    assert "This badge takes no more applications" in html
    assert f'<a href="/badges/{after.badge.slug}/">Planning your learning</a>' in html
    assert "What it takes" in html
    assert "What happens next" not in html


def test_markdown_of_a_description_becomes_safe_html(client: Client) -> None:
    version = make.badge(
        facts={
            "description": "# Big\n\n**bold** <script>alert(1)</script> "
            "[in](javascript:alert(1)) [out](https://example.org/)"
        }
    )

    html = page(client, version)

    assert "<h3>Big</h3>" in html
    assert "<strong>bold</strong>" in html
    assert "<script>alert" not in html
    assert 'href="javascript:' not in html
    assert '<a href="https://example.org/" rel="nofollow ugc">out</a>' in html


def test_a_badge_page_asks_the_database_as_often_for_three_of_everything_as_for_one(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    version = make.badge(questions=(5,))
    for number, badge in enumerate((make.badge(questions=(5, 5, 5)), version), start=1):
        for place in range(3 if number == 1 else 1):
            make.align(badge, f"Element {number} {place}")
            Prerequisite.objects.create(version=badge, badge=make.badge().badge)
        with django_assert_num_queries(6):
            client.get(f"/badges/{badge.badge.slug}/")


def test_a_version_is_a_page_for_people_and_an_achievement_for_machines(client: Client) -> None:
    version = make.badge(name="Leading others")
    address = f"/badges/{version.badge.slug}/versions/1"

    person = client.get(address, headers=BROWSER)
    machine = client.get(address, headers={"Accept": "application/ld+json"})
    plain = client.get(address, headers={"Accept": "application/json"})

    assert person.headers["Content-Type"].startswith("text/html")
    assert "This wording never changes" in person.content.decode()
    assert machine.headers["Content-Type"] == "application/ld+json"
    assert machine.headers["Access-Control-Allow-Origin"] == "*"
    assert "Accept" in machine.headers["Vary"]
    assert machine.json()["type"] == ["Achievement"]
    assert plain.json() == machine.json()


def test_an_old_version_points_to_the_badge_as_it_is_now(client: Client) -> None:
    old = make.badge(name="Old words")
    new = BadgeVersion.objects.get(pk=old.pk)
    new.pk, new.number, new.name = None, 2, "New words"
    new.content = {**new.content, "name": "New words"}
    new.save()
    old.badge.current = new
    old.badge.save()

    html = client.get(f"/badges/{old.badge.slug}/versions/1", headers=BROWSER).content.decode()

    assert "There is a newer version" in html
    assert "Old words" in html
    assert "New words" in page(client, new)


@pytest.mark.parametrize(
    "address", ["/badges/none/", "/badges/none/versions/1", "/badges/none/versions/1/image.svg"]
)
def test_a_badge_that_is_not_there_is_not_found(client: Client, address: str) -> None:
    make.badge()

    assert client.get(address).status_code == 404


def test_a_badge_without_a_published_version_is_not_shown(client: Client) -> None:
    version = make.badge(name="Secret plans")
    badge = version.badge
    badge.current = None
    badge.save()

    assert client.get(f"/badges/{badge.slug}/").status_code == 404
    assert names(client) == []


@pytest.mark.parametrize("name", ["image.svg", "image-small.svg", "image.png"])
def test_artwork_may_be_kept_for_ever_and_runs_nothing(client: Client, name: str) -> None:
    art = {
        "shape": "octagon",
        "pattern": "rosette",
        "colour": "#0b5f7e",
        "glyph": "compass",
        "arc": "CPL",
        "ribbon": "Leadership",
    }
    version = make.badge(facts={"art": art})

    response = client.get(f"/badges/{version.badge.slug}/versions/1/{name}")

    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "sandbox" in response.headers["Content-Security-Policy"]


def test_an_issuers_badges_begin_with_what_is_open(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    council = make.issuer()
    make.badge(council, name="Ended", closes_on=date(2026, 10, 31))
    with django_assert_num_queries(1):
        badges_of_issuer(council)

    make.badge(council, name="Open")
    make.badge(council, name="Coming", opens_on=date(2026, 12, 1))
    with django_assert_num_queries(1):
        cards = badges_of_issuer(council)

    assert [card.name for card in cards] == ["Open", "Coming", "Ended"]


@pytest.mark.parametrize(
    ("facts", "invited"),
    [
        ({}, True),
        ({"closed_on": date(2021, 3, 31)}, False),
        ({"closes_on": date(2026, 10, 31)}, False),
    ],
)
def test_a_visitor_is_invited_to_apply_only_where_that_is_possible(
    client: Client, facts: dict[str, date], invited: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kenspeckle.applications.panels.now", lambda: make.NOON)
    version = make.badge(closed_on=facts.get("closed_on"), closes_on=facts.get("closes_on"))

    assert ("Sign in to apply" in page(client, version)) == invited


def test_a_badge_that_closed_long_ago_was_not_published_afterwards(client: Client) -> None:
    version = make.badge(closed_on=date(2021, 3, 31))

    for address in ("", "versions/1"):
        html = client.get(
            f"/badges/{version.badge.slug}/{address}", headers=BROWSER
        ).content.decode()
        said = " ".join(html.split())
        assert "kept here since 1 January 2026" in said
        assert "published on" not in said
