"""The form fields for the claims that a programme asks for, made from their definitions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms

from kenspeckle.accounts.claims import (
    ClaimChoice,
    ClaimDefinition,
    ClaimField,
    StatedClaim,
    faults,
)
from kenspeckle.kernel.forms import CleaningForm, TextField


class ClaimTextField(TextField):
    """A value of a claim. Empty means that it is not stated, so the label does not say "(optional)"."""

    optional_note = False


class ClaimDateField(forms.DateField):
    """A date of a claim, kept as ISO text."""

    optional_note = False
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {"invalid": "Give a date, for example 2026-11-30."}


class ClaimChoiceField(forms.ChoiceField):
    """One of the choices of a claim's field."""

    optional_note = False


class ClaimTick(forms.BooleanField):
    """The tick by which a claim without required values is made."""

    optional_note = False


@dataclass(frozen=True)
class Group:
    """Claims that stand together on the page: title, hint, and their bound fields."""

    title: str
    help: str
    fields: tuple[forms.BoundField, ...]


@dataclass(frozen=True)
class _Asked:
    """One claim that may be stated: a definition, and the choice that it is about, if any."""

    definition: ClaimDefinition
    chosen: ClaimChoice | None

    def name(self, field: str = "") -> str:
        """Return the name of a form field of this claim; that of its tick without `field`."""
        steps = (self.definition.code, self.chosen.code if self.chosen else "", field)
        return "_".join(["claim", *(step.replace("-", "_") for step in steps if step)])


class ClaimFields:
    """The fields of all claims in one form."""

    def __init__(self, definitions: Sequence[ClaimDefinition]) -> None:
        self.asked = [
            _Asked(definition, chosen)
            for definition in definitions
            for chosen in definition.of_each
        ]

    def initial(self, claims: Sequence[StatedClaim]) -> dict[str, Any]:
        """Return what the fields say at first: what is stated now."""
        stated = {(claim.definition.code, claim.each): claim.values for claim in claims}
        initial: dict[str, Any] = {}
        for one in self.asked:
            values = stated.get((one.definition.code, one.chosen.code if one.chosen else ""))
            if values is None:
                continue
            initial[one.name()] = True
            initial |= {
                one.name(field.code): values.get(field.code, "")
                for field in one.definition.own_fields
            }
        return initial

    def add_to(self, form: forms.Form) -> None:
        """Put the fields first in `form`, in the order of the definitions."""
        for one in self.asked:
            if one.definition.needs_a_tick:
                label = one.chosen.name if one.chosen else one.definition.label
                form.fields[one.name()] = ClaimTick(label=label, required=False)
            for field in one.definition.own_fields:
                form.fields[one.name(field.code)] = _form_field(one, field)
        form.order_fields([name for name in form.fields if name.startswith("claim_")])

    def groups(self, form: forms.Form) -> list[Group]:
        """Return the bound fields by the groups that the definitions name."""
        groups: list[Group] = []
        for one in self.asked:
            bound = tuple(form[name] for name in self._names(one))
            if groups and groups[-1].title == one.definition.group:
                last = groups[-1]
                groups[-1] = Group(last.title, last.help, (*last.fields, *bound))
            else:
                groups.append(Group(one.definition.group, one.definition.help, bound))
        return groups

    def clean(self, form: CleaningForm) -> tuple[StatedClaim, ...]:
        """Return what was stated; what is amiss becomes errors of the form's fields."""
        return tuple(claim for one in self.asked if (claim := self._stated(form, one)))

    def _stated(self, form: CleaningForm, one: _Asked) -> StatedClaim | None:
        given = {
            field.code: _as_text(form.cleaned_data.get(one.name(field.code)))
            for field in one.definition.own_fields
        }
        values = {code: text for code, text in given.items() if text}
        ticked = bool(form.cleaned_data.get(one.name()))
        if not values and not ticked:
            return None
        if one.chosen and one.definition.each:
            values[one.definition.each] = one.chosen.code
        for code, message in faults(one.definition, values):
            name = one.name(code) if code != one.definition.each else one.name()
            if name in form.fields and name not in form.errors:
                form.add_error(name, message)
        return StatedClaim(one.definition, values)

    def _names(self, one: _Asked) -> Iterator[str]:
        if one.definition.needs_a_tick:
            yield one.name()
        for field in one.definition.own_fields:
            yield one.name(field.code)


def _form_field(one: _Asked, field: ClaimField) -> forms.Field:
    # Where there is one claim for each choice and one value to give, the choice is the label.
    alone = one.chosen is not None and len(one.definition.own_fields) == 1
    label = one.chosen.name if one.chosen and alone else field.label
    common: dict[str, Any] = {"label": label, "help_text": field.help, "required": False}
    match field.kind:
        case "date":
            return ClaimDateField(**common)
        case "choice":
            choices = [
                ("", "Not stated"),
                *((choice.code, choice.name) for choice in field.choices),
            ]
            return ClaimChoiceField(choices=choices, **common)
        case _:
            short = field.longest <= 20
            attrs = {"autocomplete": "off", **({"class": "ken-input--short"} if short else {})}
            return ClaimTextField(
                max_length=field.longest, widget=forms.TextInput(attrs=attrs), **common
            )


def _as_text(value: Any) -> str:
    if value is None:
        return ""
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
