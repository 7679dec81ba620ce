"""Credentials as typed objects: bytes in, `model` objects out, and back to JSON; when two are equal."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final, cast
from urllib.parse import unquote

from openbadges3 import classes, model
from openbadges3.errors import ModelInvalid
from openbadges3.json_values import is_list, is_object
from openbadges3.members import VC1, issuer_id, start_of, types_of
from openbadges3.reading import LIMITS, Limits, read_object, read_time
from openbadges3.shapes import problems_of

if TYPE_CHECKING:
    from collections.abc import Mapping

Credential = model.OpenBadgeCredential | model.EndorsementCredential
_OLD_NAMES: Final = {"validFrom": "issuanceDate", "validUntil": "expirationDate"}


def read_credential(data: bytes | str, *, limits: Limits = LIMITS) -> Credential:
    """The badge or endorsement in `data` (JSON) as a typed object; nothing is verified.

    Raises `Unreadable` for what is no strict JSON, and `ModelInvalid`, with the path and the
    section of the standard, for what breaks the data model.
    """
    return from_json(read_object(data, limits=limits))


def from_json(document: Mapping[str, Any]) -> Credential:
    """The typed object of a badge or endorsement given as JSON data; raises `ModelInvalid`."""
    for problem in problems_of(document, badge=True):
        if problem.grave:
            raise ModelInvalid(problem.message, path=problem.path, section=problem.section)
    types = types_of(document)
    if "EndorsementCredential" in types:
        built = _build("EndorsementCredential", document)
    elif any(name in types for name in ("OpenBadgeCredential", "AchievementCredential")):
        built = _build("OpenBadgeCredential", document)
    else:
        raise ModelInvalid("the credential is neither badge nor endorsement", path="$.type")
    credential: Credential = built
    return credential


def to_json(thing: object) -> Any:
    """The JSON data of a typed object, lists as lists and nothing that is absent.

    Reading and writing again keeps the meaning: the canonical form is the same.
    """
    if isinstance(thing, tuple):
        many = cast("tuple[Any, ...]", thing)
        return [to_json(each) for each in many]
    if type(thing).__name__ not in classes.CLASSES:
        return thing
    if isinstance(thing, model.Profile | model.Image) and not thing.type:
        return thing.id
    made: dict[str, Any] = {}
    old = VC1 in getattr(thing, "context", ())[:1]
    for each in fields(classes.CLASSES[type(thing).__name__]):
        value = getattr(thing, each.name)
        if each.name == "extra":
            made.update(value)
        elif value is not None and value != ():
            name = classes.json_name(each.name)
            made[_OLD_NAMES.get(name, name) if old else name] = to_json(value)
    return made


def _build(name: str, document: Mapping[str, Any]) -> Any:
    """An object of class `name`, whose shape has been checked, from JSON data."""
    context: Any = document.get("@context")
    first = context[0] if is_list(context) and context else context
    given = dict(document)
    if first == VC1:
        for new, old in _OLD_NAMES.items():
            if old in given:
                given[new] = given.pop(old)
    made: dict[str, Any] = {}
    for each in fields(classes.CLASSES[name]):
        kind = each.metadata["kind"]
        member = classes.json_name(each.name)
        if kind and given.get(member) is not None:
            made[each.name] = _value(kind, given.pop(member), many=each.metadata["many"])
    made["extra"] = {member: value for member, value in given.items() if value is not None}
    return classes.CLASSES[name](**made)


def _value(kind: str, value: Any, *, many: bool) -> Any:
    if many or kind in (model.TYPES, model.CONTEXT):
        listed: list[Any] = value if is_list(value) else [value]
        return tuple(_value(kind, each, many=False) for each in listed) if many else tuple(listed)
    if kind not in classes.CLASSES:
        return value
    if is_list(value) and len(value) == 1:
        value = value[0]
    if isinstance(value, str):
        # A profile or an image given by its address alone.
        return classes.CLASSES[kind](id=value, type=())
    if not is_object(value):
        raise ModelInvalid(f"there is more than one {kind} where one is allowed")
    return _build(kind, value)


def is_same_award(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether two credentials (JSON data) are editions of one award (OB 3.0 §7).

    That is so if issuer and id agree, white space around them and percent-escapes apart; what has
    no id or no issuer is no edition of anything.
    """
    editions = [(_plain(issuer_id(each)), _plain(each.get("id"))) for each in (one, other)]
    return editions[0] == editions[1] and all(editions[0])


def replaces(newer: Mapping[str, Any], older: Mapping[str, Any]) -> bool:
    """Whether `newer` takes the place of `older`: the same award, valid from a later time."""
    if not is_same_award(newer, older):
        return False
    return _start(newer) > _start(older)


def _plain(value: object) -> str:
    return unquote(value.strip()) if isinstance(value, str) else ""


def _start(credential: Mapping[str, Any]) -> Any:
    return read_time(start_of(credential), path="$.validFrom")
