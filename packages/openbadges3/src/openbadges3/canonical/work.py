"""How much work JSON-LD is: counted from the JSON, before a processor makes a hundred times of it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from openbadges3.errors import WorkLimitExceeded
from openbadges3.json_values import as_list, is_list, is_object

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openbadges3.work import Work

# In units of `Work`, as measured: what PyLD takes for a value, for a term of an inline context, and
# for a context that is named; what the quick way takes for a value and for a name it meets first.
OF_A_VALUE: Final = 150
OF_A_TERM: Final = 60
OF_A_CONTEXT: Final = 5_000
QUICK: Final = 3
NEW: Final = 60
SCOPED: Final = 500

_MOST_CONTEXTS: Final = 256
# Each object may make the processor copy all that the inline contexts define.
_COPIED: Final = 20
# PyLD compares each value of a property with all earlier ones.
_COMPARED: Final = 4


def spend_on_context(context: Any, work: Work) -> None:
    """Count what it takes to process the `@context` of a document, once for each."""
    listed = as_list(context)
    if len(listed) > _MOST_CONTEXTS:
        raise _too_many()
    named = sum(isinstance(each, str) for each in listed)
    terms = sum(_terms_in(each) for each in listed if not isinstance(each, str))
    work.spend_once(("context", repr(context)), named * OF_A_CONTEXT + terms * OF_A_TERM)


def spend_on_document(document: Mapping[str, Any], work: Work) -> None:
    """Count what PyLD takes to expand a document; `WorkLimitExceeded` for too many contexts in it."""
    objects = values = contexts = terms = compared = 0
    left: list[tuple[Any, tuple[str, ...]]] = [(document, ())]
    while left:
        value, under = left.pop()
        if is_object(value):
            objects += 1
            values += len(value)
            if "@context" in value:
                said: Any = value["@context"]
                contexts += len(as_list(said))
                inline = sum(_terms_in(each) for each in as_list(said) if not isinstance(each, str))
                terms += inline
                under = (*under, repr(said) if inline < 100 else str(id(said)))
                named = sum(isinstance(each, str) for each in as_list(said))
                work.spend_once(under, named * OF_A_CONTEXT + inline * OF_A_TERM)
                work.spend(300)
            left.extend(
                [(each, under) for each in value.values() if is_object(each) or is_list(each)]
            )
        elif is_list(value):
            values += len(value)
            compared += len(value) * len(value)
            left.extend([(each, under) for each in value if is_object(each) or is_list(each)])
        if contexts > _MOST_CONTEXTS:
            raise _too_many()
    work.spend(values * OF_A_VALUE + terms * objects // _COPIED + compared // _COMPARED)


def spend_on_values(expanded: list[Any], work: Work) -> None:
    """Count the values of properties with many; `expanded` is JSON-LD so."""
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
    work.spend(sum(count * count for count in counts.values()) // _COMPARED)


def _terms_in(context: Any) -> int:
    """The terms that an inline context defines, those of contexts inside it included."""
    count, left = 0, [context]
    while left:
        value = left.pop()
        if is_object(value):
            count += len(value)
            if "@context" in value:
                scoped = len(as_list(value["@context"]))
                if scoped > _MOST_CONTEXTS:
                    raise _too_many()
                count += scoped * SCOPED // OF_A_TERM
            left.extend(value.values())
        elif is_list(value):
            count += len(value)
            left.extend(value)
    return count


def _too_many() -> WorkLimitExceeded:
    return WorkLimitExceeded(
        f"the document has more than {_MOST_CONTEXTS} contexts", path="$.@context"
    )
