"""Credentials inside images (Open Badges 3.0 §5.3, Open Badges Baking 1.0 for badges of 2.0) and PDFs.

PNG: one `iTXt` chunk, spliced in; the picture's own bytes stay untouched. SVG: an
`openbadges:credential` element (of 2.0: `openbadges:assertion`), spliced in after the root's start
tag. An image carries one credential: baking again replaces the old one. Images are taken apart,
never drawn. In a PDF the credential is an attached file; that is read, not written.
"""

from __future__ import annotations

import re
import struct
import zlib
from html import escape
from itertools import islice
from typing import TYPE_CHECKING, Any, Final
from xml.parsers import expat

from openbadges3.encoding import base64url_decode
from openbadges3.errors import BakingRefused, CarriesNothing, CredentialDamaged, Unreadable
from openbadges3.old_badges import is_old_badge
from openbadges3.proofs.vc_jwt import looks_like_jws
from openbadges3.reading import read_object

if TYPE_CHECKING:
    from collections.abc import Iterator

_PNG: Final = b"\x89PNG\r\n\x1a\n"
_KEYWORD: Final = b"openbadgecredential"
_OLD_KEYWORD: Final = b"openbadges"
_KEYWORDS: Final = (_KEYWORD, _OLD_KEYWORD)
_TEXT_CHUNKS: Final = (b"iTXt", b"zTXt", b"tEXt")
_LARGEST: Final = 32 * 2**20
_LARGEST_TEXT: Final = 4 * 2**20
_MOST_PARTS: Final = 50_000
_SVG: Final = "http://www.w3.org/2000/svg"
_ELEMENT: Final = ("https://purl.imsglobal.org/ob/v3p0", "credential")
_OLD_ELEMENT: Final = ("http://openbadges.org", "assertion")
_TAG: Final = re.compile(rb"(?:[^\"'>]|\"[^\"]*+\"|'[^']*+')*+>")
_BAKED: Final = {f"{space} {name}" for space, name in (_ELEMENT, _OLD_ELEMENT)}
_SECTION: Final = "OB 3.0 §5.3"


def bake_png(png: bytes, credential: str | bytes) -> bytes:
    """`png` with `credential` (JSON, or a compact JWS) inside; `BakingRefused` if it is no sound PNG.

    A badge of Open Badges 2.0 is put where verifiers of 2.0 look for it.
    """
    text, png = _checked(credential), _bytes_of(png)
    keyword = _KEYWORD if _old_badge(text) is None else _OLD_KEYWORD
    body = keyword + b"\0\0\0\0\0" + text.encode()
    chunk = struct.pack(">I", len(body)) + b"iTXt" + body
    chunk += struct.pack(">I", zlib.crc32(b"iTXt" + body))
    whole = memoryview(png)
    parts: list[bytes | memoryview] = []
    kept = 0
    for kind, start, end in _chunks(png):
        if kind == b"IHDR":
            parts += [whole[:end], chunk]
            kept = end
        elif _carries(png, kind, start):
            parts.append(whole[kept:start])
            kept = end
    return b"".join([*parts, whole[kept:]])


def bake_svg(svg: bytes, credential: str | bytes) -> bytes:
    """`svg` with `credential` (JSON, or a compact JWS) inside; `BakingRefused` if it is no sound SVG.

    A badge of Open Badges 2.0 is put where verifiers of 2.0 look for it.
    """
    text, svg = _checked(credential), _bytes_of(svg)
    tags = _read_svg(svg)
    for start, end in reversed(tags.spans):
        svg = svg[:start] + svg[end:]
    head, self_closed = tags.head, svg[: tags.head].endswith(b"/>")
    element = _element(text)
    if self_closed:
        tag = tags.root_name.encode()
        return svg[: head - 2] + b">" + element.encode() + b"</" + tag + b">" + svg[head:]
    return svg[:head] + element.encode() + svg[head:]


def _element(text: str) -> str:
    """What an SVG carries for `text`: a JWS as an attribute, JSON as the content."""
    old = _old_badge(text)
    space, name = _ELEMENT if old is None else _OLD_ELEMENT
    start = f'openbadges:{name} xmlns:openbadges="{space}"'
    if looks_like_jws(text):
        return f'<{start} verify="{text}"></openbadges:{name}>'
    if old is not None:
        start += f' verify="{escape(str(old.get("id", "")))}"'
    inside = text.replace("]]>", "]]]]><![CDATA[>")
    return f"<{start}><![CDATA[{inside}]]></openbadges:{name}>"


