"""After "Sign in to apply" the application starts; a link from elsewhere starts nothing."""

import pytest
from django.test import Client

from kenspeckle.applications.models import Application
from kenspeckle.catalogue.models import BadgeVersion
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def version() -> BadgeVersion:
    return make.badge()


def _begin(version: BadgeVersion) -> str:
    return f"/applications/begin/{version.badge.slug}/"


def test_whoever_pressed_it_lands_in_their_application(
    client: Client, version: BadgeVersion
) -> None:
    badge = client.get(f"/badges/{version.badge.slug}/").content.decode()
    assert f'href="{_begin(version)}"' in badge

    to_sign_in = client.get(_begin(version))
    assert to_sign_in.headers["Location"].startswith("/account/login/?next=%2Fapplications%2Fbegin")
    client.force_login(make.person())
    started = client.get(_begin(version))

    assert started.headers["Location"] == f"/applications/{Application.objects.get().uid}/"


def test_a_new_person_is_led_to_sign_up(client: Client, version: BadgeVersion) -> None:
    answer = client.get(f"{_begin(version)}?new")

    assert answer.headers["Location"].startswith("/account/signup/?next=")


def test_a_link_from_elsewhere_starts_nothing(client: Client, version: BadgeVersion) -> None:
    client.force_login(make.person())

    answer = client.get(_begin(version))

    assert answer.headers["Location"] == f"/badges/{version.badge.slug}/"
    assert not Application.objects.exists()


def test_whoever_may_not_apply_reads_why_on_the_badge(client: Client) -> None:
    version = make.badge(audience="registrants")
    client.get(_begin(version))
    client.force_login(make.person())

    page = client.get(_begin(version), follow=True)

    assert page.redirect_chain[-1][0] == f"/badges/{version.badge.slug}/"
    assert "You cannot apply at the moment" in page.content.decode()
    assert not Application.objects.exists()


def test_pages_of_somebody_signed_in_are_kept_nowhere(
    client: Client, version: BadgeVersion
) -> None:
    client.force_login(make.person())

    for address in ("/", f"/badges/{version.badge.slug}/", "/my-badges/", "/nothing/"):
        assert client.get(address).headers["Cache-Control"] == "private, no-store"


def test_the_most_words_of_all_answers_show_while_one_writes(client: Client) -> None:
    person = make.person()
    client.force_login(person)
    draft = make.draft(person, make.badge(questions=(5, 3), max_words=12))

    page = client.get(f"/applications/{draft.uid}/questions/2/").content.decode()

    assert 'data-elsewhere="3" data-most="12"' in page
    assert "at most 12" in " ".join(page.split())
    assert "data-over" not in page
    answer = draft.answers.get(criterion__position=2)
    client.post(
        f"/applications/{draft.uid}/questions/2/",
        {"q2-text": make.words(20), "q2-based_on": str(answer.revision)},
    )
    page = " ".join(client.get(f"/applications/{draft.uid}/questions/2/").content.decode().split())
    assert "data-together data-over" in page
    assert "<span data-too-many>11</span> too many" in page
