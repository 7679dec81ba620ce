import os
import re
import struct
import subprocess
import sys
from dataclasses import astuple, replace
from hashlib import sha256
from itertools import combinations, product
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kenspeckle.art import (
    GLYPHS,
    PATTERNS,
    SHAPES,
    BadgeArt,
    Detail,
    IssuerArt,
    badge_svg,
    issuer_svg,
    png,
)
from kenspeckle.art.colours import WHITE, Shades, contrast, read_colour
from kenspeckle.art.lettering import width

LEADING = BadgeArt(
    name="Leading others",
    seed="leading-others",
    shape="seal",
    pattern="rosette",
    colour="#1d6b3a",
    glyph="people",
    arc="Leadership",
    ribbon="Leading others",
)
ISSUER = IssuerArt("Harbour Care (demonstration)", "harbour-care", "#1f4e79")
SVG = "{http://www.w3.org/2000/svg}"
EVERY = [
    replace(LEADING, shape=shape, pattern=pattern, glyph=glyph)
    for shape, pattern, glyph in (
        *product(SHAPES, PATTERNS, ["star"]),
        *product(["circle"], ["waves"], GLYPHS),
    )
]


def test_the_same_facts_give_the_same_bytes() -> None:
    again = replace(LEADING)

    assert badge_svg(LEADING) == badge_svg(again)
    assert issuer_svg(ISSUER) == issuer_svg(replace(ISSUER))
    assert png(badge_svg(LEADING), 64) == png(badge_svg(again), 64)


def test_another_process_draws_the_same() -> None:
    program = (
        "import sys; from kenspeckle.art import BadgeArt, badge_svg;"
        "sys.stdout.write(badge_svg(BadgeArt(*sys.argv[1:])))"
    )

    drawn = subprocess.run(
        [sys.executable, "-c", program, *astuple(LEADING)],
        env={**os.environ, "PYTHONHASHSEED": "4711", "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        check=True,
    ).stdout

    assert drawn.decode() == badge_svg(LEADING)


def test_each_fact_changes_the_picture() -> None:
    others = [
        replace(LEADING, seed="leading-otters"),
        replace(LEADING, shape="circle"),
        replace(LEADING, pattern="weave"),
        replace(LEADING, colour="#0b5f7e"),
        replace(LEADING, glyph="star"),
        replace(LEADING, arc="Leaders"),
        replace(LEADING, ribbon="Leading"),
    ]

    pictures = [png(badge_svg(art), 320) for art in (LEADING, *others)]

    assert len(set(pictures)) == len(pictures)


def test_a_familys_members_are_told_apart_at_64_pixels() -> None:
    small = [png(badge_svg(replace(LEADING, glyph=glyph), Detail.SMALL), 64) for glyph in GLYPHS]

    assert all(one != other for one, other in combinations(small, 2))


@pytest.mark.parametrize("art", EVERY, ids=lambda art: f"{art.shape}-{art.pattern}-{art.glyph}")
@pytest.mark.parametrize("detail", Detail)
def test_every_drawing_stands_alone(art: BadgeArt, detail: Detail) -> None:
    svg = badge_svg(art, detail)

    root = ElementTree.fromstring(svg)
    assert root.find(f"{SVG}title").text == "Leading others"  # type: ignore[union-attr]
    assert root.find(f"{SVG}desc").text == art.alternative_text  # type: ignore[union-attr]
    ids = [node.get("id") for node in root.iter() if node.get("id")]
    assert len(ids) == len(set(ids))
    for node in root.iter():
        assert node.tag.removeprefix(SVG) in {
            "svg", "title", "desc", "defs", "radialGradient", "stop", "g", "path", "circle",
        }  # fmt: skip
        for key, value in node.attrib.items():
            assert key not in {"style", "class", "href"}
            assert not key.startswith("on")
            for target in re.findall(r"url\((.*?)\)", value):
                assert target.removeprefix("#") in ids
    assert "http" not in svg.replace('xmlns="http://www.w3.org/2000/svg"', "")
    assert len(svg) < 60_000


def test_small_drawings_leave_the_lettering_out_and_stay_small() -> None:
    svg = badge_svg(LEADING, Detail.SMALL)

    assert svg == badge_svg(LEADING, Detail.SMALL)
    assert len(svg) < 15_000
    other = badge_svg(replace(LEADING, seed="other"), Detail.SMALL)
    assert re.findall(r' d="(.*?)"', svg) == re.findall(r' d="(.*?)"', other)


def test_two_drawings_in_one_page_do_not_share_ids() -> None:
    pictures = [badge_svg(LEADING), badge_svg(LEADING, Detail.SMALL), issuer_svg(ISSUER)]

    ids = [name for svg in pictures for name in re.findall(r' id="(.*?)"', svg)]
    assert len(ids) == len(set(ids))


@settings(max_examples=60)
@given(st.integers(0, 0xFFFFFF))
def test_lettering_can_be_read_on_any_issuers_colour(colour: int) -> None:
    shades = Shades.of(f"#{colour:06x}")

    # The arch is large bold lettering: 3 to 1 (WCAG 1.4.3); on the ribbon and disc far more.
    assert contrast(WHITE, shades.glow) >= 3
    assert contrast(WHITE, shades.base) >= 4.5
    assert contrast(shades.ink, shades.pale) >= 7
    assert contrast(shades.ink, shades.soft) >= 4.5


def test_contrast_is_measured_as_wcag_does() -> None:
    assert round(contrast(WHITE, (0, 0, 0)), 2) == 21
    assert round(contrast(read_colour("#767676"), WHITE), 2) == 4.54


def test_names_and_lettering_are_escaped_and_fitted() -> None:
    art = replace(LEADING, name='<b> & "quotes"', ribbon="Cùram & càirdeas", arc="W" * 40)

    root = ElementTree.fromstring(badge_svg(art))

    assert root.find(f"{SVG}title").text == '<b> & "quotes"'  # type: ignore[union-attr]
    assert png(badge_svg(art), 32)


def test_gaelic_letters_are_in_the_font_and_emoji_are_left_out() -> None:
    assert width("àèìòùÀÈÌÒÙáéó", 100) > 500
    assert width("Care 😀", 10) == width("Care ", 10)


@pytest.mark.parametrize(
    "fault",
    [{"shape": "walrus"}, {"pattern": "plaid"}, {"glyph": "unicorn"}, {"colour": "green"}],
)
def test_what_we_cannot_draw_is_refused(fault: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"unknown|not a colour"):
        badge_svg(replace(LEADING, **fault))


def test_png_has_the_asked_width_and_a_transparent_ground() -> None:
    data = png(badge_svg(LEADING), 200)

    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    width_, height, _, kind = struct.unpack(">IIBB", data[16:26])
    assert (width_, height) == (200, 200)
    assert kind == 6  # red, green, blue and alpha
    with pytest.raises(ValueError, match="a width of"):
        png(badge_svg(LEADING), 5000)


def test_an_issuers_mark_shows_initials_and_claims_nothing() -> None:
    assert ISSUER.initials == "HC"
    assert "official" not in issuer_svg(ISSUER)
    assert ElementTree.fromstring(issuer_svg(ISSUER)).find(f"{SVG}desc") is not None
    one, other = (issuer_svg(replace(ISSUER, seed=seed)) for seed in ("one", "other"))
    assert sha256(one.encode()).digest() != sha256(other.encode()).digest()
