"""Copied text that still names the element of a sibling badge."""

import re

from ..model import Badge, Problem, Programme
from .names import Problems


def siblings(programme: Programme) -> Problems:
    """A badge of a series does not name the element of another badge of that series."""
    for badge in programme.badges:
        if badge.series is None:
            continue
        own = _names(programme, badge)
        others = {
            name
            for sibling in programme.badges
            if sibling.series == badge.series and sibling.slug != badge.slug
            for name in _names(programme, sibling)
        }
        text = "\n".join(line for _, line in badge.lines)
        for name in own:
            # Our own element's name may hold a sibling's, so it is blanked out first.
            text = _naming(name).sub(lambda match: re.sub(r"\S", " ", match[0]), text)
        for name in sorted(others - own):
            for match in _naming(name).finditer(text):
                place, _ = badge.lines[text.count("\n", 0, match.start())]
                yield Problem(place, f"{badge.slug} names its sibling's element: {name}")


def _names(programme: Programme, badge: Badge) -> set[str]:
    elements = (programme.element(*one) for one in _paths(badge))
    return {element.name for element in elements if element is not None}


def _paths(badge: Badge) -> list[tuple[str, str, str]]:
    return [(one.framework, one.version, one.code) for one in badge.elements]


def _naming(name: str) -> re.Pattern[str]:
    # One word on its own ("Protection") is ordinary English unless it is written as a name.
    words = [re.escape(word) for word in name.split()]
    flags = re.IGNORECASE if len(words) > 1 else re.NOFLAG
    return re.compile(r"\b" + r"\s+".join(words) + r"\b", flags)
