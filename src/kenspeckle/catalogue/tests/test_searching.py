"""Search forgives spelling, and shows sentences of the badge only."""

import pytest
from django.test import Client

from kenspeckle.catalogue.searching import respelt, text_to_search
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("supervison", "supervision"),
        ("superivsion", "supervision"),
        ("coachng skills", "coaching skills"),
        ("Medicasion", "medication"),
        ("supervis", ""),
        ("qwertz", ""),
        ("coat", ""),
    ],
)
def test_a_word_that_no_badge_uses_is_read_as_the_nearest_one(typed: str, meant: str) -> None:
    make.badge(name="Supervision", summary="Coaching skills, and safe medication.")

    assert respelt(typed) == meant


def test_a_misspelt_search_says_what_it_shows_instead(client: Client) -> None:
    make.badge(name="Supervision")

    page = " ".join(client.get("/badges/?q=supervison").content.decode().split())

    assert "<strong>One badge</strong> found for “supervision”" in page
    assert "Nothing has “supervison” in it" in page


def test_words_of_a_new_publication_are_known(client: Client) -> None:
    make.badge(name="Supervision")
    assert respelt("orchrad") == ""

    make.badge(name="Orchard")

    assert respelt("orchrad") == "orchard"


def test_what_is_shown_of_a_hit_are_whole_sentences_of_the_badge(client: Client) -> None:
    version = make.badge(
        summary="Short.",
        badge_number="OB-7",
        facts={"description": "First, *rest*.\n\nThen it is about trauma and **care**. Last one."},
    )
    assert version.search_text == text_to_search(
        ["First, rest.", "Then it is about trauma and care. Last one."], ["OB-7"]
    )

    page = client.get("/badges/?q=trauma").content.decode()

    assert "Short. … Then it is about <mark>trauma</mark> and care." in page
    assert "Last one" not in page
    assert "Short.</p>" in client.get("/badges/?q=OB-7").content.decode(), (
        "its number is no sentence"
    )


def test_a_badge_tells_pages_elsewhere_what_it_is(client: Client) -> None:
    version = make.badge(name="Leading “others”", summary="For <people> who lead.")

    page = client.get(f"/badges/{version.badge.slug}/").content.decode()

    assert '<meta property="og:title" content="Leading “others”">' in page
    assert 'content="For &lt;people&gt; who lead."' in page
    assert f"http://localhost:8000/badges/{version.badge.slug}/versions/1/image.png" in page
