"""What documents of one form have in common, and where the values are that differ.

What is compared is all of a document but its free values: texts, times and ids that may be any
other without a change of meaning of what surrounds them.
"""

from __future__ import annotations

import copy
import marshal
import re
from typing import TYPE_CHECKING, Any, Final, TypeGuard, cast

from openbadges3.canonical.filling import picker
from openbadges3.canonical.terms import NOT_IN_IRI, quoted
from openbadges3.errors import Unreadable
from openbadges3.json_values import is_list, is_object
from openbadges3.reading import read_time

if TYPE_CHECKING:
    from collections.abc import Mapping

# Members whose value may be any text.
_TEXTS: Final = frozenset(
    [
        "name",
        "description",
        "narrative",
        "identityHash",
        "salt",
        "digestMultibase",
        "value",
        "licenseNumber",
        "targetName",
        "targetDescription",
        "targetFramework",
        "targetCode",
    ]
)
# Members whose value may be any whole number, written as text.
_NUMBERS: Final = frozenset(["statusListIndex"])
# Members whose value may be any texts, as many as there are.
_LISTS: Final = frozenset(["tag"])
# Members whose value may be any time; not where there is an end, which has to follow a beginning.
_TIMES: Final = frozenset(["validFrom", "issuanceDate", "awardedDate", "created"])
_ENDS: Final = frozenset(["validUntil", "expirationDate", "expires"])
# Members whose value may be any address that begins alike. No prefix of a context changes what has
# `//` (JSON-LD 1.1 §5.2.2); that none changes the others is seen when a template is made.
_ADDRESSES: Final = frozenset(["id", "url", "targetUrl", "verificationMethod"])
_SCHEMES: Final = ("https://", "http://", "urn:uuid:", "did:")
# Left as they are, since what is right about them depends on others of their kind: related resources
# may be named once only, and results name their descriptions and the levels of these.
_WHOLE: Final = frozenset(["@context", "relatedResource", "resultDescription"])

BADGE: Final = frozenset(["issuer", "achievement"])
"""What awards of one badge have in common whole."""

# Letters that no address may hold here, be it written as an address or as a text.
_ODD: Final = NOT_IN_IRI + b"\x7f"

MARK: Final = re.compile(rf"(?:{'|'.join(_SCHEMES)})?openbadges3-mark:(\d+):")
"""What stands for a value in a marked document; its group is the number of the value."""

MARKED: Final = b"openbadges3-mark:"
"""What no document may hold that is to be marked."""


class Form:
    """What a document has to look like.

    `count` is how many values it leaves free; `marks` are what stands for those that are addresses.
    """

    __slots__ = ("_object", "_pick", "_schemes", "_texts", "count", "marks")

    def __init__(self, shape: _Object, schemes: list[str]) -> None:
        """`schemes` has an entry for each value: how an address begins, "" for texts and times."""
        self._object = shape
        self.count = len(schemes)
        self._schemes = [(number, each.encode()) for number, each in enumerate(schemes) if each]
        self.marks = {number: _mark(number, each) for number, each in enumerate(schemes) if each}
        self._pick = picker([number for number, _ in self._schemes])
        self._texts = [number for number, each in enumerate(schemes) if not each]

    def values(self, document: Mapping[str, Any]) -> list[bytes] | None:
        """The values of `document`, written as N-Quads writes them; `None` if it does not fit."""
        values_read: list[str] = []
        try:
            if not self._object.fits(document, values_read):
                return None
        except KeyError:
            return None
        texts = "".join(values_read)
        if len(quoted(texts)) != len(texts) + 2:
            # Something has to be escaped, which is rare: only now each text is looked at.
            for number in self._texts:
                values_read[number] = quoted(values_read[number])[1:-1]
            if any("\0" in each for each in values_read):
                return None
        try:
            # One call encodes them all; NUL, which none of them holds now, keeps them apart.
            values = "\0".join(values_read).encode().split(b"\0") if values_read else []
        except UnicodeEncodeError:
            return None
        for number, scheme in self._schemes:
            if not values[number].startswith(scheme):
                return None
        # No letter is odd in one address if none is in all of them together.
        addresses = b"".join(self._pick(values))
        return values if len(addresses.translate(None, _ODD)) == len(addresses) else None


def form_of(document: Mapping[str, Any], whole: frozenset[str]) -> tuple[Form, dict[str, Any]]:
    """The form of `document`, and the document with a mark (`MARK`) for each value left free.

    Members named in `whole` are left as they are.
    """
    schemes: list[str] = []
    shape, marked = _marked(dict(document), schemes, _WHOLE | whole)
    return Form(shape, schemes), marked


