from __future__ import annotations

import json
import struct
import zlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openbadges3 import bake_png, bake_svg, baking, unbake
from openbadges3.baking import is_image, is_svg
from openbadges3.errors import BakingRefused

SECTION = "OB 3.0 §5.3"
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


def test_a_credential_in_json_may_hold_what_ends_cdata() -> None:
    credential = '{"a": "]]>", "b": "<![CDATA[x]]]]>"}'

    assert unbake(bake_svg(SVG, credential)) == credential


def test_the_credential_is_the_first_thing_in_the_image(png: bytes) -> None:
    assert bake_svg(SVG, JWT) == (
        b'<svg xmlns="http://www.w3.org/2000/svg"><openbadges:credential'
        b' xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0"'
        b' verify="' + JWT.encode() + b'"></openbadges:credential><g/></svg>'
    )
    assert bake_svg(b'<s:svg xmlns:s="http://www.w3.org/2000/svg"\n/>', "{}") == (
        b'<s:svg xmlns:s="http://www.w3.org/2000/svg"\n><openbadges:credential'
        b' xmlns:openbadges="https://purl.imsglobal.org/ob/v3p0">'
        b"<![CDATA[{}]]></openbadges:credential></s:svg>"
    )
    assert (
        bake_png(png, "{}")
        == png[:33] + chunk(b"iTXt", b"openbadgecredential\0\0\0\0\0{}") + png[33:]
    )


def test_the_address_of_an_older_badge_is_written_beside_it_whatever_is_in_it() -> None:
    old = {"@context": "https://w3id.org/openbadges/v2", "type": "Assertion"}

    for name, written in (
        (None, b'verify=""'),
        ("https://badges.example/1?a=1&b=\"<2>'", b"a=1&amp;b=&quot;&lt;2&gt;&#x27;"),
    ):
        credential = json.dumps({**old, "id": name} if name else old)
        baked = bake_svg(SVG, credential)
        assert written in baked
        assert unbake(baked) == credential
        assert bake_svg(baked, JWT) == bake_svg(SVG, JWT)


def test_an_svg_is_told_by_how_it_begins() -> None:
    for begin in (b"", b"\xef\xbb\xbf", b" \t\r\n", b" " * 1023):
        assert is_svg(begin + SVG)
        assert is_image(begin + SVG)
    for other in (b"", b"X<svg", b" " * 1024 + SVG, b"{}", b"\xff\xd8\xff\xe0"):
        assert not is_svg(other)
        assert not is_image(other)
    assert is_image(b"\x89PNG\r\n\x1a\n")


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


def refusal(image: bytes) -> tuple[str, str]:
    """The words and the section with which `unbake` refuses `image`."""
    with pytest.raises(BakingRefused) as caught:
        unbake(image)
    return caught.value.message, caught.value.section


BREAKS_OFF = "the PNG image breaks off"
WRONGLY_MADE = "the PNG image is not put together as PNG asks"


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda png: png[:8], BREAKS_OFF),
        (lambda png: png[:-1], BREAKS_OFF),
        (lambda png: png[:-4], BREAKS_OFF),
        (lambda png: png[:-12], BREAKS_OFF),
        (lambda png: png[:-12] + b"\0\0\0\x0cIEND" + bytes(4), BREAKS_OFF),
        (lambda png: png[:33] + b"\xff\xff\xff\xff" + png[37:], BREAKS_OFF),
        (lambda png: png + b"more", "something follows the end of the PNG image"),
        (lambda png: png + png[33:], "something follows the end of the PNG image"),
        (lambda png: png[:8] + png[33:], WRONGLY_MADE),
        (lambda png: png[:33] + chunk(b"IHDR", b"") + png[33:], WRONGLY_MADE),
        (lambda png: png[:33] + chunk(b"a\0bc", b"") + png[33:], WRONGLY_MADE),
        (lambda png: png[:33] + chunk(b"ab1c", b"") + png[33:], WRONGLY_MADE),
    ],
)
def test_broken_pngs_are_refused(png: bytes, damage: Any, message: str) -> None:
    with pytest.raises(BakingRefused, match=message):
        bake_png(damage(png), JWT)
    assert refusal(damage(png)) == (message, "")


def test_what_is_no_image_with_a_place_for_a_credential_is_refused() -> None:
    for other in (b"", b"GIF89a", b"\xff\xd8\xff\xe0"):
        with pytest.raises(BakingRefused) as caught:
            bake_png(other, JWT)
        assert (caught.value.message, caught.value.section) == ("that is not a PNG image", SECTION)
        assert refusal(other) == ("only PNG and SVG images and PDFs carry credentials", SECTION)


DAMAGED = "the credential in the image is damaged"


