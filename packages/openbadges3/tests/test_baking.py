from __future__ import annotations

import json
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openbadges3 import bake_png, bake_svg, unbake
from openbadges3.errors import BakingRefused

JWT = "eyJhbGciOiJFZERTQSJ9.eyJhIjoxfQ.AAAA"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>'
SVGS = [
    SVG,
    b'<?xml version="1.0" encoding="utf-8"?>\n<!-- c --><svg xmlns="http://www.w3.org/2000/svg" a="x>y" b=\'">\'><g/></svg>',
    b'<svg xmlns="http://www.w3.org/2000/svg"/>',
    b'\xef\xbb\xbf<s:svg xmlns:s="http://www.w3.org/2000/svg" />',
    b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd"><svg xmlns="http://www.w3.org/2000/svg"></svg>',
    "<svg xmlns='http://www.w3.org/2000/svg'><title>Mòrag 🎉</title></svg>".encode(),
]
CREDENTIALS = st.dictionaries(
    st.text(st.characters(codec="utf-8"), max_size=20),
    st.text(st.characters(codec="utf-8"), max_size=40),
).map(lambda value: json.dumps(value, ensure_ascii=False).replace("\x7f", ""))


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def with_chunk(png: bytes, kind: bytes, body: bytes) -> bytes:
    return png[:33] + chunk(kind, body) + png[33:]


@given(CREDENTIALS)
def test_what_is_baked_into_a_png_comes_out_again(png: bytes, credential: str) -> None:
    baked = bake_png(png, credential)

    assert unbake(baked) == credential
    assert baked[:33] == png[:33]
    assert baked.endswith(png[33:])


@given(st.sampled_from(SVGS), CREDENTIALS)
def test_what_is_baked_into_an_svg_comes_out_again(svg: bytes, credential: str) -> None:
    assert unbake(bake_svg(svg, credential)) == credential
    assert unbake(bake_svg(svg, JWT)) == JWT


def test_an_image_carries_one_credential_the_last(png: bytes) -> None:
    assert unbake(bake_png(bake_png(png, "{}"), JWT)) == JWT
    assert bake_png(bake_png(png, JWT), "{}") == bake_png(png, "{}")
    for svg in SVGS:
        assert bake_svg(bake_svg(svg, JWT), "{}") == bake_svg(svg, "{}") or svg.endswith(b"/>")
        assert unbake(bake_svg(bake_svg(svg, JWT), "{}")) == "{}"


def test_a_baked_png_is_still_a_picture(png: bytes) -> None:
    import io

    from PIL import Image

    with Image.open(io.BytesIO(bake_png(png, '{"name": "Mòrag 🎉"}'))) as image:
        image.load()
        assert image.getpixel((0, 0)) == (255, 0, 0)
        assert image.text["openbadgecredential"] == '{"name": "Mòrag 🎉"}'


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (b"tEXt", b"openbadges\0https://badges.example/1"),
        (b"zTXt", b"openbadges\0\0" + zlib.compress(b"https://badges.example/1")),
        (b"iTXt", b"openbadges\0\0\0\0\0https://badges.example/1"),
        (b"iTXt", b"openbadgecredential\0\1\0en\0x\0" + zlib.compress(b"https://badges.example/1")),
    ],
)
def test_older_ways_to_bake_are_read(png: bytes, kind: bytes, body: bytes) -> None:
    assert unbake(with_chunk(png, kind, body)) == "https://badges.example/1"


def test_a_badge_of_open_badges_2_in_an_svg_is_read() -> None:
    svg = b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:o="http://openbadges.org"><o:assertion verify="https://b.example/1"/></svg>'

    assert unbake(svg) == "https://b.example/1"
    assert unbake(bake_svg(svg, "{}")) == "{}"


