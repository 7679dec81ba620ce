"""What a programme lets people state privately about themselves: one definition for each kind of claim.

The definitions are data of the programme (`claims.toml`); a form, the frozen copy in a submission and
what an assessor reads all follow from them. A claim never becomes part of public evidence.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from kenspeckle.kernel.dates import day
from kenspeckle.kernel.facts import Facts, Flag, Name, Slug, Text
from kenspeckle.kernel.kit import Fact

LONGEST_VALUE = 200
FieldCode = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]


class ClaimChoice(Facts):
    """One of the values that a field may have."""

    code: Slug
    name: Name


class ClaimField(Facts):
    """One value of a claim: a text, one of several choices, or a date.

    A text fits `pattern` (a regular expression for the whole text); `message` is said when it does not.
    """

    code: FieldCode
    label: Name
    help: Text = ""
    kind: Literal["text", "choice", "date"] = "text"
    choices: tuple[ClaimChoice, ...] = ()
    pattern: Text = ""
    message: Text = ""
    longest: Annotated[int, Field(ge=1, le=LONGEST_VALUE)] = 100
    required: Flag = True

    @model_validator(mode="after")
    def _fits_its_kind(self) -> Self:
        if (self.kind == "choice") != bool(self.choices):
            raise ValueError("choices belong to a field of kind choice, and such a field has some")
        if self.pattern and self.kind != "text":
            raise ValueError("only a text fits a pattern")
        if bool(self.pattern) != bool(self.message):
            raise ValueError("pattern and message go together: the message says what fits")
        try:
            re.compile(self.pattern)
        except re.error as error:
            raise ValueError(f"pattern is no regular expression: {error}") from error
        return self

    def name_of(self, value: str) -> str:
        """Return a value as people read it."""
        if self.kind == "choice":
            return next((one.name for one in self.choices if one.code == value), value)
        return day(date.fromisoformat(value)) if self.kind == "date" else value


class ClaimDefinition(Facts):
    """A kind of claim: what it is called, how people say that it is so, and its values.

    `each` names the choice field of which a person may state one claim for every choice. Kinds that
    follow each other with one `group` stand together on the page, under the first one's `help`.
    """

    code: Slug
    name: Name
    label: Name
    group: Name
    help: Text = ""
    each: FieldCode | None = None
    fields: tuple[ClaimField, ...] = ()

    @model_validator(mode="after")
    def _names_its_fields(self) -> Self:
        codes = [field.code for field in self.fields]
        if len(codes) != len(set(codes)):
            raise ValueError("two fields of one claim have the same code")
        if self.each is not None and not any(
            field.code == self.each and field.kind == "choice" for field in self.fields
        ):
            raise ValueError(f"each names {self.each}, which is no choice field of this claim")
        return self

    def field(self, code: str) -> ClaimField | None:
        """Return the field of this code."""
        return next((field for field in self.fields if field.code == code), None)

    @property
    def of_each(self) -> tuple[ClaimChoice | None, ...]:
        """The choices of which each may be stated, or one None where the claim is made once."""
        chosen = self.field(self.each) if self.each else None
        return chosen.choices if chosen else (None,)

    @property
    def own_fields(self) -> tuple[ClaimField, ...]:
        """The fields beside the one that `each` names."""
        return tuple(field for field in self.fields if field.code != self.each)

    @property
    def needs_a_tick(self) -> bool:
        """Whether the claim is made by a tick, because no value of it is required."""
        return not any(field.required for field in self.own_fields)


@dataclass(frozen=True)
class StatedClaim:
    """A claim as a person states it: its definition and the values by their field's code."""

    definition: ClaimDefinition
    values: Mapping[str, str]

    @property
    def each(self) -> str:
        """The choice that this claim is about, where there is one for each; else nothing."""
        return self.values.get(self.definition.each or "", "")

    @property
    def on(self) -> date | None:
        """The day that the claim speaks of: its first date."""
        for field in self.definition.fields:
            if field.kind == "date" and self.values.get(field.code):
                return date.fromisoformat(self.values[field.code])
        return None

    def as_document(self) -> dict[str, Any]:
        """Return the claim as plain JSON values that can be read without its definition."""
        return {
            "code": self.definition.code,
            "name": self._name(),
            "values": [
                {
                    "field": field.code,
                    "label": field.label,
                    "value": self.values[field.code],
                    "shown": field.name_of(self.values[field.code]),
                }
                for field in self.definition.fields
                if self.values.get(field.code)
            ],
            "each": self.definition.each,
        }

    def _name(self) -> str:
        chosen = self.definition.field(self.definition.each or "")
        return chosen.name_of(self.each) if chosen else self.definition.name


def shown(document: Mapping[str, Any]) -> Fact:
    """Return a claim's document as a fact to read: "Nurses: 1234"; "yes" where it has no values."""
    values = [value["shown"] for value in document["values"] if value["field"] != document["each"]]
    return Fact(document["name"], ", ".join(values) or "yes")


def faults(definition: ClaimDefinition, values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield (field, sentence) for everything that is amiss with the values of a claim."""
    for field in definition.fields:
        value = values.get(field.code, "")
        if not value:
            if field.required:
                yield field.code, f"Fill in “{field.label}” too."
        elif len(value) > field.longest:
            yield field.code, f"“{field.label}” has at most {field.longest} characters."
        elif field.kind == "choice" and value not in {one.code for one in field.choices}:
            yield field.code, "Choose one of the list."
        elif field.kind == "date":
            try:
                date.fromisoformat(value)
            except ValueError:
                yield field.code, "Give a date, for example 2026-11-30."
        elif field.pattern and not re.fullmatch(field.pattern, value):
            yield field.code, field.message
    for code in values.keys() - {field.code for field in definition.fields}:
        yield code, "This is not asked."