@pytest.mark.parametrize(
    ("kind", "body", "message", "section"),
    [
        (
            b"iTXt",
            b"openbadgecredential\0\0\0\0\0\xff",
            "the credential in the image is not UTF-8",
            SECTION,
        ),
        (b"iTXt", b"openbadgecredential\0\2\0\0\0x", DAMAGED, ""),
        (b"iTXt", b"openbadgecredential\0\0\1\0\0x", DAMAGED, ""),
        (b"iTXt", b"openbadgecredential\0\0\0\0", DAMAGED, ""),
        (b"iTXt", b"openbadgecredential\0\0", DAMAGED, ""),
        (b"iTXt", b"openbadgecredential\0\1\0\0\0not zlib", DAMAGED, ""),
        (
            b"iTXt",
            b"openbadgecredential\0\1\0\0\0" + zlib.compress(bytes(5 * 2**20)),
            "the credential in the image is too long, or damaged",
            "",
        ),
        (
            b"zTXt",
            b"openbadges\0\0" + zlib.compress(b"x")[:-2],
            "the credential in the image is too long, or damaged",
            "",
        ),
        (b"zTXt", b"openbadges\0\0", "the credential in the image is too long, or damaged", ""),
        (b"iTXt", b"openbadges\0\0\0\0\0 \n", "the credential in the image is empty", SECTION),
        (b"tEXt", b"openbadges\0", "the credential in the image is empty", SECTION),
    ],
)
def test_damaged_endless_and_empty_texts_are_refused(
    png: bytes, kind: bytes, body: bytes, message: str, section: str
) -> None:
    assert refusal(with_chunk(png, kind, body)) == (message, section)


def test_only_texts_under_the_keywords_of_badges_are_read(png: bytes) -> None:
    for kind, keyword in (
        (b"iTXt", b"openbadge"),
        (b"iTXt", b"openbadgescredential"),
        (b"iTXt", b"OpenBadges"),
        (b"eXIf", b"openbadges"),
        (b"iTXt", b"x" * 80 + b"openbadges"),
    ):
        other = with_chunk(png, kind, keyword + b"\0\0\0\0\0{}")
        assert refusal(other) == ("the image carries no credential", SECTION)
        assert unbake(bake_png(other, JWT)) == JWT
        assert keyword in bake_png(other, JWT)


def test_older_texts_may_hold_letters_of_latin_1_and_0_bytes_where_texts_have_them(
    png: bytes,
) -> None:
    assert unbake(with_chunk(png, b"tEXt", b"openbadges\0\xe9\0x")) == "\xe9\0x"
    body = b"openbadges\0\0" + zlib.compress(b"\xe9")
    assert unbake(with_chunk(png, b"zTXt", body)) == "\xe9"
    assert unbake(with_chunk(png, b"iTXt", b"openbadges\0\0\0\0\0{\0}")) == "{\0}"


def test_a_credential_whose_checksum_is_wrong_is_refused(png: bytes) -> None:
    baked = bytearray(bake_png(png, JWT))
    baked[33 + 8 + 30] ^= 1

    assert refusal(bytes(baked)) == (DAMAGED, "")


def test_an_image_with_two_credentials_is_refused(png: bytes) -> None:
    twice = with_chunk(bake_png(png, JWT), b"tEXt", b"openbadges\0https://badges.example/1")

    assert refusal(twice) == ("the image carries more than one credential", SECTION)


def test_an_image_without_a_credential_is_refused(png: bytes) -> None:
    for image in (png, SVG):
        assert refusal(image) == ("the image carries no credential", SECTION)


NO_SVG = "that is not an SVG image"
NO_ENTITIES = "SVG images that declare entities or attributes are not accepted"
UTF8_ONLY = "SVG images are read in UTF-8 only"
HEAD = b'<svg xmlns="http://www.w3.org/2000/svg">'


