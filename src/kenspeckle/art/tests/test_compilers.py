"""Pictures that are drawn in several threads at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from kenspeckle.art import png

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="240" height="240"><path d="M0 0h{0}v9z"/></svg>'
)


def test_pictures_that_are_asked_for_at_once_are_drawn_at_once() -> None:
    together = Barrier(4)

    def draw(number: int) -> bytes:
        together.wait(20)
        return b"".join(png(SVG.format(number + step), 64) for step in range(20))

    with ThreadPoolExecutor(4) as threads:
        drawn = list(threads.map(draw, range(4)))

    assert all(one.startswith(b"\x89PNG") for one in drawn)
    assert drawn == [draw_alone(number) for number in range(4)]


def draw_alone(number: int) -> bytes:
    return b"".join(png(SVG.format(number + step), 64) for step in range(20))
