"""The shades of one base colour, and the contrast between them (WCAG 2.2)."""

from dataclasses import dataclass

BLACK = (0, 0, 0)
WHITE = (255, 255, 255)

Colour = tuple[int, int, int]


def read_colour(text: str) -> Colour:
    """A colour written `#rrggbb`; raises `ValueError` for anything else."""
    if len(text) != 7 or text[0] != "#":
        raise ValueError(f"not a colour like #1d6b3a: {text!r}")
    return int(text[1:3], 16), int(text[3:5], 16), int(text[5:7], 16)


def write_colour(colour: Colour) -> str:
    """A colour as `#rrggbb`."""
    red, green, blue = colour
    return f"#{red:02x}{green:02x}{blue:02x}"


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """`one` with `share` (0 to 1) of `other` in it."""
    red, green, blue = (
        round(a + (b - a) * share) for a, b in zip(one, other, strict=True)
    )  # fmt: skip
    return red, green, blue


def _luminance(colour: Colour) -> float:
    parts = [value / 255 for value in colour]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Colour, other: Colour) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@dataclass(frozen=True, slots=True)
class Shades:
    """From deepest to palest. White lettering can be read on all up to `glow`."""

    ink: Colour
    deep: Colour
    base: Colour
    glow: Colour
    soft: Colour
    pale: Colour

    @classmethod
    def of(cls, text: str) -> "Shades":
        """The shades of a base colour, which is darkened until white can be read on it."""
        base = read_colour(text)
        while contrast(base, WHITE) < 5.5:
            base = mix(base, BLACK, 0.06)
        glow = mix(base, WHITE, 0.24)
        while contrast(glow, WHITE) < 3.6:
            glow = mix(glow, base, 0.15)
        return cls(
            ink=mix(base, BLACK, 0.66),
            deep=mix(base, BLACK, 0.42),
            base=base,
            glow=glow,
            soft=mix(base, WHITE, 0.62),
            pale=mix(base, WHITE, 0.86),
        )
