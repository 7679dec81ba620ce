"""Making pasted text safe to keep, and saying what was taken out."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

# Surrogates cannot be stored as UTF-8; PostgreSQL refuses NUL; XML, and so every ODT, DOCX
# and SVG, refuses the other control characters and the two last code points of each plane.
_LINE_END = re.compile("\r\n|[\r\x85\u2028\u2029]")
_PAGE_BREAK = re.compile("[\f\v]+")
_NUL = re.compile("\x00")
_CONTROL = re.compile("[\x01-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_PLANE_ENDS = "".join(chr(p + 0xFFFE) + chr(p + 0xFFFF) for p in range(0, 0x110000, 0x10000))
_NOT_A_CHARACTER = re.compile(f"[\ufdd0-\ufdef{_PLANE_ENDS}]")
_MARK = re.compile("\ufeff")
# Overrides, embeddings and isolates can make a text read otherwise than it is written (a name, a
# file's ending). The plain marks (U+200E, U+200F) and joiners stay: scripts and emoji need them.
_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")


class Removed(StrEnum):
    """What cleaning takes out of a text. The value is how a page names it in English."""

    NUL = "null characters"
    PAGE_BREAK = "page breaks"
    CONTROL = "control characters"
    BYTE_ORDER_MARK = "byte order marks"
    NOT_A_CHARACTER = "codes that are not characters"
    DIRECTION = "marks that turn the direction of text"


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text that is safe to keep, and the kinds of things that were removed from it."""

    text: str
    removed: frozenset[Removed]


def clean(text: str) -> Cleaned:
    """Bring a text to NFC with LF line ends and without characters that cannot be kept.

    Lines stay lines: line ends of every kind become LF, and a page break (a form feed or
    vertical tab, as in text pasted from a PDF) leaves a line end where words would
    otherwise run together. Tabs stay. Cleaning a cleaned text changes nothing.
    """
    removed: set[Removed] = set()

    def drop(pattern: re.Pattern[str], name: Removed, value: str) -> str:
        without, count = pattern.subn("", value)
        if count:
            removed.add(name)
        return without

    text = _LINE_END.sub("\n", text)
    text = drop(_NUL, Removed.NUL, text)
    text = drop(_CONTROL, Removed.CONTROL, text)
    text = drop(_SURROGATE, Removed.NOT_A_CHARACTER, text)
    text = drop(_NOT_A_CHARACTER, Removed.NOT_A_CHARACTER, text)
    text = drop(_MARK, Removed.BYTE_ORDER_MARK, text)
    text = drop(_DIRECTION, Removed.DIRECTION, text)
    if "\f" in text or "\v" in text:
        removed.add(Removed.PAGE_BREAK)
        text = _without_page_breaks(text)
    return Cleaned(unicodedata.normalize("NFC", text), frozenset(removed))


def _without_page_breaks(text: str) -> str:
    pieces = [piece for piece in _PAGE_BREAK.split(text) if piece]
    joined: list[str] = pieces[:1]
    for piece in pieces[1:]:
        if not (joined[-1][-1].isspace() or piece[0].isspace()):
            joined.append("\n")
        joined.append(piece)
    return "".join(joined)