@pytest.mark.parametrize(
    ("svg", "message", "section"),
    [
        (b"<svg", "the SVG image is not well-formed XML: ", ""),
        (HEAD + b"<g></svg>", "the SVG image is not well-formed XML: mismatched tag", ""),
        (HEAD + b"\xff</svg>", "the SVG image is not well-formed XML: ", ""),
        (b"<html xmlns='http://www.w3.org/1999/xhtml'/>", NO_SVG, SECTION),
        (b"<svg xmlns='http://other.example'/>", NO_SVG, SECTION),
        (b"<g xmlns='http://www.w3.org/2000/svg'/>", NO_SVG, SECTION),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + HEAD + b"&a;</svg>", NO_ENTITIES, ""),
        (
            b'<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>' + HEAD + b"&a;</svg>",
            NO_ENTITIES,
            "",
        ),
        (b'<!DOCTYPE svg [<!ATTLIST g a CDATA "b">]>' + HEAD + b"<g/></svg>", NO_ENTITIES, ""),
        (b'<?xml version="1.0" encoding="utf-16"?>' + HEAD + b"</svg>", UTF8_ONLY, ""),
        (b"\n<?xml version='1.0' encoding = 'UTF-16'?>" + HEAD + b"</svg>", UTF8_ONLY, ""),
        (b'<?xml version="1.0" encoding="ISO-8859-1"?>' + HEAD + b"</svg>", UTF8_ONLY, ""),
        ("<svg xmlns='http://www.w3.org/2000/svg'/>".encode("utf-16"), None, ""),
        (HEAD + b"\0</svg>", UTF8_ONLY, ""),
        (HEAD + b"<g>" * 200 + b"</g>" * 200 + b"</svg>", "the SVG image is nested too deeply", ""),
    ],
)
def test_broken_and_hostile_svgs_are_refused(svg: bytes, message: str | None, section: str) -> None:
    with pytest.raises(BakingRefused) as caught:
        bake_svg(svg, JWT)
    if message is None:  # in UTF-16, it does not begin like an SVG at all
        assert refusal(svg) == ("only PNG and SVG images and PDFs carry credentials", SECTION)
    else:
        assert caught.value.message.startswith(message)
        assert refusal(svg) == (caught.value.message, section)


@pytest.mark.parametrize(
    "svg",
    [
        b"<svg/>",
        b'<svg dataX="1" data-Y=\'"\'/>',
        b"<svg><g><g/></g><g></g>" + b"<g/>" * 300 + b"</svg>",
        b"<svg>" + b"<g>" * 199 + b"</g>" * 199 + b"</svg>",
        b'<?xml version="1.0"?><svg/>',
        b'<?xml version="1.0" encoding="utf8"?><svg/>',
        b"<?xml version='1.0' encoding='UTF-8'?><svg><title>\xc3\xa9</title></svg>",
        b"<?xml version='1.0' encoding='US-ASCII'?><svg><title>\xc3\xa9</title></svg>",
    ],
)
def test_svgs_of_every_sound_make_carry_a_credential(svg: bytes) -> None:
    for credential in (JWT, '{"name": "Mòrag"}'):
        baked = bake_svg(svg, credential)
        assert unbake(baked) == credential
        assert bake_svg(baked, JWT) == bake_svg(bake_svg(svg, JWT), JWT)


BAKED = b'<o:credential xmlns:o="https://purl.imsglobal.org/ob/v3p0"'


@pytest.mark.parametrize(
    ("inside", "found"),
    [
        (BAKED + b">{}</o:credential>", "{}"),
        (BAKED + b"> \n{} </o:credential>", "{}"),
        (BAKED + b' verify="a.b.c"/>', "a.b.c"),
        (BAKED + b' verify=" a.b.c "/>', "a.b.c"),
        (BAKED + b' verify="a.b.c">{}</o:credential>', "{}"),
        (b"<g>\n<g/>" + BAKED + b'>{"a": "&lt;"}</o:credential>x</g>', '{"a": "<"}'),
        (b"x" + BAKED + b">{}</o:credential>y", "{}"),
    ],
)
def test_a_credential_is_found_however_it_was_put_in_and_replaced_whole(
    inside: bytes, found: str
) -> None:
    svg = HEAD + inside + b"<g/></svg>"

    assert unbake(svg) == found
    assert unbake(bake_svg(svg, JWT)) == JWT
    assert b"o:credential xmlns:o" not in bake_svg(svg, JWT).replace(b"openbadges:", b"")


@pytest.mark.parametrize(
    ("inside", "message"),
    [
        (BAKED + b"/>", "the credential in the image is empty"),
        (
            BAKED + b'> <b verify="x"/></o:credential>',
            "the credential in the image holds other elements",
        ),
        (
            (BAKED + b">{}</o:credential>") * 2,
            "the image carries more than one credential",
        ),
        (b"<credential>{}</credential>", "the image carries no credential"),
        (
            BAKED.replace(b"v3p0", b"v3p1") + b">{}</o:credential>",
            "the image carries no credential",
        ),
        (
            b'<o:credential xmlns:o="http://openbadges.org">{}</o:credential>',
            "the image carries no credential",
        ),
    ],
)
def test_an_svg_with_no_credential_or_several_is_refused(inside: bytes, message: str) -> None:
    assert refusal(HEAD + inside + b"</svg>") == (message, SECTION)


