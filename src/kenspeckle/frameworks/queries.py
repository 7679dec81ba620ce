"""What the pages of standards show: frameworks in their newest version, elements and their badges."""

from collections.abc import Sequence
from dataclasses import dataclass

from kenspeckle.frameworks import hooks
from kenspeckle.frameworks.models import Element, Framework
from kenspeckle.kernel.kit import BadgeCard


@dataclass(frozen=True)
class Standard:
    """One element with the badges that count towards it."""

    element: Element
    badges: tuple[BadgeCard, ...]


def frameworks() -> list[Framework]:
    """Return the newest version of each framework with its elements, by name and group."""
    newest: dict[str, Framework] = {}
    for framework in Framework.objects.order_by("version").prefetch_related("elements"):
        newest[framework.slug] = framework
    return sorted(newest.values(), key=lambda one: (one.name, one.group, one.slug))


def framework(slug: str) -> Framework | None:
    """Return the newest version of a framework."""
    return Framework.objects.filter(slug=slug).order_by("version").last()


def element(framework: str, code: str) -> Element | None:
    """Return an element as the newest version of its framework that has it words it."""
    return (
        Element.objects.filter(framework__slug=framework, code=code)
        .select_related("framework")
        .order_by("framework__version")
        .last()
    )


def standards(elements: Sequence[Element]) -> list[Standard]:
    """Return the elements with the badges that count towards each."""
    badges: dict[int, list[BadgeCard]] = {}
    for key, card in hooks.counting_towards(elements):
        badges.setdefault(key, []).append(card)
    return [Standard(one, tuple(badges.get(one.pk, ()))) for one in elements]
