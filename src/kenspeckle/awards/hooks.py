"""The slots of awards: what other rooms may add to."""

from collections.abc import Iterable

from kenspeckle.awards.kinds.kind import Kind
from kenspeckle.kernel.hooks import Slot


@Slot
def document_kinds() -> Iterable[Kind]:
    """The kinds of documents that the signer signs."""
    raise AssertionError
