"""Hooks: how a room lends something to the page of another, without either importing upwards.

A host declares a *slot* in its `hooks.py`: a function with a signature and no body. A guest, above or
below the host, offers a function of its own by name in its `AppConfig` (`kernel.features.Feature`).
Calling the slot calls every offer, in the order of the house (`INSTALLED_APPS`), and gives what all
of them have to say.

The slots at the end of this module are the kernel's own: of the page frame and of `kenspeckle doctor`.
"""

import inspect
from collections.abc import Callable, Iterable
from functools import update_wrapper
from typing import Generic, ParamSpec, TypeVar

from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest

from kenspeckle.kernel.kit import NavigationEntry
from kenspeckle.kernel.promises import Promise

P = ParamSpec("P")
Item = TypeVar("Item")


class Slot(Generic[P, Item]):
    """Called like the function it was declared as; answers what all guests have, in the order of the house."""

    def __init__(self, shape: Callable[P, Iterable[Item]]) -> None:
        self.name = f"{shape.__module__}.{shape.__qualname__}"
        self.offers: list[Callable[P, Iterable[Item]]] = []
        self._parameters = _parameters(shape)
        update_wrapper(self, shape)

    def accept(self, offer: Callable[P, Iterable[Item]]) -> None:
        """Take an offer; one with other parameters is an error at start, not on somebody's page."""
        if _parameters(offer) != self._parameters:
            raise ImproperlyConfigured(
                f"{offer.__module__}.{offer.__qualname__}{inspect.signature(offer)} does not fit the slot "
                f"{self.name}({', '.join(name for name, _ in self._parameters)})."
            )
        self.offers.append(offer)

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> list[Item]:
        return [item for offer in self.offers for item in offer(*args, **kwargs)]


def _parameters(function: Callable[..., object]) -> list[tuple[str, object]]:
    return [(one.name, one.kind) for one in inspect.signature(function).parameters.values()]


@Slot
def navigation(request: HttpRequest) -> Iterable[NavigationEntry]:
    """The links that this person should see in the main navigation."""
    raise AssertionError


@Slot
def account_links(request: HttpRequest) -> Iterable[NavigationEntry]:
    """The pages that belong into this person's account menu."""
    raise AssertionError


@Slot
def promises() -> Iterable[Promise]:
    """What a room promises of its rows; `kenspeckle doctor` looks at each."""
    raise AssertionError
