"""Markdown written by programme leads, as safe HTML."""

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "typographer": True})
_TAGS = {"p", "ul", "ol", "li", "strong", "em", "a", "h3", "h4", "h5", "h6", "blockquote", "code", "hr", "br"}  # fmt: skip
_SHIFT = 2


def html(markdown: str) -> SafeString:
    """Return `markdown` as HTML whose headings start at level 3; raw HTML in it shows as text."""
    tokens = _MARKDOWN.parse(markdown)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + _SHIFT)}"
    rendered = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    cleaned = nh3.clean(
        rendered,
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow ugc",
    )
    return mark_safe(cleaned)  # noqa: S308 (nh3 has just cleaned it)


def sentences(markdown: str) -> list[str]:
    """Return the text of each paragraph, heading and list item of `markdown`, without its marks."""
    return [
        "".join(
            " " if child.type in ("softbreak", "hardbreak") else child.content
            for child in token.children or ()
        )
        for token in _MARKDOWN.parse(markdown)
        if token.type == "inline"
    ]
