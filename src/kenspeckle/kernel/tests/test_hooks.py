from collections.abc import Iterable

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured

from kenspeckle.home import hooks
from kenspeckle.kernel import features
from kenspeckle.kernel.hooks import Slot


@Slot
def greetings(name: str, *, loud: bool) -> Iterable[str]:
    """What guests say to somebody."""
    raise AssertionError


def test_a_slot_answers_what_all_guests_have_in_the_order_in_which_they_came() -> None:
    slot = Slot(_shape)
    slot.accept(lambda name, *, loud: [f"Hello {name}", "and"])
    slot.accept(lambda name, *, loud: iter([f"good day {name}"] if loud else []))

    assert slot("Morag", loud=True) == ["Hello Morag", "and", "good day Morag"]
    assert slot("Morag", loud=False) == ["Hello Morag", "and"]


def test_an_offer_with_other_parameters_is_an_error_at_start() -> None:
    def whisper(name: str) -> list[str]:
        return [name]

    with pytest.raises(ImproperlyConfigured, match=r"whisper.*does not fit.*greetings\(name, loud"):
        greetings.accept(whisper)  # type: ignore[arg-type]
    assert greetings.offers == []


class _Guest(features.Feature):
    name = "kenspeckle.home"
    label = "guest"


def _guest() -> _Guest:
    return _Guest("kenspeckle.home", apps.get_app_config("home").module)


@pytest.mark.parametrize(
    ("offers", "reactions", "says"),
    [
        ({"home.panel": "views.front_page"}, {}, "hooks has no panel"),
        ({"home.panels": "views.nothing"}, {}, "views has no nothing"),
        ({"home.panels": "nowhere.panels"}, {}, "nowhere has no panels"),
        ({"home.Panel": "views.front_page"}, {}, "which is not a slot"),
        ({"garden.panels": "views.front_page"}, {}, "there is no room garden"),
        ({}, {"award.eaten": "views.front_page"}, "reacts to award.eaten, which no room tells"),
        ({}, {"award.signed": "views.front_page"}, "is no job"),
    ],
)
def test_a_name_that_leads_nowhere_is_an_error_at_start(
    monkeypatch: pytest.MonkeyPatch, offers: dict[str, str], reactions: dict[str, str], says: str
) -> None:
    guest = _guest()
    monkeypatch.setattr(guest, "offers", offers)
    monkeypatch.setattr(guest, "reactions", reactions)
    monkeypatch.setattr(features, "all_features", lambda: [guest])

    with pytest.raises(ImproperlyConfigured, match=says):
        features.gather()


def test_rooms_above_and_below_the_host_are_heard() -> None:
    rooms = {offer.__module__.split(".")[1] for offer in hooks.panels.offers}

    assert rooms == {"assessment", "applications", "organisations"}


def _shape(name: str, *, loud: bool) -> Iterable[str]:
    raise AssertionError
