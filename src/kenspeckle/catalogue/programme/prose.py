"""The Markdown of a badge: name, summary, and sections.

Below the sections of stages, choices and criteria, each heading of the third level ends with the key
of what it is about: `### Explore {#explore}`. An option of a choice has the choice's key before its
own: `### With a project {#proof/project}`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from .model import Location, Notes
from .toml import substitute

ABOUT = "About this badge"
EVIDENCE = "Evidence"
CRITERIA = "Criteria"
STAGES = "Stages"
CHOICES = "Choices"

# Sections whose headings of the third level have keys.
_KEYED_SECTIONS = (STAGES, CHOICES, CRITERIA)

_HEADING = re.compile(r"^(#{1,3}) +(.+?)\s*$")
_KEYED = re.compile(r"^(.+?) +\{#([a-z0-9-]+(?:/[a-z0-9-]+)?)\}$")
_ITEM = re.compile(r"^(?:-|\d+\.) +(.+)$")


@dataclass(frozen=True, slots=True)
class Keyed:
    """What stands below a heading with a key: text, and for a criterion the prompts that help."""

    title: str
    text: str
    guidance: tuple[str, ...]
    place: Location


@dataclass(frozen=True, slots=True)
class BadgeText:
    """The words of a badge. `description` is Markdown, everything else is plain text."""

    name: str
    summary: str
    description: str
    evidence_note: str
    stages: Mapping[str, Keyed]
    choices: Mapping[str, Keyed]
    criteria: Mapping[str, Keyed]
    places: Mapping[str, Location]
    lines: tuple[tuple[Location, str], ...]


Line = tuple[Location, str]


def paragraphs(lines: list[str]) -> str:
    """Paragraphs, each unwrapped to one line, with an empty line between them."""
    blocks = "\n".join(line.strip() for line in lines).split("\n\n")
    return "\n\n".join(" ".join(block.split("\n")).strip() for block in blocks if block.strip())


def items(lines: list[Line], notes: Notes) -> tuple[str, ...]:
    """The items of a list, each unwrapped to one line; anything else is noted."""
    listed: list[str] = []
    for place, line in lines:
        if item := _ITEM.match(line):
            listed.append(item[1].strip())
        elif line.strip() and listed and line.startswith(" "):
            listed[-1] += f" {line.strip()}"
        elif line.strip():
            notes.add(place, "expected a list item that starts with a dash or a number")
    return tuple(listed)


def read_badge(source: str, file: str, variables: Mapping[str, str], notes: Notes) -> BadgeText:
    """The words of one badge, with variables put in."""
    lines = [
        (place := Location(file, number), substitute(line, variables, place, notes).rstrip())
        for number, line in enumerate(source.split("\n"), 1)
    ]
    name = ""
    places: dict[str, Location] = {}
    sections: dict[str, list[Line]] = {"": []}
    here = sections[""]
    keyed: dict[str, dict[str, tuple[str, Location, list[Line]]]] = {
        section: {} for section in _KEYED_SECTIONS
    }
    inside = ""
    for place, line in lines:
        heading = _HEADING.match(line)
        if heading is None:
            here.append((place, line))
            continue
        level, title = len(heading[1]), heading[2]
        here = []
        if level == 1:
            if name:
                notes.add(place, "a second name: there is one heading of the first level")
            name, here = name or title, sections[""]
            places["name"] = place
        elif level == 2:
            inside = title
            if title not in (ABOUT, EVIDENCE, *_KEYED_SECTIONS):
                notes.add(place, f"unknown section: {title}")
            if title in sections:
                notes.add(place, f"a second section: {title}")
            sections[title] = here
            places[title] = place
        elif inside not in keyed:
            notes.add(
                place, f"a heading of the third level belongs below {', '.join(_KEYED_SECTIONS)}"
            )
        elif (named := _KEYED.match(title)) is None:
            notes.add(place, f"missing key after the heading: {title} {{#key}}")
        elif named[2] in keyed[inside]:
            what = {STAGES: "stage", CHOICES: "choice"}.get(inside, "criterion")
            notes.add(place, f"a second {what} with the key {named[2]}")
        else:
            keyed[inside][named[2]] = (named[1], place, here)
    top = Location(file)
    for key, section in (("name", "name"), (ABOUT, ABOUT)):
        if key not in places:
            notes.add(top, f"missing {'heading with the name' if key == 'name' else section}")
    for section in _KEYED_SECTIONS:
        for place, line in sections.get(section, []):
            if line:
                first = {STAGES: "stage", CHOICES: "choice"}.get(section, "criterion")
                notes.add(
                    place, f"words between the {section.lower()} heading and the first {first}"
                )
    summary = paragraphs([line for _, line in sections[""]])
    if not summary:
        notes.add(places.get("name", top), "missing summary below the name")
    below = {
        section: {
            key: _keyed(section, title, place, rows, notes)
            for key, (title, place, rows) in headings.items()
        }
        for section, headings in keyed.items()
    }
    return BadgeText(
        name=name,
        summary=summary,
        description="\n".join(line for _, line in sections.get(ABOUT, [])).strip(),
        evidence_note=paragraphs([line for _, line in sections.get(EVIDENCE, [])]),
        stages=below[STAGES],
        choices=below[CHOICES],
        criteria=below[CRITERIA],
        places=places,
        lines=tuple(lines),
    )


def _keyed(section: str, title: str, place: Location, rows: list[Line], notes: Notes) -> Keyed:
    if section != CRITERIA:
        return Keyed(title, paragraphs([line for _, line in rows]), (), place)
    first = next((n for n, (_, line) in enumerate(rows) if _ITEM.match(line)), len(rows))
    text = paragraphs([line for _, line in rows[:first]])
    if not text:
        notes.add(place, "missing text: the criterion asks nothing")
    return Keyed(title, text, items(rows[first:], notes), place)
