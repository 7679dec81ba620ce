"""The Markdown of a badge: name, summary, sections, and criteria with their guidance."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from .facts import Notes, substitute
from .model import Place

ABOUT = "About this badge"
EVIDENCE = "Evidence"
CRITERIA = "Criteria"

_HEADING = re.compile(r"^(#{1,3}) +(.+?)\s*$")
_KEYED = re.compile(r"^(.+?) +\{#([a-z0-9-]+)\}$")
_ITEM = re.compile(r"^(?:-|\d+\.) +(.+)$")


@dataclass(frozen=True, slots=True)
class CriterionWords:
    """What a criterion asks, and the prompts that help."""

    title: str
    text: str
    guidance: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class BadgeWords:
    """The words of a badge. `description` is Markdown, everything else is plain text."""

    name: str
    summary: str
    description: str
    evidence_note: str
    criteria: Mapping[str, CriterionWords]
    places: Mapping[str, Place]
    lines: tuple[tuple[Place, str], ...]


Line = tuple[Place, str]


def paragraphs(lines: list[str]) -> str:
    """Paragraphs, each unwrapped to one line, with an empty line between them."""
    blocks = "\n".join(line.strip() for line in lines).split("\n\n")
    return "\n\n".join(" ".join(block.split("\n")).strip() for block in blocks if block.strip())


def items(lines: list[Line], notes: Notes) -> tuple[str, ...]:
    """The items of a list, each unwrapped to one line; anything else is noted."""
    found: list[str] = []
    for place, line in lines:
        if item := _ITEM.match(line):
            found.append(item[1].strip())
        elif line.strip() and found and line.startswith(" "):
            found[-1] += f" {line.strip()}"
        elif line.strip():
            notes.add(place, "expected a list item that starts with a dash or a number")
    return tuple(found)


def read_badge(source: str, file: str, variables: Mapping[str, str], notes: Notes) -> BadgeWords:
    """The words of one badge, with variables put in."""
    lines = [
        (place := Place(file, number), substitute(line, variables, place, notes).rstrip())
        for number, line in enumerate(source.split("\n"), 1)
    ]
    name = ""
    places: dict[str, Place] = {}
    sections: dict[str, list[Line]] = {"": []}
    here = sections[""]
    criteria: dict[str, tuple[str, Place, list[Line]]] = {}
    inside = ""
    for place, line in lines:
        heading = _HEADING.match(line)
        if heading is None:
            here.append((place, line))
            continue
        level, words = len(heading[1]), heading[2]
        here = []
        if level == 1:
            if name:
                notes.add(place, "a second name: there is one heading of the first level")
            name, here = name or words, sections[""]
            places["name"] = place
        elif level == 2:
            inside = words
            if words not in (ABOUT, EVIDENCE, CRITERIA):
                notes.add(place, f"unknown section: {words}")
            if words in sections:
                notes.add(place, f"a second section: {words}")
            sections[words] = here
            places[words] = place
        elif inside != CRITERIA:
            notes.add(place, f"a heading of the third level belongs below {CRITERIA}")
        elif (keyed := _KEYED.match(words)) is None:
            notes.add(place, f"missing key after the heading: {words} {{#key}}")
        elif keyed[2] in criteria:
            notes.add(place, f"a second criterion with the key {keyed[2]}")
        else:
            criteria[keyed[2]] = (keyed[1], place, here)
    top = Place(file)
    for key, section in (("name", "name"), (ABOUT, ABOUT), (CRITERIA, CRITERIA)):
        if key not in places:
            notes.add(top, f"missing {'heading with the name' if key == 'name' else section}")
    for place, line in sections.get(CRITERIA, []):
        if line:
            notes.add(place, "words between the criteria heading and the first criterion")
    summary = paragraphs([line for _, line in sections[""]])
    if not summary:
        notes.add(places.get("name", top), "missing summary below the name")
    return BadgeWords(
        name=name,
        summary=summary,
        description="\n".join(line for _, line in sections.get(ABOUT, [])).strip(),
        evidence_note=paragraphs([line for _, line in sections.get(EVIDENCE, [])]),
        criteria={
            key: _criterion(title, place, rows, notes)
            for key, (title, place, rows) in criteria.items()
        },
        places=places,
        lines=tuple(lines),
    )


def _criterion(title: str, place: Place, rows: list[Line], notes: Notes) -> CriterionWords:
    first = next((n for n, (_, line) in enumerate(rows) if _ITEM.match(line)), len(rows))
    text = paragraphs([line for _, line in rows[:first]])
    if not text:
        notes.add(place, "missing words: the criterion asks nothing")
    return CriterionWords(title, text, items(rows[first:], notes), place)
