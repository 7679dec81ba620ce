"""How much work a document may be: what costs little to send and much to process is refused."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from openbadges3.errors import WorkLimitExceeded
from openbadges3.json_values import is_list, is_object

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST_CONTEXTS: Final = 256
# Each object may make the processor copy all that the inline contexts define.
_MOST_COPIED: Final = 2 * 10**7
# PyLD compares each value of a property with all earlier ones.
_MOST_COMPARED: Final = 2 * 10**6


def refuse_many_contexts(document: Mapping[str, Any]) -> None:
    """Raise `WorkLimitExceeded` for a document with too many contexts, or too large ones inside."""
    objects = contexts = size = 0
    left: list[Any] = [document]
    while left:
        value = left.pop()
        if is_object(value):
            objects += 1
            if "@context" in value:
                said: Any = value["@context"]
                listed: list[Any] = said if is_list(said) else [said]
                contexts += len(listed)
                size += sum(len(repr(each)) for each in listed if not isinstance(each, str))
            left.extend(value.values())
        elif is_list(value):
            left.extend(value)
        if contexts > _MOST_CONTEXTS or size * objects > _MOST_COPIED:
            raise WorkLimitExceeded(
                "the contexts of the document take too much work", path="$.@context"
            )


def refuse_many_values(expanded: list[Any]) -> None:
    """Raise `WorkLimitExceeded` if properties have too many values; `expanded` is JSON-LD so."""
    counts: Counter[tuple[object, str]] = Counter()
    left: list[Any] = list(expanded)
    while left:
        node = left.pop()
        if is_list(node):
            left.extend(node)
        elif is_object(node) and "@value" not in node:
            # Objects of one id are one node, with the values of all.
            name: object = node.get("@id", id(node))
            for key, values in node.items():
                if is_list(values):
                    counts[name, key] += len(values)
                    left.extend(values)
                elif is_object(values):
                    left.extend(values.values())
    if sum(count * count for count in counts.values()) > _MOST_COMPARED:
        raise WorkLimitExceeded("the document has too many values of one property")
