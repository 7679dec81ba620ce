"""Search for the input that costs `examine` most: `make worst`, or `python tests/worst/search.py`.

Starts from everything in `pieces` and `files` at growing sizes up to 5 MB, then changes the costliest
(other pieces, more or fewer of them, signed otherwise) for as long as it is told. Each input is
measured in a process of its own: processor time, and the most memory it ever held. Ends with 1 if
one takes more than half a second or 200 MB. The same choices are made every time for one `--seed`.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import resource
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import pieces
from files import FILES
from openbadges3 import InMemoryDocuments, StatusList, examine, issue, status_list_document

LARGEST = 5_000_000
MOST_SECONDS, MOST_MEMORY = 0.5, 200
GIVEN_UP = 4
AT = datetime(2026, 11, 22, tzinfo=UTC)


@dataclass(frozen=True)
class Case:
    """One input: pieces with their numbers and how it is signed, or a file of a size."""

    parts: tuple[tuple[str, int], ...]
    how: str

    @property
    def name(self) -> str:
        """What it is, in a line."""
        return " ".join(f"{name}×{many}" for name, many in self.parts) + f" ({self.how})"

    def built(self) -> bytes:
        """The input itself."""
        if self.how == "file":
            ((name, size),) = self.parts
            return FILES[name](size)
        return pieces.built(dict(self.parts), self.how)


@dataclass(frozen=True)
class Cost:
    """What it took, in seconds of processor time and megabytes."""

    case: Case
    size: int
    seconds: float
    megabytes: int
    outcome: str

    @property
    def badness(self) -> float:
        """How near to a limit, or how far beyond."""
        return max(self.seconds / MOST_SECONDS, self.megabytes / MOST_MEMORY)


def documents() -> InMemoryDocuments:
    """What an attacker's own servers would answer."""
    full = StatusList(2**24)
    random.Random(1).shuffle(noise := list(range(4096)))
    for place in noise:
        full.set(place * 4000)
    listed = {}
    for number in range(2):
        address = f"https://list.example/{number}"
        document = status_list_document(
            id=address,
            issuer=pieces.DID,
            purpose="revocation",
            encoded=full.encoded(),
            valid_from=AT,
            valid_until=AT.replace(year=2027),
            ttl_ms=None,
        )
        signed = issue(document, key=pieces.KEY, verification_method=pieces.METHOD, created=AT)
        listed[address] = json.dumps(signed)
    return InMemoryDocuments(listed)


