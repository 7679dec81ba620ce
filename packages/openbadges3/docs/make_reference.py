"""Write `reference.md` from the docstrings: `python docs/make_reference.py`."""

from __future__ import annotations

import importlib
import inspect
from pathlib import Path

MODULES = [
    "keys",
    "did",
    "issue",
    "verify",
    "examine",
    "findings",
    "presentation",
    "envelopes",
    "related",
    "credential",
    "model",
    "status",
    "documents",
    "baking",
    "recipient",
    "hosted2",
    "canonical",
    "encoding",
    "reading",
    "vc_api",
    "vc_api_http",
    "errors",
]


def reference() -> str:
    """The text of the reference."""
    parts = ["# Reference\n\nMade from the docstrings by `docs/make_reference.py`.\n"]
    for name in MODULES:
        module = importlib.import_module(f"openbadges3.{name}")
        parts.append(f"## openbadges3.{name}\n\n{inspect.getdoc(module)}\n")
        parts.extend(_entry(item, thing) for item, thing in _public(module))
    return "\n".join(parts)


def _public(module: object) -> list[tuple[str, object]]:
    name = getattr(module, "__name__", "")
    found = [
        (item, thing)
        for item, thing in vars(module).items()
        if not item.startswith("_")
        and (inspect.isclass(thing) or inspect.isfunction(thing))
        and (thing.__module__ == name or item in getattr(module, "__all__", ()))
    ]
    return sorted(found, key=lambda pair: pair[0])


def _entry(name: str, thing: object) -> str:
    text = [f"### `{name}`\n", inspect.getdoc(thing) or "", ""]
    if inspect.isclass(thing):
        for item, member in sorted(vars(thing).items()):
            plain = member.__func__ if isinstance(member, classmethod) else member
            if isinstance(member, property):
                plain = member.fget
            if item.startswith("_") or not inspect.isfunction(plain):
                continue
            text.append(f"- `{item}`: {' '.join((inspect.getdoc(plain) or '').split())}")
        text.append("")
    return "\n".join(text)


if __name__ == "__main__":
    Path(__file__).with_name("reference.md").write_text(reference(), "utf-8")
