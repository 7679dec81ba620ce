"""What changed between two texts, word by word."""

from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import Indel

from .words import split_at_white_space

# Aligning costs words x words in the worst case, and bits of that much memory. Evidence has
# at most some thousand words; beyond this bound the differing middle is shown whole.
_MOST_PAIRS = 25_000_000
_LEAST_IN_COMMON = 0.4


class Kind(StrEnum):
    """What happened to a stretch of text."""

    SAME = "same"
    ADDED = "added"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch of words that stayed, came or went."""

    kind: Kind
    text: str


def changes(old: str, new: str) -> list[Change]:
    """The stretches that lead from the old text to the new one, in reading order.

    Words are compared, with their punctuation but without the white space between them.
    Joined, what is same or added is the new text to the letter. Neighbours differ in kind,
    and what was removed comes before what took its place, spaced so that all three can be
    shown in one line.
    """
    before, after = split_at_white_space(old), split_at_white_space(new)
    before_words, after_words = [run.strip() for run in before], [run.strip() for run in after]
    head = _common(before_words, after_words)
    tail = _common(before_words[head:][::-1], after_words[head:][::-1])
    stretches: list[Change] = []
    _add(stretches, Kind.SAME, after[:head])
    middle = slice(head, len(before) - tail), slice(head, len(after) - tail)
    _align(before[middle[0]], after[middle[1]], stretches)
    _add(stretches, Kind.SAME, after[len(after) - tail :])
    return [_spaced(stretches, place) for place in range(len(stretches))]


def _common(one: list[str], other: list[str]) -> int:
    for index, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return index
    return min(len(one), len(other))


def _align(before: list[str], after: list[str], stretches: list[Change]) -> None:
    if len(before) * len(after) > _MOST_PAIRS:
        _add(stretches, Kind.REMOVED, before)
        _add(stretches, Kind.ADDED, after)
        return
    removed: list[str] = []
    added: list[str] = []
    words = [run.strip() for run in before], [run.strip() for run in after]
    if before and after and Indel.normalized_similarity(*words) < _LEAST_IN_COMMON:
        # A text written anew shares an "a" here and an "I" there: fifty shreds that nobody can read.
        _add(stretches, Kind.REMOVED, before)
        _add(stretches, Kind.ADDED, after)
        return
    steps = Indel.opcodes(*words)
    for step in steps:
        if step.tag == "equal":
            _add(stretches, Kind.REMOVED, removed)
            _add(stretches, Kind.ADDED, added)
            removed, added = [], []
            _add(stretches, Kind.SAME, after[step.dest_start : step.dest_end])
        elif step.tag == "delete":
            removed += before[step.src_start : step.src_end]
        else:
            added += after[step.dest_start : step.dest_end]
    _add(stretches, Kind.REMOVED, removed)
    _add(stretches, Kind.ADDED, added)


def _spaced(stretches: list[Change], place: int) -> Change:
    """A change; what was removed is kept apart from its neighbours, whose space is the new text's."""
    change = stretches[place]
    if change.kind is not Kind.REMOVED:
        return change
    ahead = place > 0 and not stretches[place - 1].text[-1].isspace()
    behind = place + 1 < len(stretches) and not change.text[-1].isspace()
    return Change(Kind.REMOVED, f"{' ' if ahead else ''}{change.text}{' ' if behind else ''}")


def _add(stretches: list[Change], kind: Kind, runs: list[str]) -> None:
    if not runs:
        return
    text = "".join(runs)
    if stretches and stretches[-1].kind is kind:
        text = stretches.pop().text + text
    stretches.append(Change(kind, text))