def unbake(image: bytes) -> str:
    """The credential in a PNG, an SVG or a PDF: JSON, a compact JWS, or (before 3.0) a URL.

    `BakingRefused` if there is none (`CarriesNothing`), more than one, or the image is not sound
    (`CredentialDamaged` if that is so where the credential is).
    """
    if is_pdf(image):
        # PDFs are rarer than pictures, and their reader is a package of its own.
        from openbadges3.pdf.credential import credential_in

        return credential_in(image)
    if len(image) > _LARGEST:
        raise BakingRefused(f"images larger than {_LARGEST} bytes are not looked at")
    if image.startswith(_PNG):
        # Two are enough to refuse it; each may be large when it is unpacked.
        texts = list(islice(_png_texts(image), 2))
    elif is_svg(image):
        svg = _read_svg(image)
        if svg.mixed:
            # Run together, their texts could be one that nobody wrote.
            raise BakingRefused(
                "the credential in the image holds other elements", section=_SECTION
            )
        texts = svg.texts
    else:
        raise BakingRefused("only PNG and SVG images and PDFs carry credentials", section=_SECTION)
    if not texts:
        raise CarriesNothing("the image carries no credential", section=_SECTION)
    if len(texts) > 1:
        raise BakingRefused("the image carries more than one credential", section=_SECTION)
    text = texts[0].strip()
    if not text:
        raise CredentialDamaged("the credential in the image is empty", section=_SECTION)
    return text


def is_image(data: bytes) -> bool:
    """Whether `data` begins like a PNG or an SVG."""
    return data.startswith(_PNG) or is_svg(data)


def is_pdf(data: bytes) -> bool:
    """Whether `data` begins like a PDF."""
    return data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"%PDF-")


def is_svg(data: bytes) -> bool:
    """Whether `data` begins like an XML document or an svg element."""
    return data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"


def _bytes_of(image: object) -> bytes:
    """The image's bytes, for callers without a type checker, too."""
    if not isinstance(image, bytes | bytearray):
        raise BakingRefused(f"an image is bytes, not {type(image).__name__}")
    return bytes(image)


def _checked(credential: str | bytes) -> str:
    if not isinstance(credential, str | bytes):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise BakingRefused("what is baked is text; json.dumps makes text of a dict")
    try:
        text = credential.decode("utf-8") if isinstance(credential, bytes) else credential
        size = len(text.encode("utf-8"))
    except UnicodeError:
        raise BakingRefused("the credential is not text in UTF-8") from None
    if size > _LARGEST_TEXT:
        raise BakingRefused("the credential is too long for an image")
    if not (looks_like_jws(text) or text.lstrip().startswith("{")):
        raise BakingRefused("what is baked is a credential: a JSON object, or a JWT")
    if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f]", text):
        raise BakingRefused("the credential holds control characters")
    return text


def _old_badge(text: str) -> dict[str, Any] | None:
    """The badge, if it is one of before 3.0: those have a place of their own in images."""
    data = text.encode()
    try:
        if looks_like_jws(text):
            data = base64url_decode(text.split(".")[1])
        # Only a badge that names its context there can be one, and few others name that host.
        document = read_object(data) if b"w3id.org" in data else {}
    except Unreadable:
        return None
    return document if document and is_old_badge(document) else None


def _chunks(png: bytes) -> Iterator[tuple[bytes, int, int]]:
    """`(type, start, end)` of each chunk, IHDR first and IEND last with nothing behind it."""
    if not png.startswith(_PNG):
        raise BakingRefused("that is not a PNG image", section=_SECTION)
    if len(png) > _LARGEST:
        raise BakingRefused(f"images larger than {_LARGEST} bytes are not looked at")
    at, kind, count = len(_PNG), b"", 0
    while at < len(png):
        count += 1
        if count > _MOST_PARTS:
            raise BakingRefused(f"images of more than {_MOST_PARTS} parts are not looked at")
        if kind == b"IEND":
            raise BakingRefused("something follows the end of the PNG image")
        if at + 12 > len(png):
            raise BakingRefused("the PNG image breaks off")
        (length,) = struct.unpack_from(">I", png, at)
        last, kind = kind, png[at + 4 : at + 8]
        end = at + 12 + length
        if end > len(png):
            raise BakingRefused("the PNG image breaks off")
        if (not last) != (kind == b"IHDR") or not kind.isalpha():
            raise BakingRefused("the PNG image is not put together as PNG asks")
        yield kind, at, end
        at = end
    if kind != b"IEND":
        raise BakingRefused("the PNG image breaks off")


def _carries(png: bytes, kind: bytes, start: int) -> bool:
    return kind in _TEXT_CHUNKS and png[start + 8 : start + 88].partition(b"\0")[0] in _KEYWORDS


def _png_texts(png: bytes) -> Iterator[str]:
    for kind, start, end in _chunks(png):
        if not _carries(png, kind, start):
            continue
        (crc,) = struct.unpack_from(">I", png, end - 4)
        if zlib.crc32(png[start + 4 : end - 4]) != crc:
            raise CredentialDamaged("the credential in the image is damaged")
        yield _text_of(kind, png[start + 8 : end - 4])


