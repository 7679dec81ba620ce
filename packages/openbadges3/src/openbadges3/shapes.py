"""Does a credential have the shape that the standards ask for? ShapeProblems, each with its place.

What every credential has is in `vc_shapes`; here is what Open Badges adds, driven by the tables of
`model`. Works on the JSON as it is. A problem is grave if the standards leave no room ("the
credential breaks its data model"), else it is a warning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from openbadges3.canonical.terms import is_absolute_iri
from openbadges3.errors import Unreadable
from openbadges3.json_values import is_list, is_object, objects_in
from openbadges3.members import VC1, VC2, is_address, is_badge, types_of
from openbadges3.reading import read_time
from openbadges3.vc_shapes import ShapeProblem, ShapeProblems, check_credential

if TYPE_CHECKING:
    from collections.abc import Mapping

_OB3: Final = re.compile(r"https://purl\.imsglobal\.org/spec/ob/v3p0/context(-3\.\d\.\d)?\.json")
_OB3_NOW: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_JWS: Final = re.compile(r"[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
# Classes of which the standard leaves open what their objects say as their type.
_FREE_TYPES: Final = frozenset(
    [
        "Criteria",
        "CredentialSchema",
        "CredentialStatus",
        "OpenBadgeCredential",
        "Proof",
        "RefreshService",
        "TermsOfUse",
    ]
)
_MODEL: Final = "OB 3.0 Appendix B"


def problems_of(credential: Mapping[str, Any], *, badge: bool) -> list[ShapeProblem]:
    """What is wrong with the shape of a credential: as a VC, and if `badge` as an Open Badge."""
    problems = ShapeProblems()
    check_credential(credential, problems)
    types = types_of(credential)
    if badge:
        if "EndorsementCredential" in types:
            _check_class("EndorsementCredential", credential, "$", problems)
        elif is_badge(credential):
            _check_class("OpenBadgeCredential", credential, "$", problems)
            _check_badge(credential, problems)
        elif "BitstringStatusListCredential" not in types:
            problems.grave(
                "$.type",
                f"the credential is none of Open Badges' own: its type is {types}",
                "OB 3.0 §B.1.1",
            )
    return problems.listed


def problems_of_proofs(credential: Mapping[str, Any]) -> list[ShapeProblem]:
    """What is wrong with the proofs of a credential, for callers that know the rest to be right."""
    problems = ShapeProblems()
    if credential.get("proof") is not None:
        rule = _shape("OpenBadgeCredential").rules["proof"]
        _check_member(rule, "proof", credential["proof"], "$", problems, "OpenBadgeCredential")
    return problems.listed


@dataclass(frozen=True, slots=True)
class _Rule:
    """What one member has to look like; `picky` if that is more than its kind says."""

    kind: str
    many: bool
    one_of: frozenset[str] | None
    picky: bool


@dataclass(frozen=True, slots=True)
class _Shape:
    """The rules for the members of one class, and which of them it needs."""

    rules: dict[str, _Rule]
    needed: tuple[str, ...]


@cache
def _shape(name: str) -> _Shape:
    # Twenty-three dataclasses take a while to make; whoever only signs does not wait for them.
    from openbadges3 import classes

    rules: dict[str, _Rule] = {}
    needed: list[str] = []
    for each in fields(classes.CLASSES[name]):
        if not each.metadata["kind"]:
            continue
        member = classes.json_name(each.name)
        data = each.metadata
        picky = data["many"] or data["one_of"] is not None
        rules[member] = _Rule(data["kind"], data["many"], data["one_of"], picky)
        if data["required"]:
            needed.append(member)
    return _Shape(rules, tuple(needed))


def _check_class(name: str, thing: Mapping[str, Any], path: str, problems: ShapeProblems) -> None:
    """One object against the table of its class, and what lies below it."""
    shape = _shape(name)
    rules = shape.rules
    for member in shape.needed:
        if member not in thing:
            problems.grave(f"{path}.{member}", f"{_article(name)} needs {member}", _MODEL)
    for member, value in thing.items():
        if value is None:
            problems.minor(
                f"{path}.{member}",
                "a member that says nothing is left out, not null",
                "OB 3.0 §8.1",
            )
            continue
        rule = rules.get(member)
        if rule is None:
            continue
        # Most of every badge is plain text and addresses, with nothing else to check about them.
        if type(value) is str and not rule.picky:
            kind = rule.kind
            if kind == "text" or (kind == "iri" and is_absolute_iri(value)):
                continue
        _check_member(rule, member, value, path, problems, name)


def _check_member(
    rule: _Rule, member: str, value: Any, path: str, problems: ShapeProblems, owner: str
) -> None:
    if rule.kind == "types":
        _check_type(owner, value, f"{path}.type", problems)
    elif rule.kind == "context":
        return
    elif rule.many or (
        is_list(value) and owner in {"OpenBadgeCredential", "EndorsementCredential"}
    ):
        if not is_list(value):
            if member != "proof":
                problems.minor(f"{path}.{member}", f"{member} should be a list", "OB 3.0 §8.1")
            value = [value]
        elif not value:
            problems.minor(f"{path}.{member}", "an empty list should be left out", "OB 3.0 §8.1")
        for place, each in enumerate(value):
            _check_value(rule, each, f"{path}.{member}[{place}]", problems)
    else:
        _check_value(rule, value, f"{path}.{member}", problems)


def _check_value(rule: _Rule, value: Any, path: str, problems: ShapeProblems) -> None:
    kind = rule.kind
    if kind in {"text", "iri"}:
        if not isinstance(value, str):
            problems.grave(path, "this should be text", _MODEL)
        elif kind == "iri" and not is_address(value):
            problems.minor(path, f"{value[:80]!r} is not an address", _MODEL)
        elif rule.one_of is not None and value not in rule.one_of and not value.startswith("ext:"):
            problems.minor(
                path,
                f"{value[:80]!r} is not one of the standard's words; others begin ext:",
                _MODEL,
            )
    elif kind == "time":
        try:
            read_time(value)
        except Unreadable as wrong:
            problems.grave(path, wrong.message, "VCDM 2.0 §4.9")
    elif kind == "boolean":
        if not isinstance(value, bool):
            problems.grave(path, "this should be true or false", _MODEL)
    elif kind == "number":
        if isinstance(value, bool) or not isinstance(value, int | float):
            problems.grave(path, "this should be a number", _MODEL)
    elif kind == "date":
        if not isinstance(value, str) or not _DATE.fullmatch(value):
            problems.grave(path, "a day is written like 2026-11-22", _MODEL)
    elif kind == "jws":
        if not isinstance(value, str) or not _JWS.fullmatch(value):
            problems.grave(path, "this should be a compact JWS", _MODEL)
    else:
        _check_object(kind, value, path, problems)


def _check_object(name: str, value: Any, path: str, problems: ShapeProblems) -> None:
    if is_object(value):
        _check_class(name, value, path, problems)
    elif isinstance(value, str) and name in {"Profile", "Image"}:
        if name == "Image":
            problems.minor(path, "an image should be an object with id and type", "OB 3.0 §B.1.13")
        elif path != "$.issuer" and not path.endswith("].issuer"):
            problems.minor(path, "a profile should be an object with id and type", "OB 3.0 §B.1.18")
        if not is_address(value):
            problems.grave(path, "this is not an address", _MODEL)
    else:
        problems.grave(path, f"this should be {_article(name)}, an object", _MODEL)


def _check_type(name: str, value: Any, path: str, problems: ShapeProblems) -> None:
    listed: list[Any] = value if is_list(value) else [value]
    if len(listed) == 1 and listed[0] == name:
        return
    if not listed or not all(isinstance(each, str) and each for each in listed):
        problems.grave(path, "a type should be text", _MODEL)
    elif name not in listed and name not in _FREE_TYPES:
        problems.grave(
            path, f"the type of {_article(name)} includes {name}, not only {listed}", _MODEL
        )


def _check_badge(credential: Mapping[str, Any], problems: ShapeProblems) -> None:
    """What Open Badges asks beyond the tables."""
    contexts = credential.get("@context")
    listed = contexts if is_list(contexts) else [contexts]
    second = listed[1] if len(listed) > 1 else None
    if not isinstance(second, str) or not _OB3.fullmatch(second):
        problems.minor(
            "$.@context", "the second context is not that of Open Badges 3.0", "OB 3.0 §B.1.1"
        )
    elif second != _OB3_NOW:
        problems.minor(
            "$.@context", "the context of Open Badges is of an earlier edition", "OB 3.0 §B.1.1"
        )
    if listed[:1] == [VC2] and "validFrom" not in credential:
        problems.grave(
            "$.validFrom", "the badge does not say when it is valid from", "OB 3.0 §B.1.1"
        )
    if listed[:1] == [VC1] and "name" not in credential:
        problems.minor("$.name", "a badge of VCDM 1.1 has a name", "OB 3.0 §B.8.1")
    subject = credential.get("credentialSubject")
    if not is_object(subject):
        problems.grave("$.credentialSubject", "a badge is about one subject", "OB 3.0 §B.1.1")
        return
    if not subject.get("id") and not subject.get("identifier"):
        problems.minor(
            "$.credentialSubject",
            "the badge does not say whose it is (id or identifier)",
            "OB 3.0 §B.1.3",
        )
    achievement = subject.get("achievement")
    if is_object(achievement):
        criteria = achievement.get("criteria")
        if is_object(criteria) and not ("id" in criteria or "narrative" in criteria):
            problems.minor(
                "$.credentialSubject.achievement.criteria",
                "the criteria say nothing",
                "OB 3.0 §B.1.7",
            )
        _check_results(subject, achievement, problems)


def _check_results(
    subject: Mapping[str, Any], achievement: Mapping[str, Any], problems: ShapeProblems
) -> None:
    """Results speak of levels and descriptions that the same achievement holds (OB 3.0 §B.1.21)."""
    described = {
        each["id"]: each
        for each in objects_in(achievement.get("resultDescription"))
        if isinstance(each.get("id"), str)
    }
    for place, result in enumerate(objects_in(subject.get("result"))):
        path = f"$.credentialSubject.result[{place}]"
        name = result.get("resultDescription")
        description = described.get(name) if isinstance(name, str) else None
        if name is not None and description is None:
            problems.minor(
                f"{path}.resultDescription", "the achievement has no such result", "OB 3.0 §B.1.21"
            )
        if description is not None:
            if description.get("resultType") == "Status" and "status" not in result:
                problems.minor(
                    f"{path}.status", "a result of type Status has a status", "OB 3.0 §B.1.21"
                )
            levels = [
                each.get("id") for each in objects_in(description.get("rubricCriterionLevel"))
            ]
            if "achievedLevel" in result and result["achievedLevel"] not in levels:
                problems.minor(
                    f"{path}.achievedLevel", "the result has no such level", "OB 3.0 §B.1.21"
                )


def _article(name: str) -> str:
    return f"{'an' if name[0] in 'AEIO' else 'a'} {name}"
