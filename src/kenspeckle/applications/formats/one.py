"""Format 1. The document holds

    format, receipt, application, number, applicant, submitted_at,
    badge {slug, version, digest}, terms {issuer, version, digest},
    choices {choice: [option, ...]}, parts [{name, digest}, ...]

and the parts are, in this order,

    answer-<position>   {position, title, kind, given}: `given` is what the kind of answer froze
    ai                  {used, tool, how, chat_link}, or null where nothing was declared
    claims              [{code, name, each, values [{field, label, value, shown}, ...]}, ...]
    employments         [{employer, organisation, job_role, since, until}, ...]
"""

from collections.abc import Mapping, Sequence
from typing import Any

from kenspeckle.applications.frozen import Frozen, FrozenAnswer, Tombstone

NUMBER = 1
_ANSWER = "answer-"


def contents(
    answers: Sequence[FrozenAnswer],
    *,
    ai: Mapping[str, Any] | None,
    claims: Sequence[Mapping[str, Any]],
    employments: Sequence[Mapping[str, Any]],
) -> list[tuple[str, Any]]:
    """Return name and content of every part, in order."""
    return [
        *(
            (
                f"{_ANSWER}{answer.position}",
                {
                    "position": answer.position,
                    "title": answer.title,
                    "kind": answer.kind,
                    "given": answer.content,
                },
            )
            for answer in answers
        ),
        ("ai", ai),
        ("claims", list(claims)),
        ("employments", list(employments)),
    ]


def read(
    document: Mapping[str, Any], parts: Mapping[str, Any], erased: Mapping[str, Tombstone]
) -> Frozen:
    """Return what a submission in this format says."""
    names = [part["name"] for part in document["parts"]]
    return Frozen(
        answers=tuple(_answer(name, parts, erased) for name in names if name.startswith(_ANSWER)),
        choices={choice: tuple(options) for choice, options in document["choices"].items()},
        ai=parts.get("ai"),
        claims=tuple(parts.get("claims") or ()),
        employments=tuple(parts.get("employments") or ()),
        erased=erased,
    )


def _answer(name: str, parts: Mapping[str, Any], erased: Mapping[str, Tombstone]) -> FrozenAnswer:
    if name in erased:
        return FrozenAnswer(int(name.removeprefix(_ANSWER)), "", erased=erased[name])
    part = parts[name]
    return FrozenAnswer(part["position"], part["title"], part["kind"], part["given"])