def _text_of(kind: bytes, body: bytes) -> str:
    """The text of a tEXt, zTXt or iTXt chunk (PNG §11.3.3)."""
    rest = body.partition(b"\0")[2]
    if kind == b"zTXt":
        return _inflate(rest[1:]).decode("latin-1")
    if kind == b"tEXt":
        return rest.decode("latin-1")
    compressed, method = rest[:1], rest[1:2]
    parts = rest[2:].split(b"\0", 2)
    if compressed not in {b"\0", b"\1"} or method != b"\0" or len(parts) != 3:
        raise CredentialDamaged("the credential in the image is damaged")
    data = _inflate(parts[2]) if compressed == b"\1" else parts[2]
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        raise CredentialDamaged(
            "the credential in the image is not UTF-8", section=_SECTION
        ) from None


def _inflate(data: bytes) -> bytes:
    inflater = zlib.decompressobj()
    try:
        text = inflater.decompress(data, _LARGEST_TEXT)
    except zlib.error:
        raise CredentialDamaged("the credential in the image is damaged") from None
    if not inflater.eof:
        raise CredentialDamaged("the credential in the image is too long, or damaged")
    return text


class _Svg:
    """What one pass over an SVG finds: where the root's start tag ends, and what is baked in.

    `mixed` says that something baked in holds elements.
    """

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.head = 0
        self.root_name = ""
        self.spans: list[tuple[int, int]] = []
        self.texts: list[str] = []
        self.mixed = False
        self._depth = 0
        self._count = 0
        self._start: int | None = None
        self._inside_at = 0
        self._verify: str | None = None
        self._parts: list[str] = []
        parser = expat.ParserCreate("UTF-8", namespace_separator=" ")
        parser.StartElementHandler = self._open
        parser.EndElementHandler = self._close
        parser.buffer_text = True
        parser.EntityDeclHandler = self._declaration
        # Attributes that are declared once would be made anew for each of many elements.
        parser.AttlistDeclHandler = self._declaration
        self._parser = parser
        parser.Parse(data, True)

    def _declaration(self, *_: object) -> None:
        raise BakingRefused("SVG images that declare entities or attributes are not accepted")

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        self._depth += 1
        self._count += 1
        if self._count > _MOST_PARTS:
            raise BakingRefused(f"images of more than {_MOST_PARTS} parts are not looked at")
        if self._depth > 200:
            raise BakingRefused("the SVG image is nested too deeply")
        if self._depth == 1:
            if name.rpartition(" ")[2] != "svg" or name.rpartition(" ")[0] not in {_SVG, ""}:
                raise CarriesNothing("that is not an SVG image", section=_SECTION)
            self.head = _end_of_tag(self.data, self._parser.CurrentByteIndex)
            opening = self.data[self._parser.CurrentByteIndex + 1 : self.head]
            self.root_name = re.split(rb"[\s/>]", opening, maxsplit=1)[0].decode()
        elif self._start is not None:
            self.mixed = True
        elif name in _BAKED:
            self._start, self._inside_at = self._parser.CurrentByteIndex, self._depth
            self._verify, self._parts = attributes.get("verify"), []
            self._parser.CharacterDataHandler = self._text

    def _close(self, _name: str) -> None:
        if self._start is not None and self._depth == self._inside_at:
            text = "".join(self._parts).strip()
            self.texts.append(text or self._verify or "")
            end = _end_of_tag(self.data, self._start)
            if not self.data.endswith(b"/>", 0, end):
                end = _end_of_tag(self.data, self._parser.CurrentByteIndex)
            self.spans.append((self._start, end))
            self._start = None
            self._parser.CharacterDataHandler = None
        self._depth -= 1

    def _text(self, text: str) -> None:
        if self._start is not None:
            self._parts.append(text)


def _read_svg(svg: bytes) -> _Svg:
    if len(svg) > _LARGEST:
        raise BakingRefused(f"images larger than {_LARGEST} bytes are not looked at")
    declared = re.match(rb"\s*<\?xml[^>]*encoding\s*=\s*[\"']([A-Za-z0-9._-]+)", svg)
    if b"\0" in svg or (declared and declared[1].lower() not in {b"utf-8", b"utf8", b"us-ascii"}):
        raise BakingRefused("SVG images are read in UTF-8 only")
    try:
        return _Svg(svg)
    except expat.ExpatError as wrong:
        raise BakingRefused(f"the SVG image is not well-formed XML: {wrong}") from None


def _end_of_tag(data: bytes, start: int) -> int:
    """Where the tag that starts at `start` ends, quoted attribute values passed over."""
    matched = _TAG.match(data, start)
    if matched is None:
        raise BakingRefused("the SVG image breaks off")
    return matched.end()