def test_images_up_to_the_limit_are_looked_at(png: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    for image, bake in ((bake_png(png, JWT), bake_png), (bake_svg(SVG, JWT), bake_svg)):
        monkeypatch.setattr(baking, "_LARGEST", len(image))
        assert unbake(image) == JWT
        assert unbake(bake(image, "{}")) == "{}"
        monkeypatch.setattr(baking, "_LARGEST", len(image) - 1)
        message = f"images larger than {len(image) - 1} bytes are not looked at"
        assert refusal(image) == (message, "")
        with pytest.raises(BakingRefused, match=message):
            bake(image, "{}")


def test_credentials_up_to_the_limit_are_baked_and_read(
    png: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    credential = '{"a": "é"}'
    packed = b"openbadgecredential\0\1\0\0\0" + zlib.compress(credential.encode())
    monkeypatch.setattr(baking, "_LARGEST_TEXT", len(credential.encode()))
    for baked in (bake_png(png, credential), with_chunk(png, b"iTXt", packed)):
        assert unbake(baked) == credential
    monkeypatch.setattr(baking, "_LARGEST_TEXT", len(credential.encode()) - 1)
    with pytest.raises(BakingRefused, match="the credential is too long for an image"):
        bake_png(png, credential)
    assert "too long" in refusal(with_chunk(png, b"iTXt", packed))[0]


NO_CREDENTIAL = "what is baked is a credential: a JSON object, or a JWT"


@pytest.mark.parametrize(
    ("credential", "message"),
    [
        ("", NO_CREDENTIAL),
        ("[]", NO_CREDENTIAL),
        ("https://badges.example", NO_CREDENTIAL),
        ("a.b.c", NO_CREDENTIAL),
        ("X{}", NO_CREDENTIAL),
        ('{"a": "\x00"}', "the credential holds control characters"),
        ('{"a": "\x1f"}', "the credential holds control characters"),
        (b"\xff", "the credential is not text in UTF-8"),
        ('{"a": "\ud800"}', "the credential is not text in UTF-8"),
        ("{" + " " * 5_000_000, "the credential is too long for an image"),
    ],
)
def test_only_credentials_are_baked(png: bytes, credential: str | bytes, message: str) -> None:
    for bake, image in ((bake_png, png), (bake_svg, SVG)):
        with pytest.raises(BakingRefused) as caught:
            bake(image, credential)
        assert caught.value.message == message


def test_white_space_in_and_around_json_is_baked_as_it_is(png: bytes) -> None:
    assert unbake(bake_png(png, b'\n\t{"a":\r\n1}')) == '{"a":\r\n1}'
    assert bake_png(png, " {}\n") == with_chunk(png, b"iTXt", b"openbadgecredential\0\0\0\0\0 {}\n")


@given(st.binary(max_size=300))
def test_any_bytes_are_an_image_with_a_credential_or_refused(png: bytes, data: bytes) -> None:
    for image in (data, png[:33] + data, b"<svg xmlns='http://www.w3.org/2000/svg'>" + data):
        with pytest.raises(BakingRefused):
            unbake(image)


def test_an_svg_whose_credential_holds_other_elements_is_refused() -> None:
    for inside in (
        b'>{"a": "<tspan>1</tspan>2"}</o:credential>',
        b"><b/>{<b><b/></b>}</o:credential>",
        b"><o:credential/>{}</o:credential>",
    ):
        svg = HEAD + BAKED + inside + b"</svg>"

        assert refusal(svg) == ("the credential in the image holds other elements", SECTION)
        assert unbake(bake_svg(svg, JWT)) == JWT


@pytest.mark.parametrize("bake", [bake_png, bake_svg])
def test_what_is_no_bytes_or_no_text_is_refused_like_all_else(bake: Any, png: bytes) -> None:
    image = png if bake is bake_png else HEAD + b"</svg>"

    for no_bytes in (image.decode("latin-1"), None, 5):
        with pytest.raises(BakingRefused, match="an image is bytes"):
            bake(no_bytes, "{}")
    for credential in ({}, None, 5):
        with pytest.raises(BakingRefused, match="what is baked is text"):
            bake(image, credential)
    assert unbake(bake(bytearray(image), "{}")) == "{}"


def test_images_of_many_parts_or_of_many_large_texts_are_refused(png: bytes) -> None:
    bomb = chunk(b"zTXt", b"openbadges\0\0" + zlib.compress(b"a" * 1_000_000))

    made = png[:33] + bomb * 500 + png[33:]
    assert refusal(made)[0] == "the image carries more than one credential"
    made = png[:33] + chunk(b"teXt", b"") * 60_000 + png[33:]
    assert "parts are not looked at" in refusal(made)[0]
    assert "parts are not looked at" in refusal(HEAD + b"<a/>" * 60_000 + b"</svg>")[0]
