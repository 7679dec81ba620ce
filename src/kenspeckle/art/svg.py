"""Writing SVG that stands alone: presentation attributes only, no styles, scripts or links."""

from collections.abc import Sequence
from html import escape

SIZE = 640


def element(name: str, content: str = "", **attributes: str | float) -> str:
    """One element; `_` in attribute names stands for `-`, and a final `_` is dropped."""
    written = "".join(
        f' {key.removesuffix("_").replace("_", "-")}="{escape(_text(value))}"'
        for key, value in attributes.items()
    )
    return f"<{name}{written}>{content}</{name}>" if content else f"<{name}{written}/>"


def _text(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:g}"


def document(*, name: str, description: str, body: Sequence[str], key: str) -> str:
    """A square drawing around (0, 0), with its name and description for assistive technology.

    `key` makes ids that stay apart when several drawings stand in one page.
    """
    half = SIZE / 2
    return element(
        "svg",
        element("title", escape(name, quote=False), id=f"{key}-title")
        + element("desc", escape(description, quote=False), id=f"{key}-desc")
        + "".join(body),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"{-half:g} {-half:g} {SIZE} {SIZE}",
        width=SIZE,
        height=SIZE,
        role="img",
        aria_labelledby=f"{key}-title {key}-desc",
    )


def gradient(key: str, stops: Sequence[tuple[float, str]], **attributes: str | float) -> str:
    """A radial gradient in user units."""
    content = "".join(element("stop", offset=at, stop_color=colour) for at, colour in stops)
    return element("radialGradient", content, id=key, gradientUnits="userSpaceOnUse", **attributes)
