"""Outlines of badges, centred on (0, 0), at most `radius` away from it."""

import math
from collections.abc import Callable, Sequence

Point = tuple[float, float]


def number(value: float) -> str:
    """A coordinate with one decimal, as short as SVG allows."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def point(radius: float, angle: float) -> Point:
    """The point at an angle that is measured clockwise from the top."""
    return radius * math.sin(angle), -radius * math.cos(angle)


def closed(points: Sequence[Point]) -> str:
    """Path data of a closed line through points, in steps from each to the next."""
    x, y = round(points[0][0], 1), round(points[0][1], 1)
    data = [f"M{number(x)} {number(y)}l"]
    for next_x, next_y in points[1:]:
        # Steps are measured from where rounding has left us, so that errors do not add up.
        step_x, step_y = round(next_x - x, 1), round(next_y - y, 1)
        across, down = number(step_x), number(step_y)
        data.append(f"{across}{'' if down.startswith('-') else ' '}{down} ")
        x, y = x + step_x, y + step_y
    return "".join(data).rstrip() + "z"


def rounded_polygon(corners: Sequence[Point], roundness: float) -> str:
    """Path data of a polygon whose corners are cut `roundness` before the corner and curved."""
    data = []
    for index, corner in enumerate(corners):
        before, after = corners[index - 1], corners[(index + 1) % len(corners)]
        start, end = _towards(corner, before, roundness), _towards(corner, after, roundness)
        data.append(
            f"{'L' if index else 'M'}{number(start[0])} {number(start[1])}"
            f"Q{number(corner[0])} {number(corner[1])} {number(end[0])} {number(end[1])}"
        )
    return "".join(data) + "Z"


def _towards(start: Point, end: Point, distance: float) -> Point:
    share = distance / math.dist(start, end)
    return start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share


def _regular(sides: int, radius: float, turn: float, roundness: float) -> str:
    corners = [point(radius, turn + 2 * math.pi * side / sides) for side in range(sides)]
    return rounded_polygon(corners, roundness * radius)


def _wavy(radius: float, waves: int, depth: float, sharpness: float = 1) -> str:
    points = []
    for step in range(waves * 12):
        angle = 2 * math.pi * step / (waves * 12)
        wave = math.copysign(abs(math.cos(waves * angle)) ** sharpness, math.cos(waves * angle))
        points.append(point(radius * (1 - depth + depth * wave), angle))
    return closed(points)


def _octagon(radius: float) -> str:
    return _regular(8, radius * 1.03, math.pi / 8, 0.2)


def _hexagon(radius: float) -> str:
    return _regular(6, radius * 1.05, 0, 0.2)


def _lobed(radius: float) -> str:
    return _wavy(radius, 12, 0.035)


def _seal(radius: float) -> str:
    return _wavy(radius, 36, 0.017, 0.8)


def _circle(radius: float) -> str:
    r = number(radius)
    return f"M0-{r}A{r} {r} 0 1 1 0 {r}A{r} {r} 0 1 1 0-{r}Z"


def _squircle(radius: float) -> str:
    half = radius * 0.94
    points = []
    for step in range(180):
        angle = 2 * math.pi * step / 180
        across, down = math.sin(angle), -math.cos(angle)
        points.append(
            (
                half * math.copysign(abs(across) ** 0.42, across),
                half * math.copysign(abs(down) ** 0.42, down),
            )
        )
    return closed(points)


def _shield(radius: float) -> str:
    # Drawn for a radius of 100: shoulders, then sides that meet at the foot.
    outline = (
        "M0 -98 C22 -88 52 -84 78 -84 Q88 -84 88 -74 V-12 "
        "C88 42 50 78 0 100 C-50 78 -88 42 -88 -12 V-74 Q-88 -84 -78 -84 C-52 -84 -22 -88 0 -98 Z"
    )
    return " ".join(_scaled(word, radius / 100) for word in outline.split())


def _scaled(word: str, scale: float) -> str:
    letter = word[0] if word[0].isalpha() else ""
    rest = word[len(letter) :]
    return letter + (number(float(rest) * scale) if rest else "")


_OUTLINES: dict[str, Callable[[float], str]] = {
    "octagon": _octagon,
    "lobed": _lobed,
    "hexagon": _hexagon,
    "seal": _seal,
    "shield": _shield,
    "squircle": _squircle,
    "circle": _circle,
}

SHAPES = tuple(_OUTLINES)


def outline(shape: str, radius: float) -> str:
    """Path data of a shape; raises `ValueError` for one that we do not draw."""
    if shape not in _OUTLINES:
        raise ValueError(f"unknown shape: {shape}")
    return _OUTLINES[shape](radius)