class _Object:
    """What one object has to look like, member by member.

    `size` is how many members it has. `same` and `constants` are compared with `==` and `is`;
    `exact` with what `marshal` writes, for which 1, 1.0 and True differ. `texts`, `times`, `numbers`
    and `many_texts` (with how many each has) name the members whose values are free; `objects` and
    `lists` say what is below.
    """

    __slots__ = (
        "constants",
        "exact",
        "lists",
        "many_texts",
        "numbers",
        "objects",
        "same",
        "size",
        "texts",
        "times",
    )

    def __init__(self, size: int) -> None:
        self.size = size
        self.same: list[tuple[str, Any]] = []
        self.constants: list[tuple[str, object]] = []
        self.exact: list[tuple[str, bytes]] = []
        self.texts: list[str] = []
        self.times: list[str] = []
        self.numbers: list[str] = []
        self.many_texts: list[tuple[str, int]] = []
        self.objects: list[tuple[str, _Object]] = []
        self.lists: list[tuple[str, list[_Object]]] = []

    def fits(self, given: Any, texts_read: list[str]) -> bool:
        """Whether `given` looks like this; its values are added to `found`.

        `KeyError` for a member that is not there.
        """
        if type(given) is not dict or len(cast("dict[str, Any]", given)) != self.size:
            return False
        value = cast("dict[str, Any]", given)
        for name, known in self.same:
            # Texts and what holds texts only, which are equal to nothing else.
            if value[name] != known:
                return False
        for name, known in self.constants:
            if value[name] is not known:
                return False
        for name, content in self.exact:
            if not _is_exactly(value[name], content):
                return False
        for name in self.texts:
            text = value[name]
            if type(text) is not str:
                return False
            texts_read.append(text)
        for name in self.times:
            if not _is_time(value[name]):
                return False
            texts_read.append(value[name])
        for name in self.numbers:
            if not _is_number(value[name]):
                return False
            texts_read.append(value[name])
        for name, count in self.many_texts:
            texts = value[name]
            if not _are_texts(texts) or len(texts) != count:
                return False
            texts_read += texts
        for name, inner in self.objects:
            if not inner.fits(value[name], texts_read):
                return False
        for name, shapes in self.lists:
            listed = value[name]
            if not is_list(listed) or len(listed) != len(shapes):
                return False
            for shape, each in zip(shapes, listed, strict=True):
                if not shape.fits(each, texts_read):
                    return False
        return True


def _mark(number: int, scheme: str = "") -> str:
    return f"{scheme}openbadges3-mark:{number}:"


def _is_time(value: object) -> bool:
    try:
        read_time(value)
    except Unreadable:
        return False
    return type(value) is str


def _is_number(value: object) -> bool:
    return type(value) is str and value.isascii() and value.isdigit()


def _are_texts(value: Any) -> TypeGuard[list[str]]:
    return is_list(value) and all(type(each) is str for each in value)


def _is_exactly(value: Any, content: bytes) -> bool:
    try:
        return marshal.dumps(value, 2) == content
    except ValueError:
        return False


def _marked(
    value: dict[str, Any], schemes: list[str], whole: frozenset[str]
) -> tuple[_Object, dict[str, Any]]:
    """What an object has to look like, and the object with marks for its values.

    Values are numbered in the order in which `_Object.fits` meets them.
    """
    shape = _Object(len(value))
    made = dict(value)
    times = _TIMES if _ENDS.isdisjoint(value) else frozenset[str]()
    objects: list[str] = []
    lists: list[str] = []
    for name, each in value.items():
        if name in whole:
            _ask_for(shape, name, each)
        elif type(each) is str and (
            name in _TEXTS or (name in _ADDRESSES and each.startswith(_SCHEMES))
        ):
            shape.texts.append(name)
        elif type(each) is str and name in times:
            shape.times.append(name)
        elif name in _NUMBERS and _is_number(each):
            shape.numbers.append(name)
        elif name in _LISTS and _are_texts(each):
            shape.many_texts.append((name, len(each)))
        elif is_object(each):
            objects.append(name)
        elif is_list(each) and each and all(is_object(one) for one in each):
            lists.append(name)
        else:
            _ask_for(shape, name, each)
    for name in shape.texts + shape.times + shape.numbers:
        scheme = ""
        if name in _ADDRESSES:
            scheme = next(each for each in _SCHEMES if value[name].startswith(each))
        made[name] = _mark(len(schemes), scheme)
        schemes.append(scheme)
    for name, count in shape.many_texts:
        made[name] = [_mark(len(schemes) + place) for place in range(count)]
        schemes += [""] * count
    for name in objects:
        below, made[name] = _marked(value[name], schemes, whole)
        shape.objects.append((name, below))
    for name in lists:
        both = [_marked(each, schemes, whole) for each in value[name]]
        shape.lists.append((name, [below for below, _ in both]))
        made[name] = [each for _, each in both]
    return shape, made


def _ask_for(shape: _Object, name: str, value: Any) -> None:
    """Ask for exactly `value`."""
    if value is None or type(value) is bool:
        shape.constants.append((name, value))
    elif _holds_texts_only(value):
        shape.same.append((name, copy.deepcopy(value)))
    else:
        shape.exact.append((name, marshal.dumps(value, 2)))


def _holds_texts_only(value: Any) -> bool:
    if is_object(value):
        return all(_holds_texts_only(each) for each in value.values())
    if is_list(value):
        return all(_holds_texts_only(each) for each in value)
    return type(value) is str
