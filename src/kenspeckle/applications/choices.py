"""What there is to choose in a badge (a route, some of several), and what is asked after choosing.

A choice offers options; each is a set of criteria. What is not chosen is neither asked, judged nor
counted; answers to it stay with the application and come back when it is chosen again.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kenspeckle.catalogue.models import BadgeVersion, Criterion
from kenspeckle.catalogue.schema.badge import Choice
from kenspeckle.kernel.dates import in_words

Chosen = Mapping[str, Sequence[str]]
"""The keys of the options that are chosen, by the key of their choice."""


@dataclass(frozen=True)
class Offer:
    """One option of a choice with the criteria that it stands for."""

    key: str
    name: str
    text: str
    criteria: tuple[Criterion, ...]


@dataclass(frozen=True)
class Offered:
    """A choice, what it offers, and the keys of what is chosen so far."""

    choice: Choice
    options: tuple[Offer, ...]
    chosen: tuple[str, ...]

    @property
    def title(self) -> str:
        """What is to be done, as a task: the choice's own name, or how many are to be chosen."""
        return (
            self.choice.name
            or f"Choose {in_words(self.choice.take)} of {in_words(len(self.options))}"
        )

    @property
    def is_made(self) -> bool:
        """Whether exactly as many are chosen as the badge asks for."""
        return len(self.chosen) == self.choice.take


def offered(
    version: BadgeVersion, criteria: Iterable[Criterion], chosen: Chosen
) -> tuple[Offered, ...]:
    """Return the choices of `version` in order; keys that it does not offer are left out."""
    if not version.facts.choices:
        return ()
    criteria = list(criteria)
    return tuple(_offered(choice, criteria, chosen) for choice in version.facts.choices)


def is_asked(criterion: Criterion, chosen: Chosen) -> bool:
    """Return whether a criterion is asked: it belongs to no choice, or its option is chosen."""
    choice = criterion.facts.choice
    return choice is None or option_of(criterion) in chosen.get(choice, ())


def option_of(criterion: Criterion) -> str:
    """Return the key of the option that a criterion of a choice belongs to: its own, without one."""
    return criterion.facts.option or criterion.key


def _offered(choice: Choice, criteria: Iterable[Criterion], chosen: Chosen) -> Offered:
    named = {option.key: option for option in choice.options}
    by_option: dict[str, list[Criterion]] = {key: [] for key in named}
    for criterion in criteria:
        if criterion.facts.choice == choice.key:
            by_option.setdefault(option_of(criterion), []).append(criterion)
    options = tuple(
        Offer(
            key=key,
            name=named[key].name if key in named else belonging[0].title,
            text=named[key].text if key in named else "",
            criteria=tuple(belonging),
        )
        for key, belonging in by_option.items()
        if belonging
    )
    keys = {option.key for option in options}
    return Offered(choice, options, tuple(key for key in chosen.get(choice.key, ()) if key in keys))
