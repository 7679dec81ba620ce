"""Whether each event queued its mail once: shared by the promises of the rooms that send mail."""

from collections.abc import Iterable, Iterator

from kenspeckle.kernel.models import OutgoingMail


def unqueued(kind: str, references: Iterable[object]) -> Iterator[str]:
    """Yield a sentence for each difference between the mail of `kind` and the events that ask for it.

    A key is "<kind>:<reference>", for example "award.revoked:6f1d…".
    """
    expected = {f"{kind}:{reference}" for reference in references}
    queued = set(
        OutgoingMail.objects.filter(key__startswith=f"{kind}:").values_list("key", flat=True)
    )
    for key in sorted(expected - queued):
        yield f"No mail was queued for {key}."
    for key in sorted(queued - expected):
        yield f"Mail was queued for {key}, which did not happen."
