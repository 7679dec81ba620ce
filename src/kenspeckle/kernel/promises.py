"""A promise: something that is true of every row, in words and as a check that can be run."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Model


@dataclass(frozen=True)
class Promise:
    """One promise in a sentence, the rows it is about, and what breaks it at a moment.

    `broken` yields a sentence for each row that breaks it. The constraints of the database make most
    of these impossible; a promise looks again, at what they cannot say too.
    """

    title: str
    about: type[Model]
    broken: Callable[[datetime], Iterator[str]]
