"""The service's speeds, beside a peer in the same run: `make bench`.

Each side is served by one process and asked by one client over eight connections; the two take
turns. Before anything is timed, the answers of both sides are compared. A figure is the processor
time of website and database for one answer, in the best of several rounds, so that the client and
other work on the machine count as little as they can; what to trust are the ratios.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import count, cycle
from pathlib import Path
from urllib.parse import urlencode

import psutil

from benchmarks.client import Connection, get, rate
from benchmarks.installation import PRODUCT, Installation, free_port, installed, wait_for

QUICK = bool(os.environ.get("QUICK"))
SECONDS = 1.5 if QUICK else 4.0
ROUNDS = 1 if QUICK else 5
PEOPLE = 500 if QUICK else 5000
HTML = "text/html"


@dataclass(frozen=True)
class Row:
    """One work: our time and the peer's for one piece of it, and what we aim at."""

    work: str
    peer: str
    ours_us: float
    peer_us: float
    ratio: float
    aim: str


def rows() -> list[Row]:
    """Measure everything."""
    with installed() as place:
        from benchmarks.seeding import seed

        seeded = seed(PEOPLE)
        host = f"localhost:{place.port}"
        place.serve("product", PRODUCT, port=place.port, workers=1)
        uncached, plain = free_port(), free_port()
        _wsgi(place, "plain", "benchmarks.plain:plain", plain)
        _uncached(place, uncached)
        credentials = [get(f"/credentials/{uid}", host) for uid in seeded.shared]
        _compare("credential-get", credentials[0], place.port, plain, of_bytes=True)
        made = [
            _row(
                "credential-get", "plain Django view", "10", place.port, plain,
                lambda: cycle(credentials),
            )
        ]  # fmt: skip
        pages = [
            ("badge-page", f"/badges/{seeded.badge}/"),
            ("front-page", "/"),
            ("catalogue-page", "/badges/"),
            ("did-document", f"/issuers/{_issuer(seeded.badge)}/did.json"),
        ]
        for work, path in pages[:1] if QUICK else pages:
            request = get(path, host, accept=HTML if work.endswith("page") else "*/*")
            _compare(work, request, place.port, uncached, of_bytes=True)
            made.append(
                _row(
                    work, "the same, made anew", "5", place.port, uncached,
                    lambda request=request: cycle([request]),  # type: ignore[misc]
                )
            )  # fmt: skip
        made.append(_autosave(place.port, plain, host, seeded))
        made.append(_certificate(seeded.badge))
    return made


def _wsgi(place: Installation, name: str, application: str, port: int) -> None:
    place.start(
        name,
        [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--http", "1", "--factory",
            "--port", str(port), "--workers", "1", "--blocking-threads", "8",
            "--no-access-log", "--log-level", "error", application,
        ],
    )  # fmt: skip
    wait_for(port)


def _uncached(place: Installation, port: int) -> None:
    from kenspeckle.front import serving

    words = serving.command("benchmarks.plain:uncached", port=port, workers=1)
    place.start("uncached", [*words[:-1], "--factory", words[-1]])
    wait_for(port)


def _issuer(badge: str) -> str:
    from kenspeckle.catalogue.models import Badge

    return Badge.objects.values_list("issuer__slug", flat=True).get(slug=badge)


def _compare(work: str, request: bytes, ours: int, peer: int, *, of_bytes: bool) -> None:
    answers = []
    for port in (ours, ours, peer):
        connection = Connection(port)
        connection.send(request)
        answers.append(connection.receive())
        connection.close()
    assert answers[0][0] == 200, (work, answers[0])
    assert answers[1] == answers[2], f"{work}: the two sides do not answer the same"


def _row(
    work: str, peer: str, aim: str, ours: int, other: int, requests: Callable[[], Iterator[bytes]]
) -> Row:
    best = [float("inf")] * 2
    for _ in range(ROUNDS):
        for side, port in enumerate((ours, other)):
            best[side] = min(best[side], _cost(work, port, requests()))
    return Row(work, peer, best[0], best[1], best[1] / best[0], f">={aim}")


def _cost(work: str, port: int, requests: Iterator[bytes]) -> float:
    """Return the processor time of website and database for one answer, in microseconds."""
    used = _used()
    measured = rate(port, requests, seconds=SECONDS / 2)
    assert not measured.failed, f"{work}: {measured.failed} answers failed"
    return (_used() - used) / measured.answered * 1e6


def _used() -> float:
    """Return the processor time of all that we have started so far, in seconds."""
    total = 0.0
    for process in psutil.Process().children(recursive=True):
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        total += times.user + times.system
    return total


def _autosave(ours: int, plain: int, host: str, seeded: object) -> Row:
    from benchmarks.seeding import Seeded
    from kenspeckle.applications.models import Answer

    assert isinstance(seeded, Seeded)
    writers = [Writer(learner, host) for learner in seeded.learners]
    answers = list(
        Answer.objects.filter(application__state="draft")
        .exclude(criterion__position=seeded.learners[0].position)
        .order_by("pk")
        .values_list("pk", flat=True)[: len(writers)]
    )
    turns = cycle(writers)
    numbers = cycle(answers)
    best = [float("inf")] * 2
    for _ in range(ROUNDS):
        mine = (next(turns).save() for _ in count())
        theirs = (_post(f"/save/{next(numbers)}", host, Writer.TEXT) for _ in count())
        best[0] = min(best[0], _cost("autosave", ours, mine))
        best[1] = min(best[1], _cost("autosave", plain, theirs))
    return Row("autosave", "plain Django save", best[0], best[1], best[1] / best[0], ">=0.3")


class Writer:
    """A learner's browser that saves again and again, each time with some more words."""

    TEXT = "I asked each colleague what would help them most. " * 30
    TOKEN = "t" * 32

    def __init__(self, learner: object, host: str) -> None:
        from benchmarks.seeding import Learner

        assert isinstance(learner, Learner)
        self.learner, self.host, self.revision = learner, host, learner.revision

    def save(self) -> bytes:
        """Return the next save; it is taken for granted that the one before was taken."""
        learner = self.learner
        prefix = f"q{learner.position}"
        request = _post(
            f"/applications/{learner.application}/questions/{learner.position}/save",
            self.host,
            f"{self.revision} {self.TEXT}",
            cookie=f"sessionid={learner.session}; csrftoken={self.TOKEN}",
            token=self.TOKEN,
            prefix=prefix,
            based_on=self.revision,
        )
        self.revision += 1
        return request


def _post(
    path: str,
    host: str,
    text: str,
    *,
    cookie: str = "",
    token: str = "",
    prefix: str = "q1",
    based_on: int = 0,
) -> bytes:
    body = urlencode({f"{prefix}-text": text, f"{prefix}-based_on": based_on}).encode()
    return (
        f"POST {path} HTTP/1.1\r\nHost: {host}\r\nAccept: application/json\r\n"
        f"Cookie: {cookie}\r\nX-CSRFToken: {token}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    ).encode() + body


def _certificate(badge: str) -> Row:
    from benchmarks.certificate import measured
    from kenspeckle.awards import files
    from kenspeckle.awards.models import Award

    awards = files.with_files(Award.objects.filter(badge__slug=badge))
    award = awards.exclude(credential__document__digest="0" * 64).get()
    ours, theirs = measured(award, quick=QUICK)
    return Row("certificate", "WeasyPrint", ours * 1e6, theirs * 1e6, theirs / ours, ">=10")


def main() -> int:
    """Write the rows as JSON to the file that is named."""
    Path(sys.argv[1]).write_text(json.dumps([asdict(row) for row in rows()]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