def measured(case: Case, known: InMemoryDocuments) -> Cost | None:
    """What `case` costs, in a child; None if it cannot be built within the size."""
    try:
        data = case.built()
    except (RecursionError, OverflowError):
        return None
    if len(data) > LARGEST:
        return None
    reading, writing = os.pipe()
    gc.collect()
    child = os.fork()
    if not child:
        os.close(reading)
        resource.setrlimit(resource.RLIMIT_CPU, (GIVEN_UP, GIVEN_UP + 1))
        signal.signal(signal.SIGXCPU, lambda *_: os._exit(3))
        # Forget the most that the parent ever held; only its present size is inherited.
        Path("/proc/self/clear_refs").write_text("5")
        started = time.process_time()
        try:
            outcome = examine(data, documents=known, at=AT).outcome
        except BaseException as wrong:  # noqa: BLE001  an escape is a result, too
            outcome = f"ESCAPED {type(wrong).__name__}: {wrong}"[:80]
        spent = time.process_time() - started
        status = Path("/proc/self/status").read_text()
        peak = int(status.partition("VmHWM:")[2].split()[0]) // 1024
        os.write(writing, json.dumps([spent, peak, outcome]).encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as told:
        text = told.read()
    os.waitpid(child, 0)
    if not text:
        return Cost(case, len(data), float(GIVEN_UP), 0, "given up")
    seconds, megabytes, outcome = json.loads(text)
    return Cost(case, len(data), seconds, megabytes, outcome)


def first_cases() -> Iterator[Case]:
    """Each piece in every way it can be signed, and each file, at growing sizes."""
    for name in sorted(FILES):
        for size in (500_000, 1_500_000, 4_900_000):
            yield Case(((name, size),), "file")
    for name in sorted(pieces.PIECES):
        few, more = (len(pieces.built({name: many}, "none")) for many in (10, 110))
        most = min(int(LARGEST * 100 / max(more - few, 1) * 0.7), 4_000_000)
        for many in sorted({min(many, most) for many in (1000, 12_000, most)}):
            for how in pieces.SIGNATURES if many < most else ("rdfc", "jcs"):
                yield Case(((name, many),), how)


def changed(case: Case, chance: random.Random) -> Case:
    """A case like this one."""
    if case.how == "file":
        ((name, size),) = case.parts
        return Case(((name, min(int(size * chance.uniform(0.3, 2)), LARGEST)),), "file")
    parts, how = dict(case.parts), case.how
    action = chance.choice(("more", "more", "less", "add", "drop", "sign"))
    if action == "add" or not parts:
        parts |= pieces.chosen(chance)[0]
    elif action == "drop" and len(parts) > 1:
        del parts[chance.choice(sorted(parts))]
    elif action == "sign":
        how = chance.choice(pieces.SIGNATURES)
    else:
        name = chance.choice(sorted(parts))
        factor = chance.uniform(1, 3) if action == "more" else chance.uniform(0.2, 1)
        parts[name] = max(int(parts[name] * factor), 1)
    return Case(tuple(sorted(parts.items())), how)


def search(seconds: float, seed: int, known: InMemoryDocuments) -> list[Cost]:
    """The costliest inputs, worst first."""
    chance = random.Random(seed)
    costs: dict[Case, Cost] = {}

    def tried(case: Case) -> None:
        if case in costs:
            return
        cost = measured(case, known)
        if cost is not None:
            costs[case] = cost

    for case in first_cases():
        tried(case)
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        worst = sorted(costs.values(), key=lambda cost: -cost.badness)[:25]
        if chance.random() < 0.2:
            parts, how = pieces.chosen(chance)
            tried(Case(tuple(sorted(parts.items())), how))
        else:
            tried(changed(chance.choice(worst).case, chance))
    return sorted(costs.values(), key=lambda cost: -cost.badness)


def warmed(known: InMemoryDocuments) -> None:
    """Load what is loaded once in a process, so that no input is told to have cost that."""
    odd = {**pieces.badge(), "urn:n:x": {"@value": "x", "@language": "en"}}
    for how in pieces.SIGNATURES:
        for document in (pieces.badge(), odd):
            examine(pieces.signed(json.loads(json.dumps(document)), how), documents=known, at=AT)
    examine(FILES["pdf_of_values"](100), documents=known, at=AT)


def say(line: str) -> None:
    """Write a line at once: this takes minutes."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main() -> int:
    """Search, print a table, say whether the limits held."""
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--seconds", type=float, default=60, help="for changing the costliest (60)")
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--rows", type=int, default=20)
    given = asked.parse_args()
    known = documents()
    warmed(known)
    costs = search(given.seconds, given.seed, known)
    say(f"{len(costs)} inputs; the limits are {MOST_SECONDS} s and {MOST_MEMORY} MB.")
    say(f"{'seconds':>8} {'MB':>5} {'size':>9}  outcome  input")
    for cost in costs[: given.rows]:
        say(
            f"{cost.seconds:8.3f} {cost.megabytes:5} {cost.size:9}  {cost.outcome:8} {cost.case.name}"
        )
    escaped = [cost for cost in costs if cost.outcome.startswith("ESCAPED")]
    for cost in escaped[:5]:
        say(f"{cost.outcome}: {cost.case.name}")
    return 1 if escaped or costs[0].badness > 1 else 0


if __name__ == "__main__":
    raise SystemExit(main())
