"""The files that are attached to a PDF as a whole (ISO 32000-2 §7.11.4, §14.13; PDF/A-3).

They hang on the catalog: as associated files (`/AF`), and under their names in a tree
(`/Names /EmbeddedFiles`). Attachments that are marks on a page are not looked for.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from openbadges3.errors import BakingRefused
from openbadges3.json_values import as_list
from openbadges3.pdf.document import Document
from openbadges3.pdf.objects import Reference, Stream, is_dictionary

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_FILES: Final = 64
_MOST_NODES: Final = 256
_HEAD: Final = b"%PDF-"
_LARGEST: Final = 32 * 2**20


@dataclass(frozen=True, slots=True)
class Attached:
    """A file: its name and media type, as the PDF says, and its bytes, or why they cannot be had."""

    name: str
    media_type: str
    content: bytes
    trouble: str = ""


def attached_files(pdf: bytes) -> list[Attached]:
    """The files attached to `pdf`, each once; `BakingRefused` for a PDF that cannot be read."""
    if len(pdf) > _LARGEST:
        raise BakingRefused(f"PDFs larger than {_LARGEST} bytes are not looked at")
    document = Document(pdf[pdf.find(_HEAD) :])
    files: dict[object, Attached] = {}
    for place, specification in enumerate(_specifications(document)):
        name, stream = _stream_of(specification, document)
        if stream is None:
            continue
        key = stream if isinstance(stream, Reference) else place
        if key not in files:
            if len(files) == _MOST_FILES:
                raise BakingRefused(f"more than {_MOST_FILES} files are attached to the PDF")
            files[key] = _unpacked(name, stream, document)
    return list(files.values())


def _specifications(document: Document) -> Iterator[dict[str, Any]]:
    catalog = document.catalog()
    listed = as_list(document.resolved(catalog.get("AF")))
    names = document.resolved(catalog.get("Names"))
    if is_dictionary(names):
        listed = [*listed, *_in_tree(names.get("EmbeddedFiles"), document)]
    for each in listed:
        document.steps.spend()
        specification = document.resolved(each)
        if is_dictionary(specification):
            yield specification


def _in_tree(root: Any, document: Document) -> Iterator[Any]:
    """The values of a tree of names (§7.9.6), each node visited once."""
    left, seen = [root], set[Reference]()
    while left:
        node = left.pop()
        if isinstance(node, Reference):
            if node in seen:
                continue
            seen.add(node)
            if len(seen) > _MOST_NODES:
                raise BakingRefused("the PDF has too many lists of attached files")
        node = document.resolved(node)
        if not is_dictionary(node):
            continue
        pairs, kids = document.resolved(node.get("Names")), document.resolved(node.get("Kids"))
        if isinstance(pairs, list):
            yield from pairs[1::2]
        if isinstance(kids, list):
            left.extend(reversed(kids))


def _stream_of(specification: dict[str, Any], document: Document) -> tuple[str, Any]:
    """The name of an attached file and its stream, or None if it lies elsewhere."""
    named = [document.resolved(specification.get(each)) for each in ("UF", "F")]
    name = next((_text(each) for each in named if isinstance(each, bytes)), "")
    embedded = document.resolved(specification.get("EF"))
    if not is_dictionary(embedded):
        return name, None
    return name, embedded.get("UF") or embedded.get("F")


def _unpacked(name: str, stream: Any, document: Document) -> Attached:
    stream = document.resolved(stream)
    if not isinstance(stream, Stream):
        return Attached(name, "", b"", "the PDF is damaged: an attached file is missing")
    kind = document.resolved(stream.entries.get("Subtype"))
    media_type = kind.lower() if isinstance(kind, str) else ""
    try:
        return Attached(name, media_type, document.content(stream))
    except BakingRefused as wrong:
        return Attached(name, media_type, b"", wrong.message)


def _text(raw: bytes) -> str:
    """A text of PDF (§7.9.2.2): UTF-16, UTF-8, or near enough Latin-1."""
    if raw.startswith(b"\xfe\xff"):
        return raw[2:].decode("utf-16-be", "replace")
    if raw.startswith(b"\xef\xbb\xbf"):
        return raw[3:].decode("utf-8", "replace")
    return raw.decode("latin-1")
