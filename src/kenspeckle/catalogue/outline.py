"""What a badge takes, in the order in which its page tells it: stages, choices, and what each asks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kenspeckle.catalogue.amounts import amount
from kenspeckle.catalogue.models import BadgeVersion, Criterion
from kenspeckle.catalogue.schema.badge import Choice
from kenspeckle.kernel.dates import in_words


@dataclass(frozen=True)
class Asked:
    """One criterion with the line of small facts below it."""

    criterion: Criterion
    line: str


@dataclass(frozen=True)
class Group:
    """Criteria that stand together: those of one option, or all that nothing is chosen about."""

    asked: tuple[Asked, ...]
    title: str = ""
    text: str = ""


@dataclass(frozen=True)
class Block:
    """A run of criteria, or a choice (with `title` and `instruction`) between groups of them."""

    groups: tuple[Group, ...]
    title: str = ""
    text: str = ""
    instruction: str = ""


@dataclass(frozen=True)
class Section:
    """A stage with its blocks; without a title where the badge has no stages."""

    blocks: tuple[Block, ...]
    title: str = ""
    text: str = ""


def outline(version: BadgeVersion) -> tuple[Section, ...]:
    """Return the sections of what a version takes, in order."""
    criteria = list(version.criteria.all())
    choices = {choice.key: choice for choice in version.facts.choices}
    if not version.facts.stages:
        return (Section(_blocks(criteria, choices)),) if criteria else ()
    return tuple(
        Section(
            _blocks([one for one in criteria if one.facts.stage == stage.key], choices),
            stage.name,
            stage.text,
        )
        for stage in version.facts.stages
    )


def how_many(choice: Choice, options: int) -> str:
    """Return what to do with a choice: "Choose one of these two.", "Choose two of these four."."""
    return f"Choose {in_words(choice.take)} of these {in_words(options)}."


def _blocks(criteria: Sequence[Criterion], choices: dict[str, Choice]) -> tuple[Block, ...]:
    blocks: list[Block] = []
    plain: list[Criterion] = []
    told: set[str] = set()
    for criterion in criteria:
        choice = choices.get(criterion.facts.choice or "")
        if choice is None:
            plain.append(criterion)
            continue
        if choice.key in told:
            continue
        # A choice is told where its first criterion stands.
        told.add(choice.key)
        if plain:
            blocks.append(Block((_group(plain),)))
            plain = []
        blocks.append(_choice(choice, [one for one in criteria if one.facts.choice == choice.key]))
    if plain:
        blocks.append(Block((_group(plain),)))
    return tuple(blocks)


def _choice(choice: Choice, criteria: Sequence[Criterion]) -> Block:
    groups = [
        _group(
            [one for one in criteria if one.facts.option == option.key], option.name, option.text
        )
        for option in choice.options
    ]
    by_themselves = [one for one in criteria if one.facts.option is None]
    if by_themselves:
        groups.append(_group(by_themselves))
    count = len(choice.options) + len(by_themselves)
    return Block(
        tuple(groups),
        choice.name or how_many(choice, count).rstrip("."),
        choice.text,
        how_many(choice, count),
    )


def _group(criteria: Iterable[Criterion], title: str = "", text: str = "") -> Group:
    return Group(tuple(Asked(one, _line(one)) for one in criteria), title, text)


def _line(criterion: Criterion) -> str:
    facts = criterion.facts
    parts = [str(criterion.get_kind_display()), amount(facts)]
    if facts.minutes:
        parts.append(f"about {facts.minutes} minutes")
    if facts.choice is None:
        parts.append("required" if facts.required else "optional")
    return " · ".join(part for part in parts if part)
