"""The two files of a badge as one: facts from its TOML, words from its Markdown, joined by keys."""

from collections.abc import Iterable, Mapping
from typing import Any

from kenspeckle.catalogue.schema.badge import Choice, CriterionFacts, Option, Stage
from kenspeckle.catalogue.schema.files import BadgeFile
from kenspeckle.kernel.facts import Facts

from .model import Location, Notes, Path_, Where
from .prose import ABOUT, CHOICES, CRITERIA, EVIDENCE, STAGES, BadgeText, Keyed
from .validating import words_in_toml


def merged(
    values: dict[str, Any], where: Where, words: BadgeText, notes: Notes
) -> tuple[dict[str, Any], Where]:
    """The facts of both files, and where each stands."""
    merging = _Merging(where, notes)
    merging.refuse_prose(BadgeFile, values, ())
    values = {
        **values,
        "name": words.name,
        "summary": words.summary,
        "description": words.description,
        "evidence_note": words.evidence_note,
    }
    lines = merging.lines
    for key, section in (
        ("name", "name"),
        ("summary", "name"),
        ("description", ABOUT),
        ("evidence_note", EVIDENCE),
    ):
        if section in words.places:
            lines[(key,)] = words.places[section]
    used = merging.join(values, ("stages",), Stage, words.stages, "stage")
    merging.unused(STAGES, words.stages, used, "stage")
    used = merging.join(values, ("choices",), Choice, words.choices, "choice")
    for number, choice in enumerate(_tables(values.get("choices"))):
        used |= merging.join(
            choice,
            ("choices", number, "options"),
            Option,
            words.choices,
            "option",
            before=f"{choice.get('key')}/",
        )
    merging.unused(CHOICES, words.choices, used, "choice")
    used = merging.join(values, ("criteria",), CriterionFacts, words.criteria, "criterion")
    merging.unused(CRITERIA, words.criteria, used, "criterion")
    return values, Where(where.default, lines)


class _Merging:
    def __init__(self, where: Where, notes: Notes) -> None:
        self.where = where
        self.notes = notes
        self.lines: dict[Path_, Location] = dict(where.lines)

    def refuse_prose(self, kind: type[Facts], values: Mapping[str, Any], path: Path_) -> None:
        """Note words that stand in the TOML: Markdown is their place."""
        for key in words_in_toml(kind, values):
            self.notes.add(
                self.where.at(*path, key), f"unknown key: {key} (words stand in the Markdown)"
            )

    def join(
        self,
        values: dict[str, Any],
        path: Path_,
        kind: type[Facts],
        words: Mapping[str, Keyed],
        what: str,
        before: str = "",
    ) -> set[str]:
        """Put the words of each key into the table of the list that has it; the keys that are joined."""
        rows = values.get(str(path[-1]))
        if not isinstance(rows, list):
            return set()
        joined: list[Any] = []
        used: set[str] = set()
        for number, row in enumerate(rows):
            key = row.get("key") if isinstance(row, dict) else None
            if not isinstance(key, str):
                joined.append(row)
                continue
            self.refuse_prose(kind, row, (*path, number))
            used.add(f"{before}{key}")
            said = words.get(f"{before}{key}")
            if said is None:
                self.notes.add(
                    self.where.at(*path, number, "key"),
                    f"no words for the {what} {before}{key} in the Markdown",
                )
            joined.append({**row, **_words(kind, said, key)})
            if said is not None:
                for name in ("title", "name", "text", "guidance"):
                    self.lines[(*path, number, name)] = said.place
        values[str(path[-1])] = joined
        return used

    def unused(
        self, section: str, words: Mapping[str, Keyed], used: Iterable[str], what: str
    ) -> None:
        """Note what the Markdown speaks of and the TOML does not."""
        for key in words.keys() - set(used):
            self.notes.add(words[key].place, f"no facts for the {what} {key} in the TOML")


def _words(kind: type[Facts], said: Keyed | None, key: str) -> dict[str, Any]:
    title, text = (said.title, said.text) if said else (key, "")
    if kind is CriterionFacts:
        return {"title": title, "text": text, "guidance": list(said.guidance) if said else []}
    return {"name": title, "text": text}


def _tables(value: object) -> list[dict[str, Any]]:
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []
