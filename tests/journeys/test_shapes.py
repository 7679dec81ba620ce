"""Badges of several shapes in the browser.

One is chosen from, written stage by stage, judged point by point and awarded. One person climbs a
ladder, claims a milestone, follows a private link and renews what runs out.
"""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import Browser, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from kenspeckle.accounts.models import Person
from kenspeckle.applications import operations
from kenspeckle.applications.models import Application
from kenspeckle.assessment.models import Outcome
from kenspeckle.awards.keystore import KeyStore
from kenspeckle.awards.models import Award
from kenspeckle.catalogue import inviting
from kenspeckle.catalogue.models import Badge, BadgeVersion
from kenspeckle.catalogue.programme.loading import load
from kenspeckle.catalogue.programme.tests.example import PROGRAMMES
from kenspeckle.kernel.clock import london_date, now
from kenspeckle.kernel.dates import day
from kenspeckle.organisations.models import Organisation, Role
from tests import factories as make
from tests.journeys.product import ARGUMENTS, chromium
from tests.journeys.visitor import Visitor

pytestmark = [
    pytest.mark.journey,
    pytest.mark.django_db(transaction=True),
    # The live server's threads outlive the tests, and keep their connection as long as they do.
    pytest.mark.filterwarnings("ignore:Error when trying to teardown test databases"),
]

WORDS = "I asked each colleague what would help them most, and we tried it for a month. "
SHAPE: dict[str, Any] = {
    "facts": {
        "contact": "badges@example.org",
        "ai_rule": {
            "code": "own-words",
            "name": "Your own words",
            "asks": True,
            "allows": False,
            "paragraphs": ["This badge is about your own words.", "So please use no tool for them."],
        },
        "stages": [
            {"key": "explore", "name": "Explore", "text": "Look around before you write."},
            {"key": "reflect", "name": "Reflect"},
        ],
        "choices": [
            {
                "key": "route",
                "name": "Choose your way",
                "text": "Both ways count the same.",
                "options": [
                    {"key": "alone", "name": "On your own", "text": "At your own pace."},
                    {"key": "together", "name": "With others", "text": "In a group of three."},
                ],
            },
            {"key": "some", "take": 2},
        ],
    },
    "criteria": [
        {"key": "film", "kind": "task", "title": "Watch the film", "stage": "explore", "minutes": 15,
         "resources": [{"name": "A film about asking", "url": "https://film.example.org/", "minutes": 12}]},
        {"key": "diary", "title": "A diary", "min_words": 8, "stage": "explore", "choice": "route", "option": "alone"},
        {"key": "talk", "title": "A talk", "min_words": 8, "min_minutes": 2, "max_minutes": 5, "stage": "explore",
         "choice": "route", "option": "together"},
        {"key": "plan", "title": "Planning", "around_words": 40, "stage": "reflect", "choice": "some"},
        {"key": "act", "title": "Acting", "around_words": 40, "stage": "reflect", "choice": "some"},
        {"key": "look", "title": "Looking back", "around_words": 40, "stage": "reflect", "choice": "some"},
        {"key": "account", "kind": "competences", "title": "Your account", "min_words": 8, "stage": "reflect",
         "competences": [{"key": "listens", "name": "Listens to others"}, {"key": "plans", "name": "Plans the work"}]},
        {"key": "more", "title": "Anything else", "required": False, "stage": "reflect"},
    ],
}  # fmt: skip


@pytest.fixture
def browser(monkeypatch: pytest.MonkeyPatch) -> Iterator[Browser]:
    # The browser's driver runs a loop in this thread; the database is used here one call at a time.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as play:
        chrome = play.chromium.launch(executable_path=chromium(), args=ARGUMENTS)
        yield chrome
        chrome.close()


def signed_in(browser: Browser, base: str, person: Person, width: int, script: bool) -> Visitor:
    """A browser window in which this person is signed in."""
    client = Client()
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    visitor = Visitor(browser, base, width=width, script=script, name=person.display_name)
    visitor.context.add_cookies(
        [{"name": name, "value": one.value, "url": base} for name, one in client.cookies.items()]
    )
    return visitor


screens = pytest.mark.parametrize(
    ("width", "script"),
    [(360, True), (1280, True), (1280, False)],
    ids=["phone", "desktop", "no-script"],
)


