"""How many words the criteria of a badge ask together, whichever way a person chooses."""

from collections.abc import Callable, Iterable, Sequence

from kenspeckle.catalogue.schema.badge import Choice, CriterionFacts


def least_words(criteria: Iterable[CriterionFacts], choices: Iterable[Choice]) -> int:
    """Return the fewest words that any way through the criteria asks."""
    return _words(criteria, choices, lambda options, take: sorted(options)[:take])


def most_words_asked(criteria: Iterable[CriterionFacts], choices: Iterable[Choice]) -> int:
    """Return the minimum of the way that asks the most words."""
    return _words(criteria, choices, lambda options, take: sorted(options, reverse=True)[:take])


def option_words(criteria: Iterable[CriterionFacts], choice: Choice) -> list[int]:
    """Return the minimum of each option of a choice: its named options, then criteria by themselves."""
    of_choice = [one for one in criteria if one.choice == choice.key]
    named = [
        sum(_asked(one) for one in of_choice if one.option == option.key)
        for option in choice.options
    ]
    return named + [_asked(one) for one in of_choice if one.option is None]


def _words(
    criteria: Iterable[CriterionFacts],
    choices: Iterable[Choice],
    taken: Callable[[Sequence[int], int], Sequence[int]],
) -> int:
    criteria = list(criteria)
    always = sum(_asked(one) for one in criteria if one.choice is None)
    return always + sum(
        sum(taken(option_words(criteria, choice), choice.take)) for choice in choices
    )


def _asked(criterion: CriterionFacts) -> int:
    return (criterion.min_words or 0) if criterion.required else 0
