"""Inputs that are no ordinary JSON documents: broken JSON, JWTs, pictures and PDFs, of a given size."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable

from openbadges3.encoding import base64url_encode

FILES: dict[str, Callable[[int], bytes]] = {}


def _file(make: Callable[[int], bytes]) -> Callable[[int], bytes]:
    FILES[make.__name__] = make
    return make


def _filled(start: bytes, part: bytes, end: bytes, size: int) -> bytes:
    return start + part * max((size - len(start) - len(end)) // len(part), 0) + end


def _texts() -> None:
    for name, (start, part, end) in {
        "json_of_objects": (b"[{}", b",{}", b"]"),
        "json_of_numbers": (b'{"a":[1', b",1", b"]}"),
        "json_of_long_numbers": (b'{"a":[1', b"," + b"9" * 390, b"]}"),
        "json_of_long_fractions": (b'{"a":[1', b",0." + b"1" * 390, b"]}"),
        "json_of_names": (b'{"@context":1', b',"\xc3\xa9":1', b"}"),
        "json_of_texts": (b'{"@context":[""', b',""', b"]}"),
        "json_of_escapes": (b'{"@context":"', b"\\u00e9\\\\", b'"}'),
        "json_of_halves": (b'{"@context":"', b"\\ud800", b'"}'),
        "json_of_commas": (b'{"@context":"', b",{", b'"}'),
        "json_that_is_deep": (b"", b"[", b""),
        "json_of_deep_objects": (b"", b'{"":', b""),
        "json_of_space": (b"", b" \n", b"{}"),
        "svg_of_elements": (_SVG, b"<a/>", b"</svg>"),
        "svg_of_lines": (_SVG, b"\n", b"</svg>"),
        "svg_of_entities": (_SVG, b"&lt;", b"</svg>"),
        "svg_of_baked": (_SVG, _BAKED + b"</o:credential>", b"</svg>"),
        "svg_of_lines_inside": (_SVG + _BAKED, b"\n&#38;", b"</o:credential></svg>"),
        "svg_of_attributes": (b"<svg", b" a='b'", _SVG[4:] + b"</svg>"),
        "svg_of_one_attribute": (b"<svg a='", b"a", b"' " + _SVG[4:] + b"</svg>"),
        "svg_of_comments": (_SVG, b"<!---->", b"</svg>"),
        "svg_of_spaces_of_names": (_SVG, b"<a xmlns:b='c'/>", b"</svg>"),
        "jwt_of_head": (b"ey", b"J" * 64, b".e30.AA"),
        "jwt_of_body": (b"eyJhbGciOiJFZERTQSJ9.", b"eyJhIjpbe" * 8, b".AA"),
        "jwt_of_points": (b"ey", b".", b""),
        "pdf_of_nothing": (b"%PDF-1.7\n", b"\n", b"startxref\n9\n%%EOF"),
        "pdf_of_comments": (b"%PDF-1.7\n", b"%\n", b"startxref\n9\n%%EOF"),
        "pdf_of_digits": (b"%PDF-1.7\n", b"1", b" startxref\n9\n%%EOF"),
    }.items():
        FILES[name] = lambda size, a=start, b=part, c=end: _filled(a, b, c, size)


_SVG = b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:o="https://purl.imsglobal.org/ob/v3p0">'
_BAKED = b"<o:credential>"
_texts()


@_file
def json_of_different_names(size: int) -> bytes:
    return b"{" + b",".join(b'"%07x":1' % number for number in range(size // 12)) + b',"0000000":1}'


@_file
def json_of_names_given_twice(size: int) -> bytes:
    names = [b'"%07x":1' % number for number in range(size // 12)]
    return b"{" + b",".join([*names, names[-1]]) + b"}"


@_file
def jwt_of_many_values(size: int) -> bytes:
    body = b'{"a":[' + b",".join([b"{}"] * (size // 4)) + b"]}"
    return b"eyJhbGciOiJFZERTQSJ9." + base64url_encode(body).encode() + b".AA"


def _png(*chunks: tuple[bytes, bytes]) -> bytes:
    made = b"\x89PNG\r\n\x1a\n"
    head = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    for kind, body in ((b"IHDR", head), *chunks, (b"IEND", b"")):
        made += struct.pack(">I", len(body)) + kind + body
        made += struct.pack(">I", zlib.crc32(kind + body))
    return made


@_file
def png_of_chunks(size: int) -> bytes:
    one = struct.pack(">I", 0) + b"teXt" + struct.pack(">I", zlib.crc32(b"teXt"))
    whole = _png()
    return whole[:33] + one * (size // 12) + whole[33:]


@_file
def png_of_bombs(size: int) -> bytes:
    packed = b"openbadges\0\0" + zlib.compress(b"a" * 4_190_000, 9)
    whole = _png((b"zTXt", packed))
    return whole[:33] + whole[33:-12] * (size // len(packed)) + whole[-12:]


@_file
def png_of_long_text(size: int) -> bytes:
    return _png((b"iTXt", b"openbadgecredential\0\0\0\0\0" + b"{" * min(size, 4_190_000)))


def _pdf(
    objects: list[bytes], trailer: bytes = b"/Root 1 0 R", table: bytes | None = None
) -> bytes:
    parts, places, at = [b"%PDF-1.7\n"], [], 9
    for number, each in enumerate(objects, start=1):
        places.append(at)
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, each))
        at += len(parts[-1])
    rows = b"".join(b"%010d 00000 n \n" % place for place in places)
    parts.append(table or b"xref\n1 %d\n%s" % (len(objects), rows))
    parts.append(b"trailer\n<<%s>>\nstartxref\n%d\n%%%%EOF\n" % (trailer, at))
    return b"".join(parts)


def _stream(data: bytes, entries: bytes = b"") -> bytes:
    packed = zlib.compress(data, 9)
    return b"<<%s/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (
        entries,
        len(packed),
        packed,
    )


@_file
def pdf_of_bombs(size: int) -> bytes:
    bomb = _stream(b"{" * 4_190_000)
    files = b" ".join(b"<</UF(a.json)/EF<</F %d 0 R>>>>" % number for number in range(2, 66))
    count = min(max(size // len(bomb), 1), 64)
    return _pdf([b"<</AF[%s]>>" % files, *[bomb] * count])


@_file
def pdf_of_values(size: int) -> bytes:
    return _pdf([b"<</AF[" + b"<</EF 1>>" * (size // 9) + b"]>>"])


@_file
def pdf_of_brackets(size: int) -> bytes:
    return _pdf([b"<</AF[" + b"(" + b"()" * 4000 + b")" * (size // 2) + b"]>>"])


@_file
def pdf_of_strings(size: int) -> bytes:
    return _pdf([b"<</AF[" + (b"(" + b"\\1" * 4000 + b")") * (size // 8002) + b"]>>"])


@_file
def pdf_of_tables(size: int) -> bytes:
    table = b"xref\n" + b"0 0\n" * (size // 4)
    return _pdf([b"<</AF[]>>"], table=table)


@_file
def pdf_of_streams_without_length(size: int) -> bytes:
    files = b" ".join(b"<</UF(a.json)/EF<</F %d 0 R>>>>" % number for number in range(2, 66))
    body = b"endstrea" * (max(size - 20_000, 0) // 8)
    return _pdf([b"<</AF[%s]>>" % files, *[b"<<>>stream\n"] * 63, b"<<>>stream\n" + body])


@_file
def pdf_with_updates(size: int) -> bytes:
    made = _pdf([b"<</AF[]>>"])
    before = int(made.rpartition(b"startxref\n")[2].split()[0])
    space = b" " * max(size // 300, 1)
    for _ in range(250):
        at = len(made)
        made += b"%sxref\n0 0\ntrailer\n<</Root 1 0 R/Prev %d>>\nstartxref\n%d\n" % (
            space,
            before,
            at,
        )
        before = at
    return made + b"%%EOF\n"


@_file
def pdf_with_objects_in_streams(size: int) -> bytes:
    inner = b"".join(b"%d 0 " % number for number in range(3, 3 + min(size // 12, 300_000)))
    holder = _stream(
        inner + b"1", b"/Type/ObjStm/N %d/First %d" % (len(inner.split()) // 2, len(inner))
    )
    rows = b"".join(struct.pack(">BIH", *row) for row in ((1, 9, 0), (2, 1, 0), (2, 1, 0)))
    at = 9 + len(holder) + 16
    entries = b"/Type/XRef/W[1 4 2]/Index[1 3]/Size 9/Root 3 0 R"
    return (
        b"%PDF-1.7\n1 0 obj\n"
        + holder
        + b"\nendobj\n2 0 obj\n"
        + _stream(rows, entries)
        + b"\nendobj\nstartxref\n%d\n%%%%EOF\n" % at
    )
