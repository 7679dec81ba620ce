"""Where a text seems to identify somebody: patterns with checksums, never names alone.

Pure and bounded: each pattern reads a text once. It finds what has a form (a number, an address, a title
before a name); a name without a title it does not find, and a page has to say so.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

# A page that names fifty of them helps nobody; what is beyond is found once these are mended.
MOST = 20


class Sign(StrEnum):
    """What a stretch of text looks like."""

    EMAIL = "email"
    PHONE = "phone"
    POSTCODE = "postcode"
    INSURANCE = "insurance"
    HEALTH = "health"
    BIRTH = "birth"
    REGISTRATION = "registration"
    ADDRESS = "address"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Hint:
    """A stretch of a text from `start` to `end`, and what it looks like."""

    sign: Sign
    start: int
    end: int
    text: str


def hints(text: str, *, registrations: Iterable[str] = ()) -> list[Hint]:
    """Return what in `text` seems to identify somebody, in reading order, at most `MOST`.

    `registrations` are regular expressions of whole numbers that a programme's people have (seven
    digits, say). No two hints overlap: the more particular one stands.
    """
    taken: list[Hint] = []
    for hint in _all(text, registrations):
        if all(hint.end <= other.start or other.end <= hint.start for other in taken):
            taken.append(hint)
    return sorted(taken, key=lambda hint: hint.start)[:MOST]


def _all(text: str, registrations: Iterable[str]) -> Iterator[Hint]:
    for sign, pattern, holds in _PATTERNS:
        for match in pattern.finditer(text):
            if holds(match):
                yield Hint(sign, match.start(), match.end(), match[0])
    for number in _numbers(text):
        if any(re.fullmatch(known, number[0]) for known in registrations):
            yield Hint(Sign.REGISTRATION, number.start(), number.end(), number[0])
    for match in _NUMBERED.finditer(text):
        yield Hint(Sign.REGISTRATION, match.start("number"), match.end("number"), match["number"])


def _numbers(text: str) -> Iterator[re.Match[str]]:
    """Yield each run of letters and digits that could be somebody's number: five digits or more."""
    for match in _RUN.finditer(text):
        if sum(character.isdigit() for character in match[0]) >= 5:
            yield match


_RUN = re.compile(r"(?<![\w@.])[A-Za-z]{0,3}-?\d[\w-]{3,14}(?!\w)")
_NUMBERED = re.compile(
    r"\b(?:registration|registered|membership|case|file|staff|employee|reference|ref)"
    r"(?: (?:number|no|id))?\.?(?: is| was|:)? {0,2}(?P<number>[A-Za-z]{0,3}[-/]?\d[\d/-]{3,12})(?!\w)",
    re.IGNORECASE,
)

# Two digits (or one), a month, a year of four digits; a birthday also without its year.
_MONTHS = "|".join(
    f"{name[:3]}(?:{name[3:]})?"
    for name in (
        "January", "February", "March", "April", "May", "June", "July",
        "August", "September", "October", "November", "December",
    )
)  # fmt: skip
_DAY_MONTH = rf"\d{{1,2}}(?:st|nd|rd|th)?(?: of)? (?:{_MONTHS})"
_FULL_DATE = (
    rf"(?:\d{{1,2}}[/.-]\d{{1,2}}[/.-](?:\d{{4}}|\d{{2}})|\d{{4}}-\d{{2}}-\d{{2}}"
    rf"|{_DAY_MONTH},? \d{{4}}|(?:{_MONTHS}) \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}})"
)
_BORN = re.compile(
    rf"\b(?:born|birth|birthday|d\.?o\.?b\.?)\b[^\n\d]{{0,20}}(?:{_FULL_DATE}|{_DAY_MONTH})(?!\d)",
    re.IGNORECASE,
)
_LONG_AGO = re.compile(rf"(?<![\d/.-]){_FULL_DATE}(?![\d/])", re.IGNORECASE)
# A whole date of so long ago is hardly when something was learned.
_LATEST_BIRTH = 2008

