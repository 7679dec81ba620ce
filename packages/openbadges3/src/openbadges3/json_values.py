"""What `json.loads` gives, told to the type checker, and lists as JSON-LD has them."""

from __future__ import annotations

from typing import Any, TypeGuard


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether `value` is a JSON object."""
    return isinstance(value, dict)


def is_list(value: object) -> TypeGuard[list[Any]]:
    """Whether `value` is a JSON array."""
    return isinstance(value, list)


def as_list(value: object) -> list[Any]:
    """`value` as a list: in JSON-LD a single value may stand alone, and null is nothing."""
    if value is None:
        return []
    return value if is_list(value) else [value]


def objects_in(value: object) -> list[dict[str, Any]]:
    """The objects in a list, or the one that stands alone."""
    return [each for each in as_list(value) if is_object(each)]
