"""`make load PEOPLE=200000`: seed, and play the last evening before a deadline (`evening.py`).

Website, database, worker and signer run as `kenspeckle up` runs them, on this machine, and so does
the load, whose share of the processor is printed. Meanwhile an assessor awards a badge every few
seconds, and what the signer takes is measured.
"""

import argparse
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from benchmarks.installation import PRODUCT, ROOT, Installation, installed

AWARD_EVERY = 3.0
# 273 requests a second, each of them asking every five seconds (`evening.py`).
USERS = 1365


def main() -> int:
    """Return 0 when no request failed and every award was signed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=200_000)
    parser.add_argument("--seconds", type=int, default=600)
    given = parser.parse_args()
    with installed() as place:
        return _play(place, given.people, given.seconds)


def _play(place: Installation, people: int, seconds: int) -> int:
    from benchmarks.seeding import seed
    from kenspeckle.front import serving

    seeded = seed(people)
    print(
        f"seeded {seeded.people:,} people: {seeded.rows:,} rows in {seeded.seconds:.1f} s, "
        f"{seeded.rows / seeded.seconds:,.0f} a second"
    )
    workers = serving.default_workers()
    place.serve("website", PRODUCT, port=place.port, workers=workers)
    place.work()
    plan = place.folder / "evening.json"
    plan.write_text(
        json.dumps(
            {
                "host": f"localhost:{place.port}",
                "learners": [learner.__dict__ for learner in seeded.learners],
                "shared": list(seeded.shared[:5000]),
                "badge": seeded.badge,
            }
        )
    )
    results = place.folder / "results.json"
    machine = psutil.cpu_count() or 1
    watched = {
        "website": place.processes["website"].pid,
        "worker": place.processes["worker"].pid,
        "signer": place.processes["signer"].pid,
        "database": _database(),
    }
    stop = threading.Event()
    awards = threading.Thread(target=_award, args=(stop,))
    awards.start()
    before = {name: _used(pid) for name, pid in watched.items()}
    began = time.monotonic()
    load = subprocess.Popen(
        [
            sys.executable, "-m", "locust", "--headless", "--only-summary", "--skip-log",
            "--locustfile", str(Path(__file__).with_name("evening.py")),
            "--host", f"http://127.0.0.1:{place.port}",
            "--users", str(USERS), "--spawn-rate", "200", "--run-time", f"{seconds + 7}s", "--reset-stats",
            "--stop-timeout", "5",
        ],
        env={**os.environ, "EVENING": str(plan), "EVENING_RESULTS": str(results)},
        cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    loads = psutil.Process(load.pid)
    share = 0.0
    deadline = time.monotonic() + seconds + 120
    memory: dict[str, int] = {}
    while load.poll() is None and time.monotonic() < deadline:
        try:
            share = sum(loads.cpu_times()[:2])
        except psutil.NoSuchProcess:
            break
        for name, pid in watched.items():
            memory[name] = max(memory.get(name, 0), _memory(pid))
        time.sleep(1)
    took = time.monotonic() - began
    stop.set()
    awards.join()
    load.wait(timeout=30)
    rows = json.loads(results.read_text())
    _print(rows)
    print("\nprocess      processor   memory at most")
    for name, pid in watched.items():
        used = _used(pid) - before[name]
        print(f"{name:12} {used / took / machine:8.1%}   {memory[name] / 2**20:8,.0f} MB")
    print(f"{'the load':12} {share / took / machine:8.1%}   (of {machine} processors)")
    waiting = _wait_for_signatures()
    total = rows[-1]
    print(
        f"\n{total['per_second']:.0f} requests a second for {seconds} s (aim 273), "
        f"p95 {total['p95']:.0f} ms (aim 300), {total['failures']} failed (aim 0); "
        f"awards signed within {waiting:.1f} s at most (aim 60)"
    )
    return 0 if not total["failures"] and waiting < 60 else 1


def _print(rows: list[dict[str, float]]) -> None:
    print(f"\n{'':14}{'requests':>9}{'a second':>10}{'p50':>8}{'p95':>8}{'p99':>8}{'failed':>8}")
    for row in rows:
        print(
            f"{row['name']:14}{row['requests']:>9,}{row['per_second']:>10.1f}"
            f"{row['p50']:>7.0f} {row['p95']:>7.0f} {row['p99']:>7.0f} {row['failures']:>7}"
        )


def _family(pid: int) -> Iterator[psutil.Process]:
    try:
        process = psutil.Process(pid)
        yield process
        yield from process.children(recursive=True)
    except psutil.NoSuchProcess:
        return


def _used(pid: int) -> float:
    total = 0.0
    for process in _family(pid):
        try:
            total += sum(process.cpu_times()[:2])
        except psutil.NoSuchProcess:
            continue
    return total


def _memory(pid: int) -> int:
    total = 0
    for process in _family(pid):
        try:
            # What is shared is counted once: the database's processes share most of theirs.
            total += process.memory_full_info().pss
        except (psutil.NoSuchProcess, psutil.AccessDenied, AttributeError):
            continue
    return total


def _database() -> int:
    mine = psutil.Process().children()
    return next(process.pid for process in mine if process.name() == "postgres")


def _award(stop: threading.Event) -> None:
    """Award something every few seconds, as assessors do that evening, too."""
    from django.db import connection

    from benchmarks.seeding import award_again

    number = 0
    while not stop.wait(AWARD_EVERY):
        award_again(number)
        number += 1
    connection.close()


def _wait_for_signatures() -> float:
    """Wait for the signer to be done; return the longest that an award has waited, in seconds."""
    from django.db.models import F, Max

    from kenspeckle.awards.models import SignedDocument

    made = SignedDocument.objects.filter(kind="award", issuer__isnull=False).exclude(
        digest="0" * 64
    )
    deadline = time.monotonic() + 60
    while made.filter(signed_at=None).exists() and time.monotonic() < deadline:
        time.sleep(0.5)
    if made.filter(signed_at=None).exists():
        return float("inf")
    longest = made.aggregate(longest=Max(F("signed_at") - F("recorded_at")))["longest"]
    return float(longest.total_seconds())


if __name__ == "__main__":
    sys.exit(main())
