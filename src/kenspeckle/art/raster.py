"""SVG to PNG, by typst's renderer: no browser, no system fonts, no network."""

import typst

from .compilers import Compilers
from .svg import SIZE

_PAGE = f"""#set page(width: {SIZE}pt, height: {SIZE}pt, margin: 0pt, fill: none)
#image(bytes(sys.inputs.svg), format: "svg", width: 100%, height: 100%)"""


_COMPILERS = Compilers(lambda: typst.Compiler(ignore_system_fonts=True))


def png(svg: str, width: int) -> bytes:
    """One of our own square drawings as a PNG with a transparent ground, `width` pixels wide.

    Not for drawings from elsewhere: the renderer puts no bound on the work they ask for. Raises
    `ValueError` for a width that is not between 1 and 4096.
    """
    if not 1 <= width <= 4096:
        raise ValueError(f"a width of {width} pixels")
    with _COMPILERS.one() as compiler:
        drawn = compiler.compile(
            _PAGE.encode(), format="png", ppi=72 * width / SIZE, sys_inputs={"svg": svg}
        )
    assert isinstance(drawn, bytes), "one page gives one picture"
    return drawn
