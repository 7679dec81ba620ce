"""What a view demands of the machine: in which lane its forms wait, and how much they may send.

Said at the view, read by the front before a thread is taken (`kenspeckle.front`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeVar

View = TypeVar("View", bound=Callable[..., object])

MEGABYTE = 1024 * 1024


class Lane(IntEnum):
    """Who goes first when more is asked than the machine can do: saves, members, visitors.

    `LONG` has threads of its own, so that it keeps nobody else waiting.
    """

    FIRST = 0
    MEMBER = 1
    VISITOR = 2
    LONG = 3


@dataclass(frozen=True)
class Demands:
    """What one address demands. `posted` is the lane of its forms, where it is not the sender's own.

    `largest_body` is in bytes. A page that is `same_for_all` visitors who are not signed in may be
    kept and handed out again until a publication, or the next day, changes it.
    """

    posted: Lane | None = None
    largest_body: int = 2 * MEGABYTE
    same_for_all: bool = False


ORDINARY = Demands()


def demands(
    *,
    posted: Lane | None = None,
    largest_body: int = ORDINARY.largest_body,
    same_for_all: bool = False,
) -> Callable[[View], View]:
    """Say what the view that follows demands."""

    def said(view: View) -> View:
        view.demands = Demands(posted, largest_body, same_for_all)  # type: ignore[attr-defined]
        return view

    return said


def saves(view: View) -> View:
    """Say that what is posted to the view is somebody's work: it goes first."""
    return demands(posted=Lane.FIRST)(view)
