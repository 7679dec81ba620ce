"""What an answer kind is: everything that is particular to one way of answering, and nothing else knows."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django import forms

from kenspeckle.awards.basis import Evidence
from kenspeckle.catalogue.models import Criterion
from kenspeckle.text.cleaning import Removed


@dataclass(frozen=True)
class Taken:
    """A value as it is kept (plain JSON; false when it is nothing), and what cleaning took out.

    `removed` is by the name of the field that it was taken from.
    """

    value: Any
    removed: Mapping[str, frozenset[Removed]] = field(default_factory=dict)


class Kind(Protocol):
    """One way of answering a criterion.

    A kind keeps one *value* in an answer (`Answer.given[kind.name]`, plain JSON without fractions)
    and one *content* in a submission (a JSON object, made by `freeze` once and kept for ever).
    The templates are given: `field_template` form, criterion, alone (whether no other kind is
    taken); `answer_template` criterion, value; `desk_template` criterion, content.
    """

    name: str
    label: str
    """The kind in a sentence: "a link"."""
    nothing: str
    """What is said on a page where nothing was given: "Nothing written"."""
    instead: str
    """What is said where this stands for an answer that was given in another kind, too."""
    becomes_evidence: bool
    field_template: str
    answer_template: str
    desk_template: str

    def accepts(self, criterion: Criterion) -> bool:
        """Return whether `criterion` may be answered in this kind."""

    def fields(self, criterion: Criterion) -> dict[str, forms.Field]:
        """Return the form's fields by name; no other kind has a field of the same name."""

    def initial(self, value: Any) -> dict[str, Any]:
        """Return what the fields show for a value that is kept."""

    def read(self, cleaned: Mapping[str, Any]) -> Any:
        """Return the value that the fields' cleaned data give; false for nothing."""

    def take(self, value: Any) -> Taken:
        """Return the value as it can be kept; refuse with `Invalid` (and the field) otherwise.

        This runs whoever calls the operation; fields do not repeat it.
        """

    def hint(self, criterion: Criterion, value: Any) -> str:
        """Return a few words for the task list on what is asked and how much is there."""

    def missing(self, criterion: Criterion, value: Any) -> list[str]:
        """Return a sentence for everything that keeps this from being complete.

        `value` is None when nothing was given in any kind and this is the first kind taken.
        """

    def words(self, value: Any) -> int:
        """Return how many words count against the limits of the badge."""

    def freeze(self, value: Any) -> dict[str, Any]:
        """Return the content that a submission keeps."""

    def plain(self, content: Mapping[str, Any]) -> str:
        """Return content as plain text, from which differences between submissions are told."""

    def evidence(self, title: str, content: Mapping[str, Any]) -> Evidence | None:
        """Return what an award keeps as evidence for the criterion `title`, if anything."""
