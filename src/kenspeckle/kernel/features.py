"""The registry of features: what each room of the house offers, tells and reacts to, by name.

A feature's `AppConfig` derives from `Feature`. (In an `apps.py`, import this module, not the class:
Django would otherwise find two app configs there and silently use neither.)
"""

import inspect
from collections.abc import Mapping
from importlib import import_module
from typing import Any, ClassVar

from django.apps import AppConfig, apps
from django.core.exceptions import ImproperlyConfigured
from procrastinate.tasks import Task

from kenspeckle.kernel.hooks import Slot


class Feature(AppConfig):
    """A room of the house.

    `offers` maps a slot ("catalogue.badge_panels") to a function of this room ("panels.on_badge_page").
    `tells` names the events that this room records. `reactions` maps an event of any room
    ("award.signed") to a job of this room ("tasks.tell_holder") that takes `event`, the row's number.
    """

    url_prefix: str | None = None
    offers: ClassVar[Mapping[str, str]] = {}
    tells: ClassVar[tuple[str, ...]] = ()
    reactions: ClassVar[Mapping[str, str]] = {}


_reactions: dict[str, list[Any]] = {}
_told: set[str] = set()


def all_features() -> list[Feature]:
    """Return the installed features in the order of the house, top room first."""
    return [config for config in apps.get_app_configs() if isinstance(config, Feature)]


def gather() -> None:
    """Resolve every offer and reaction, once, at start; a name that leads nowhere is an error here.

    Raises `ImproperlyConfigured` with the feature's name and what it asked for.
    """
    features = all_features()
    _told.update(event for feature in features for event in feature.tells)
    for feature in features:
        for slot, offer in feature.offers.items():
            _slot(feature, slot).accept(_own(feature, offer))
        for event, job in feature.reactions.items():
            if event not in _told:
                raise ImproperlyConfigured(
                    f"{feature.label} reacts to {event}, which no room tells."
                )
            _reactions.setdefault(event, []).append(_reaction(feature, job))


def is_told(event: str) -> bool:
    """Return whether some room says that it records events of this name."""
    return event in _told


def reactions_to(event: str) -> list[Any]:
    """Return the jobs to defer when `event` is recorded, in the order of the house."""
    return _reactions.get(event, [])


def _slot(guest: Feature, name: str) -> Slot[..., Any]:
    host, _, slot = name.partition(".")
    if host not in apps.app_configs:
        raise ImproperlyConfigured(f"{guest.label} offers to {name}; there is no room {host}.")
    slot_named = _named(f"{apps.get_app_config(host).name}.hooks", slot, guest, name)
    if not isinstance(slot_named, Slot):
        raise ImproperlyConfigured(f"{guest.label} offers to {name}, which is not a slot.")
    return slot_named


def _reaction(feature: Feature, name: str) -> Any:
    job = _own(feature, name)
    # Found out here rather than in the transaction of the event, which it would break.
    if not isinstance(job, Task) or [*inspect.signature(job.func).parameters] != ["event"]:
        raise ImproperlyConfigured(
            f"{feature.label} reacts by {name}, which is no job (kernel.jobs) that takes `event` alone."
        )
    return job


def _own(feature: Feature, name: str) -> Any:
    module, _, function = name.rpartition(".")
    return _named(f"{feature.name}.{module}", function, feature, name)


def _named(module: str, attribute: str, feature: Feature, name: str) -> Any:
    try:
        return getattr(import_module(module), attribute)
    except (ModuleNotFoundError, AttributeError) as error:
        raise ImproperlyConfigured(
            f"{feature.label} names {name}; {module} has no {attribute}."
        ) from error
