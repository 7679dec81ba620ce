"""Write `reference.md` from the docstrings and signatures: `python docs/make_reference.py`."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import textwrap
from pathlib import Path

import openbadges3

MODULES = [
    "verify",
    "examine",
    "issue",
    "keys",
    "did",
    "documents",
    "status",
    "baking",
    "credential",
    "model",
    "recipient",
    "hosted2",
    "presentation",
    "canonical",
    "encoding",
    "reading",
    "vc_api.service",
    "vc_api.http",
    "errors",
    "work",
]
# What modules of the library have for each other.
INNER = {
    "examine": ["Wishes", "examination"],
    "presentation": ["read_presentation"],
    "status": ["entry_problems"],
}
MADE_BY_LOADERS = [openbadges3.PublicKey, openbadges3.SigningKey]
WIDTH = 100


class _Text(str):
    """An annotation, shown as it stands in the source."""

    __slots__ = ()

    def __repr__(self) -> str:
        return str(self)


def reference() -> str:
    """The text of the reference."""
    parts = [_beginning()]
    for name in MODULES:
        module = importlib.import_module(f"openbadges3.{name}")
        parts.append(f"## openbadges3.{name}\n\n{_as_text(inspect.getdoc(module) or '')}\n")
        parts.extend(_entry(item, thing) for item, thing in _public(module, name))
    return "\n".join(parts)


def _beginning() -> str:
    names = ", ".join(f"`{name}`" for name in openbadges3.__all__)
    words = (
        f"These come from `openbadges3` itself: {names}. Everything else comes from its own module, "
        "as in `from openbadges3.errors import Revoked`."
    )
    filled = textwrap.fill(words, 120, break_long_words=False, break_on_hyphens=False)
    return (
        "# Reference\n\nMade from docstrings and signatures by `docs/make_reference.py`.\n\n"
        f"{filled}\n"
    )


def _public(module: object, name: str) -> list[tuple[str, object]]:
    full = f"openbadges3.{name}"
    found = [
        (item, thing)
        for item, thing in vars(module).items()
        if not item.startswith("_")
        and item not in INNER.get(name, ())
        and (inspect.isclass(thing) or inspect.isfunction(thing))
        and (thing.__module__ == full or item in getattr(module, "__all__", ()))
    ]
    return sorted(found, key=lambda pair: pair[0])


def _entry(name: str, thing: object) -> str:
    text = [f"### `{name}`\n"]
    shape = _shape(name, thing)
    if shape:
        text.append(f"```python\n{shape}\n```\n")
    text.append(f"{inspect.getdoc(thing) or ''}\n")
    if inspect.isclass(thing):
        made = vars(thing).get("__init__")
        if shape and inspect.isfunction(made) and made.__doc__:
            text.append(f"{inspect.getdoc(made)}\n")
        members = [_member(item, member) for item, member in sorted(vars(thing).items())]
        listed = [each for each in members if each]
        text.extend(listed)
        if listed:
            text.append("")
    return "\n".join(text)


def _shape(name: str, thing: object) -> str:
    """How a function is called, what a dataclass holds, how an object of a class is made."""
    if dataclasses.is_dataclass(thing):
        return "\n".join(f"{each.name}: {each.type}" for each in dataclasses.fields(thing))
    if inspect.isfunction(thing):
        return _call(name, thing)
    if not inspect.isclass(thing) or thing in MADE_BY_LOADERS or issubclass(thing, Exception):
        return ""
    made = vars(thing).get("__init__")
    return _call(name, made) if inspect.isfunction(made) and not _is_protocol(thing) else ""


def _is_protocol(thing: type) -> bool:
    return bool(getattr(thing, "_is_protocol", False))


def _member(name: str, member: object) -> str:
    if name.startswith("_"):
        return ""
    if isinstance(member, property):
        return f"- `{name}`: {_line(member.fget)}"
    plain = member.__func__ if isinstance(member, classmethod) else member
    if not inspect.isfunction(plain):
        return ""
    return f"- `{_call(name, plain, width=10**6)}`: {_line(plain)}"


def _call(name: str, function: object, width: int = WIDTH) -> str:
    """The signature of a function under `name`, without what it is bound to."""
    signature = inspect.signature(function)  # type: ignore[arg-type]
    parameters = [
        each.replace(annotation=_Text(each.annotation), default=_default(each.default))
        for each in signature.parameters.values()
        if each.name not in {"self", "cls"}
    ]
    gives = signature.return_annotation
    ending = _Text(gives) if gives != "None" else inspect.Signature.empty
    shown = str(inspect.Signature(parameters, return_annotation=ending))
    if len(name) + len(shown) <= width:
        return f"{name}{shown}"
    inner = "".join(f"\n    {each}," for each in _written(parameters))
    return f"{name}({inner}\n)" + (f" -> {ending}" if isinstance(ending, _Text) else "")


def _default(value: object) -> object:
    return _Text(value.__name__.removeprefix("openssl_")) if inspect.isbuiltin(value) else value


def _written(parameters: list[inspect.Parameter]) -> list[str]:
    """Each parameter as it is written, with the mark before those that are given by name."""
    made: list[str] = []
    for each in parameters:
        if each.kind is inspect.Parameter.KEYWORD_ONLY and "*" not in made:
            made.append("*")
        made.append(str(each))
    return made


def _as_text(doc: str) -> str:
    """A docstring in Markdown; a drawn tree keeps its form."""
    if "├" not in doc:
        return doc
    head, _, tree = doc.partition("\n\n")
    return f"{head}\n\n```text\n{tree}\n```"


def _line(function: object) -> str:
    return " ".join((inspect.getdoc(function) or "").split())


if __name__ == "__main__":
    Path(__file__).with_name("reference.md").write_text(reference(), "utf-8")