@screens
def test_a_badge_of_routes_stages_and_competences_is_earned(
    browser: Browser, live_server: LiveServer, settings: Any, width: int, script: bool
) -> None:
    settings.DEMONSTRATION = True
    settings.ALLOWED_HOSTS = ["*"]
    version = make.badge(**SHAPE, name="Asking others")
    person = make.person("Morag Demo")
    assessor = make.member(version.badge.issuer, Role.ASSESSOR, make.person("Amina Demo"))
    application = operations.start(person=person, version=version, at=now())
    base = f"/applications/{application.uid}/"

    morag = signed_in(browser, live_server.url, person, width, script)
    morag.go(base, "shape-new")
    morag.press("Choose your way", "shape-choose")
    morag.press("Save and continue", "shape-choose-problems")
    morag.sees("Choose one of these.")
    _pick(morag, "With others", "Acting", "Looking back")
    morag.press("Save and continue", "shape-chosen")
    morag.sees("With others")
    assert Application.objects.get().choices == {"route": ["together"], "some": ["act", "look"]}

    morag.press("Watch the film", "shape-task")
    morag.tick("I have done this")
    morag.press("Save and continue", "shape-words-or-minutes")
    for _ in range(4):
        morag.page.get_by_label("Your answer").fill(WORDS)
        morag.press("Save and continue", "shape-question")
    morag.look("shape-optional")
    morag.press("Save and go back to the list", "shape-written")
    morag.press("Answer all questions on one page", "shape-all-questions")
    morag.go(f"{base}ai/", "shape-ai")
    morag.tick("No, I did not")
    morag.press("Save and continue", "shape-ready")
    morag.press("Check your answers and submit", "shape-check")
    morag.tick("I accept these terms")
    morag.press("Submit for assessment", "shape-receipt")
    morag.sees("We have your application")

    amina = signed_in(browser, live_server.url, assessor, width, script)
    amina.go(f"/assess/{application.uid}/", "shape-desk-free")
    amina.press("Take it", "shape-desk")
    amina.sees("With others")
    points = [*range(1, 7)]
    assert len(points) == amina.page.locator(".ken-desk__verdict fieldset").count()
    for place in range(amina.page.locator(".ken-desk__verdict fieldset").count()):
        box = amina.page.locator(".ken-desk__verdict fieldset").nth(place)
        amina.tick("Not yet" if place == len(points) - 1 else "Met", box)
    amina.page.get_by_label("Comment for the applicant on Plans the work").fill("How did you plan?")
    amina.tick("Return for more evidence")
    amina.page.get_by_label("Feedback", exact=True).fill("One thing is still to be seen.")
    amina.press("See the mail before it is sent", "shape-return-mail")
    amina.press("Return it and send")

    morag.go(base, "shape-returned")
    morag.press("Your account", "shape-returned-question")
    morag.sees("How did you plan?")
    morag.page.get_by_label("Your answer").fill(WORDS * 2)
    morag.press("Save and go back to the list")
    morag.press("Check your answers and submit")
    morag.tick("I accept these terms")
    morag.press("Submit for assessment")

    amina.go(f"/assess/{application.uid}/")
    amina.press("Take it", "shape-desk-again")
    amina.tick("Met", amina.page.locator(".ken-desk__verdict fieldset").first)
    amina.tick("Award the badge")
    amina.page.get_by_label("Feedback", exact=True).fill("Well done.")
    amina.press("See the mail before it is sent")
    amina.press("Award the badge and send")
    morag.go(base, "shape-awarded")
    morag.sees("You have been awarded this badge")
    assert Award.objects.get().person == person
    assert [one.outcome for one in application.decisions.all()] == [Outcome.RETURN, Outcome.AWARD]
    morag.close()
    amina.close()


def _pick(visitor: Visitor, *names: str) -> None:
    for name in names:
        visitor.page.locator("main label").filter(has_text=name).first.click()


@screens
def test_a_ladder_a_milestone_a_private_link_and_a_renewal(
    browser: Browser,
    live_server: LiveServer,
    settings: Any,
    tmp_path: Path,
    width: int,
    script: bool,
) -> None:
    settings.DEMONSTRATION = True
    settings.ALLOWED_HOSTS = ["*"]
    load(PROGRAMMES / "shapes", year=now().year, at=now() - timedelta(days=400))
    isla = Awarded(make.person("Isla Demo"), make.key_store(tmp_path))
    visitor = signed_in(browser, live_server.url, isla.person, width, script)
    _climbs(visitor, isla)
    _claims(visitor, isla)
    _follows_a_link(visitor, isla)
    _renews(visitor, isla)
    visitor.close()


class Awarded:
    """Somebody who is awarded badges of the workshop, signed at once."""

    def __init__(self, person: Person, keys: KeyStore) -> None:
        self.person = person
        self.keys = keys
        self.workshop = Organisation.objects.get(slug="workshop")
        self.assessor = make.member(self.workshop, Role.ASSESSOR)

    def with_badge(self, version: BadgeVersion, days_ago: int = 0) -> Award:
        """Award a badge as it would have been so many days ago."""
        at = now() - timedelta(days=days_ago)
        return self.signed(make.awarded(self.person, version, self.assessor, at))

    def signed(self, award: Award) -> Award:
        """Do what the signer does."""
        return make.signed(award, self.keys, now())


def _version(slug: str) -> BadgeVersion:
    version = Badge.objects.get(slug=slug).current
    assert version is not None
    return version