_AREAS = frozenset(
    """AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN
    EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML
    N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF
    TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE""".split()  # noqa: SIM905 (124 quoted names read worse)
)
_STREETS = (
    "Street|St|Road|Rd|Avenue|Ave|Lane|Drive|Crescent|Place|Terrace|Gardens|Court|Close|Square|Way"
    "|Wynd|Brae|Row|Grove|Loan|Quay|View|Park|Hill|Path|Walk|Mews"
)


def _always(_: re.Match[str]) -> bool:
    return True


def _is_phone(match: re.Match[str]) -> bool:
    digits = re.sub(r"\D", "", match[0])
    if match[0].lstrip("(").startswith("+"):
        return 9 <= len(digits) <= 15
    return 10 <= len(digits) <= 11 and digits[1] != "0"


def _is_postcode(match: re.Match[str]) -> bool:
    return (match["area"] or match["small"]).upper() in _AREAS


def _is_insurance(match: re.Match[str]) -> bool:
    return match[0][:2].upper() not in ("BG", "GB", "KN", "NK", "NT", "TN", "ZZ")


def _is_health(match: re.Match[str]) -> bool:
    """Whether ten digits end in the check digit (modulus 11) of NHS and CHI numbers."""
    digits = [int(character) for character in re.sub(r"\D", "", match[0])]
    check = 11 - sum(digit * (10 - place) for place, digit in enumerate(digits[:9])) % 11
    return check != 10 and check % 11 == digits[9]


def _is_long_ago(match: re.Match[str]) -> bool:
    year = re.search(r"\d{4}", match[0])
    return year is not None and 1900 <= int(year[0]) <= _LATEST_BIRTH


def _is_house(match: re.Match[str]) -> bool:
    return match["name"].split()[0] not in ("The", "This", "In", "On", "At", "Of")


# In the order in which one stands over another that overlaps it.
_PATTERNS: tuple[tuple[Sign, re.Pattern[str], Callable[[re.Match[str]], bool]], ...] = (
    (
        Sign.EMAIL,
        re.compile(r"[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}"),
        _always,
    ),
    (
        Sign.INSURANCE,
        re.compile(
            r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b", re.IGNORECASE
        ),
        _is_insurance,
    ),
    (
        Sign.HEALTH,
        re.compile(r"(?<![\d+])(?:\d{10}|\d{3}[ -]\d{3}[ -]\d{4}|\d{6}[ -]\d{4})(?!\d)"),
        _is_health,
    ),
    (
        Sign.PHONE,
        re.compile(
            r"(?<![\w/.-])(?:\(?\+\d{1,3}\)?|\(?0)[ -]?(?:[()\d][ ()-]{0,2}){7,13}(?<=\d)(?!\w)"
        ),
        _is_phone,
    ),
    (
        Sign.POSTCODE,
        re.compile(
            r"\b(?P<area>[A-Z]{1,2})\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}\b"
            r"|\b(?P<small>[a-z]{1,2})\d[a-z\d]? \d[abd-hjlnp-uw-z]{2}\b"
        ),
        _is_postcode,
    ),
    (Sign.BIRTH, _BORN, _always),
    (Sign.BIRTH, _LONG_AGO, _is_long_ago),
    (
        Sign.ADDRESS,
        re.compile(
            rf"\b(?:Flat \d{{1,3}}[A-Za-z]?,? )?\d{{1,4}}[A-Za-z]? (?P<name>[A-Z][\w'’-]{{1,30}}"
            rf"(?: [A-Z][\w'’-]{{1,30}}){{0,2}}) (?:{_STREETS})\b"
        ),
        _is_house,
    ),
    (
        Sign.NAME,
        re.compile(
            r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr)\.? (?:[A-Z]\.? )?[A-Z][a-z'’][\w'’-]{1,30}(?: [A-Z][a-z]\w{1,30})?"
        ),
        _always,
    ),
)