@pytest.mark.parametrize(
    "damage",
    [
        lambda png: b"",
        lambda png: b"\x89PNG\r\n\x1a\n",
        lambda png: png[:-1],
        lambda png: png + b"more",
        lambda png: png[:8] + png[33:],
        lambda png: png[:33] + b"\xff\xff\xff\xff" + png[37:],
        lambda png: png[:33] + chunk(b"IHDR", b"") + png[33:],
        lambda png: png[:33] + chunk(b"a\0bc", b"") + png[33:],
        lambda png: b"GIF89a",
    ],
)
def test_broken_pngs_are_refused(png: bytes, damage: object) -> None:
    broken = damage(png)  # type: ignore[operator]

    with pytest.raises(BakingRefused):
        bake_png(broken, JWT)
    with pytest.raises(BakingRefused):
        unbake(broken)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (b"iTXt", b"openbadgecredential\0\0\0\0\0\xff"),
        (b"iTXt", b"openbadgecredential\0\2\0\0\0x"),
        (b"iTXt", b"openbadgecredential\0\0"),
        (b"iTXt", b"openbadgecredential\0\1\0\0\0not zlib"),
        (b"iTXt", b"openbadgecredential\0\1\0\0\0" + zlib.compress(bytes(5 * 2**20))),
        (b"zTXt", b"openbadges\0\0" + zlib.compress(b"x")[:-2]),
    ],
)
def test_damaged_or_endless_texts_are_refused(png: bytes, kind: bytes, body: bytes) -> None:
    with pytest.raises(BakingRefused):
        unbake(with_chunk(png, kind, body))


def test_a_credential_whose_checksum_is_wrong_is_refused(png: bytes) -> None:
    baked = bytearray(bake_png(png, JWT))
    baked[33 + 8 + 30] ^= 1

    with pytest.raises(BakingRefused, match="damaged"):
        unbake(bytes(baked))


def test_an_image_with_two_credentials_is_refused(png: bytes) -> None:
    twice = with_chunk(bake_png(png, JWT), b"tEXt", b"openbadges\0https://badges.example/1")

    with pytest.raises(BakingRefused, match="more than one"):
        unbake(twice)


def test_an_image_without_a_credential_is_refused(png: bytes) -> None:
    for image in (png, SVG):
        with pytest.raises(BakingRefused, match="no credential"):
            unbake(image)


@pytest.mark.parametrize(
    "svg",
    [
        b"<svg",
        b"<html xmlns='http://www.w3.org/1999/xhtml'/>",
        b"<svg xmlns='http://other.example'/>",
        b'<!DOCTYPE svg [<!ENTITY a "b">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
        b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
        b'<?xml version="1.0" encoding="utf-16"?><svg xmlns="http://www.w3.org/2000/svg"/>',
        b"<svg xmlns='http://www.w3.org/2000/svg'>" + b"<g>" * 300 + b"</g>" * 300 + b"</svg>",
        '<svg xmlns="http://www.w3.org/2000/svg"/>'.encode("utf-16"),
    ],
)
def test_broken_and_hostile_svgs_are_refused(svg: bytes) -> None:
    with pytest.raises(BakingRefused):
        bake_svg(svg, JWT)
    with pytest.raises(BakingRefused):
        unbake(svg)


@pytest.mark.parametrize(
    "credential",
    ["", "[]", "https://badges.example", "a.b.c", '{"a": "\x00"}', b"\xff", "{" + " " * 5_000_000],
)
def test_only_credentials_are_baked(png: bytes, credential: str | bytes) -> None:
    with pytest.raises(BakingRefused):
        bake_png(png, credential)
    with pytest.raises(BakingRefused):
        bake_svg(SVG, credential)


@given(st.binary(max_size=300))
def test_any_bytes_are_an_image_with_a_credential_or_refused(png: bytes, data: bytes) -> None:
    for image in (data, png[:33] + data, b"<svg xmlns='http://www.w3.org/2000/svg'>" + data):
        with pytest.raises(BakingRefused):
            unbake(image)