def _climbs(visitor: Visitor, isla: Awarded) -> None:
    """Silver asks for bronze first, shows the ladder, and opens once bronze is held."""
    visitor.go("/badges/ladder-silver/", "shape-level-closed")
    visitor.sees("You cannot apply at the moment.")
    visitor.sees("You need to hold Joinery: bronze first.")
    expect(visitor.page.get_by_role("button", name="Start your application")).to_have_count(0)
    rungs = visitor.page.locator(".ken-ladder li")
    expect(rungs).to_contain_text(["Bronze", "Silver", "Gold"])
    expect(visitor.page.locator(".ken-ladder [aria-current]")).to_contain_text("this badge")

    visitor.press("Joinery: bronze", "shape-level-lowest")
    visitor.sees("You can apply for this badge.")
    isla.with_badge(_version("ladder-bronze"))
    visitor.go("/badges/ladder-silver/", "shape-level-open")
    visitor.sees("You hold Joinery: bronze")
    visitor.press("Start your application", "shape-level-started")
    assert Application.objects.get(badge__slug="ladder-silver").person == isla.person

    visitor.go("/badges/ladder-gold/", "shape-level-highest")
    visitor.sees("You need to hold Joinery: silver first.")


def _claims(visitor: Visitor, isla: Awarded) -> None:
    """A milestone counts what is held, and is claimed with one press as soon as that is enough."""
    visitor.go("/badges/milestone/", "shape-milestone-not-yet")
    visitor.sees("You hold 1 of 2")
    expect(visitor.page.get_by_role("button", name="Claim this badge")).to_have_count(0)
    isla.with_badge(_version("stages"))
    visitor.go("/badges/milestone/", "shape-milestone-enough")
    visitor.press("Claim this badge", "shape-milestone-claimed")
    visitor.sees("is being signed")
    award = isla.signed(Award.objects.get(badge__slug="milestone"))
    visitor.go(f"/awards/{award.uid}", "shape-milestone-award")
    visitor.sees("Isla Demo held these badges")
    visitor.sees("Joinery: bronze")
    visitor.go("/badges/milestone/", "shape-milestone-held")
    visitor.sees("You hold this badge")


def _follows_a_link(visitor: Visitor, isla: Awarded) -> None:
    """A badge for the invited opens to who comes by a private link, until the link has ended."""
    badge = Badge.objects.get(slug="for-the-invited")
    yesterday = london_date(now()) - timedelta(days=1)
    visitor.go("/badges/for-the-invited/", "shape-invited-closed")
    visitor.sees("This badge is for people who were invited.")
    visitor.go(
        f"/badges/invitations/{inviting.make_link(badge=badge, until=yesterday, at=now())}",
        "shape-invitation-ended",
    )
    visitor.sees("This invitation has ended.")
    visitor.go(
        f"/badges/invitations/{inviting.make_link(badge=badge, until=None, at=now())}",
        "shape-invitation",
    )
    visitor.press("Accept the invitation", "shape-invited")
    visitor.sees("Your invitation is kept.")
    visitor.press("Start your application")
    assert Application.objects.get(badge=badge).person == isla.person


def _renews(visitor: Visitor, isla: Awarded) -> None:
    """What is near its end is renewed from My badges, and the new award names the old one."""
    ending = isla.with_badge(_version("expires-and-renews"), days_ago=340)
    over = isla.with_badge(
        make.badge(
            isla.workshop,
            name="Safe with the saw",
            facts={"expiry": {"months": 1, "renew_from_days": 10}},
        ),
        days_ago=60,
    )
    assert ending.valid_until
    assert over.valid_until
    visitor.go("/my-badges/", "shape-my-badges")
    visitor.sees(f"It counts until {day(ending.valid_until)}.")
    visitor.sees(f"It counted until {day(over.valid_until)}.")
    name = ending.version.name
    visitor.press(f"Renew {name}", "shape-renewal-badge")
    visitor.sees(f"You can renew your award of {day(ending.awarded_at)}")
    visitor.press("Renew this badge", "shape-renewal-started")
    visitor.sees(f"This renews your award of {day(ending.awarded_at)}.")

    application = Application.objects.get(renews=ending)
    visitor.go(f"/applications/{application.uid}/questions/1/", "shape-renewal-question")
    visitor.page.get_by_label("Your answer").fill(WORDS * 5)
    visitor.press("Save and go back to the list")
    visitor.press("Check your answers and submit", "shape-renewal-check")
    visitor.tick("I accept these terms")
    visitor.press("Submit for assessment", "shape-renewal-receipt")
    make.decided(application, isla.assessor, at=now())
    award = isla.signed(Award.objects.get(renews=ending))
    visitor.go(f"/awards/{award.uid}", "shape-renewal-award")
    visitor.sees(f"It renews the award of {day(ending.awarded_at)}.")
    visitor.go("/my-badges/", "shape-my-badges-renewed")
    visitor.sees(f"You renewed it on {day(award.awarded_at)}.")
    expect(visitor.page.get_by_role("link", name=f"Renew {name}")).to_have_count(0)
