"""Values of a file as the schema's facts, and a sentence with its line for each that does not fit."""

import difflib
from collections.abc import Iterable, Mapping
from typing import Any, TypeVar, get_args

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from kenspeckle.kernel.facts import Facts, Prose

from .model import Notes, Path_, Where

F = TypeVar("F", bound=Facts)


def validated(kind: type[F], values: Mapping[str, Any], where: Where, notes: Notes) -> F | None:
    """The values as facts of this kind; None after noting everything that does not fit."""
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        for one in error.errors(include_url=False):
            path = tuple(one["loc"])
            notes.add(where.at(*path), _sentence(one, kind))
    return None


def words_in_toml(kind: type[Facts], values: Mapping[str, Any]) -> list[str]:
    """The keys that stand in a TOML table though they are words, which belong in the Markdown."""
    return [key for key in values if key in word_facts(kind)]


def word_facts(kind: type[Facts]) -> list[str]:
    """The names of the facts of a kind that people read."""
    return [
        name
        for name, field in kind.model_fields.items()
        if any(isinstance(mark, Prose) for mark in field.metadata)
    ]


def _sentence(error: ErrorDetails, kind: type[Facts]) -> str:
    path = tuple(error["loc"])
    names = [step for step in path if isinstance(step, str)]
    key = names[-1] if names else ""
    told = error["type"]
    if told == "extra_forbidden":
        return _unknown(key, _keys_at(kind, path[:-1]))
    if told == "missing":
        return f"missing key: {key}"
    if told in ("literal_error", "enum"):
        allowed = str(error["ctx"]["expected"]).replace("'", "").replace(" or ", ", ")
        what = "kind of criterion" if key == "kind" and "criteria" in names else _spoken(key)
        return f"unknown {what}: {error['input']} (one of {allowed})"
    if told == "string_pattern_mismatch":
        return _pattern(key, error)
    if told == "string_too_long":
        return f"{key} is longer than {error['ctx']['max_length']} characters"
    if told in ("greater_than_equal", "less_than_equal"):
        return f"{key} must be between {_least(error)} and 32767"
    if told == "value_error":
        message = str(error["ctx"]["error"])
        return f"{key} {message}" if message.startswith(("must", "names")) else message
    return f"{key} must be {_EXPECTED.get(told, 'something else')}"


_EXPECTED = {
    "string_type": "a text",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "int_parsing": "a whole number",
    "bool_type": "true or false",
    "tuple_type": "a list",
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
}


def _unknown(key: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(key, list(known), n=1, cutoff=0.6)
    return f"unknown key: {key}" + (f" (did you mean {near[0]}?)" if near else "")


def _pattern(key: str, error: ErrorDetails) -> str:
    value = error["input"]
    if "http" in str(error["ctx"]["pattern"]):
        return f"bad address: {value} (it begins with https://)"
    return f"bad {_spoken(key)}: {value} (small letters, digits and single hyphens)"


def _least(error: ErrorDetails) -> int:
    context = error.get("ctx", {})
    return int(context.get("ge", 0))


def _spoken(key: str) -> str:
    return {
        "per": "period",
        "counted": "way of counting",
        "evidence": "kind of evidence",
        "roles": "role",
        "ai_rule": "AI rule",
    }.get(key, key)


def _keys_at(kind: type[Facts], path: Path_) -> list[str]:
    """The keys that the table at a path may have."""
    model: type[Facts] | None = kind
    for step in path:
        if isinstance(step, str) and model is not None and step in model.model_fields:
            model = _model_in(model.model_fields[step].annotation)
    return list(model.model_fields) if model is not None else []


def _model_in(annotation: Any) -> type[Facts] | None:
    if isinstance(annotation, type) and issubclass(annotation, Facts):
        return annotation
    for inner in get_args(annotation):
        if (model := _model_in(inner)) is not None:
            return model
    return None
