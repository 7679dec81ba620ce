"""The rehearsal: load, kills, and the count at the end."""

import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from kenspeckle.machine import postgres
from tests.faults import people, verdict
from tests.faults.post import Post
from tests.faults.product import KINDS, Product
from tests.faults.verdict import Line

Say = Callable[[str], None]


@dataclass
class Outcome:
    """What a rehearsal came to."""

    kills: Counter[str] = field(default_factory=Counter)
    recovered: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    lines: list[Line] = field(default_factory=list)
    answers: Counter[str] = field(default_factory=Counter)
    by_hand: int = 0
    doctor: int = 0
    planted: list[str] = field(default_factory=list)
    not_tried: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Whether nothing was lost, doubled, started by hand, or told to a log."""
        return not (
            any(line.lost or line.doubled for line in self.lines)
            or self.by_hand
            or self.doctor
            or self.planted
        )


def rehearse(*, kills: int, seed: int, learners: int, drafts: int, say: Say) -> Outcome:
    """Play it. `kills` counts killed processes; other faults come between them."""
    chance, outcome, post, notes = random.Random(seed), Outcome(), Post(), people.Notes()
    with _disk(outcome) as (folder, is_small):
        post.start()
        product = Product(folder, post.port)
        product.start()
        made = _seed(product, learners, drafts)
        going = threading.Event()
        going.set()
        lanes = _lanes(product, made, notes, going, chance)
        for lane in lanes:
            lane.start()
        try:
            faults = _Faults(product, post, outcome, chance, is_small=is_small)
            while outcome.kills.total() < kills:
                faults.kill()
                if chance.random() < 0.08:
                    faults.other()
                if outcome.kills.total() % 50 == 0:
                    say(f"{outcome.kills.total()} kills, {len(notes.submissions)} submissions ...")
        finally:
            going.clear()
            for lane in lanes:
                lane.join(60)
            product.clock.write_text("0")
        say("Waiting until everything is taken up again ...")
        _settle(product, outcome)
        outcome.answers = notes.answers
        url = postgres.running_url(folder / "postgres")
        assert url
        ids = verdict.message_ids(url)
        outcome.lines = verdict.lines(url, notes.submissions, notes.decisions, post.arrived, ids)
        outcome.doctor = _run(product, "doctor").returncode
        product.stop()
        post.stop()
        outcome.planted = verdict.planted_in_logs(folder)
        if not outcome.is_good:
            shutil.copy(product.log, Path(tempfile.gettempdir()) / "kenspeckle-faults.log")
    return outcome


class _Faults:
    """What goes wrong, one at a time, and how long until all is well again."""

    def __init__(
        self,
        product: Product,
        post: Post,
        outcome: Outcome,
        chance: random.Random,
        *,
        is_small: bool,
    ) -> None:
        self.product, self.post, self.outcome, self.chance = product, post, outcome, chance
        self.others: list[Callable[[], None]] = [self._mail_away, self._clock_jumps]
        if is_small:
            self.others.append(self._disk_full)

    def kill(self) -> None:
        """Kill one process of a kind drawn by lot, and wait until all is there again."""
        time.sleep(self.chance.uniform(0.1, 1.0))
        kind = self.chance.choice(KINDS)
        if self.product.kill(kind, self.chance):
            self.outcome.kills[kind] += 1
            self._recover(kind)

    def other(self) -> None:
        """Let one other thing go wrong."""
        self.chance.choice(self.others)()

    def _mail_away(self) -> None:
        self.post.stop()
        time.sleep(self.chance.uniform(1, 5))
        self.post.start()
        self.outcome.recovered["mail server away"].append(0.0)

    def _clock_jumps(self) -> None:
        self.product.clock.write_text(str(self.chance.choice([-1200, -60, 0, 60, 1200])))
        self.outcome.recovered["clock jumps"].append(0.0)

    def _disk_full(self) -> None:
        filler = self.product.folder / "filler"
        with suppress(OSError), filler.open("wb") as file:
            while True:
                file.write(bytes(1024 * 1024))
        time.sleep(self.chance.uniform(2, 6))
        filler.unlink()
        self._recover("disk full")

    def _recover(self, what: str) -> None:
        took = self.product.recovers()
        if took is None:
            self.outcome.by_hand += 1
            self.product.guardian.kill()
            self.product.guardian.wait()
            time.sleep(5)
            self.product.start()
        else:
            self.outcome.recovered[what].append(took)


def _lanes(
    product: Product,
    made: dict[str, list],  # type: ignore[type-arg]
    notes: people.Notes,
    going: threading.Event,
    chance: random.Random,
) -> list[threading.Thread]:
    everything = [uid for one in made["learners"] for uid in one["applications"]]
    lanes = [
        threading.Thread(
            target=people.learner,
            args=(people.Somebody(product.port, one["session"], notes), one["applications"], going),
        )
        for one in made["learners"]
    ]
    share = len(made["assessors"])
    lanes += [
        threading.Thread(
            target=people.assessor,
            args=(
                people.Somebody(product.port, session, notes),
                everything[number::share],
                random.Random(chance.random()),
                going,
            ),
        )
        for number, session in enumerate(made["assessors"])
    ]
    return lanes


def _seed(product: Product, learners: int, drafts: int) -> dict[str, list]:  # type: ignore[type-arg]
    words = [sys.executable, "-m", "tests.faults.seed", str(learners), str(drafts), "3"]
    done = subprocess.run(
        words, env=_with_database(product), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-3000:])
    made: dict[str, list] = json.loads(done.stdout.splitlines()[-1])  # type: ignore[type-arg]
    return made


def _run(product: Product, *words: str) -> "subprocess.CompletedProcess[str]":
    done = subprocess.run(
        [sys.executable, "-m", "kenspeckle", *words],
        env=_with_database(product),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        print(done.stdout[-3000:], done.stderr[-2000:])
    return done


def _with_database(product: Product) -> dict[str, str]:
    url = postgres.running_url(product.folder / "postgres")
    assert url
    return {
        **product.environment,
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "kenspeckle.config.settings",
    }


def _settle(product: Product, outcome: Outcome) -> None:
    """As a lead would: have what waits for its next try tried now; then wait for all to come to rest."""
    _run(
        product, "manage", "shell", "-v", "0", "-c",
        "from kenspeckle.kernel.tasks import queue_sending\n"
        "from kenspeckle.kernel.models import OutgoingMail\n"
        "for pk in OutgoingMail.objects.filter(state='queued').values_list('pk', flat=True):\n"
        "    queue_sending(pk)",
    )  # fmt: skip
    url = postgres.running_url(product.folder / "postgres")
    if url is None or not verdict.settled(url):
        outcome.not_tried.append("not everything came to rest in time")


@contextmanager
def _disk(outcome: Outcome) -> Iterator[tuple[Path, bool]]:
    """A folder on a small disk of its own, where we may have one; else on the usual one."""
    folder = Path(tempfile.mkdtemp(prefix="kenspeckle-faults-"))
    folder.chmod(0o755)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1g,mode=755", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    is_small = mounted.returncode == 0
    if not is_small:
        outcome.not_tried.append("a full disk (a small one can only be had as root)")
    try:
        yield folder, is_small
    finally:
        if is_small:
            subprocess.run(["umount", "--lazy", str(folder)], check=True)
        shutil.rmtree(folder, ignore_errors=True)


def table(outcome: Outcome) -> str:
    """Return what a rehearsal came to, to print."""
    rows = [f"{'fault':<18}{'times':>7}{'back after (median, most)':>28}"]
    for kind in (*KINDS, "disk full", "mail server away", "clock jumps"):
        times = outcome.recovered.get(kind, [])
        count = outcome.kills.get(kind) or len(times)
        took = f"{statistics.median(times):.1f} s, {max(times):.1f} s" if any(times) else ""
        rows.append(f"{kind:<18}{count:>7}{took:>28}")
    rows += ["", f"{'acknowledged':<14}{'number':>9}{'lost':>7}{'doubled':>9}   "]
    rows += [
        f"{line.what:<14}{line.acknowledged:>9}{line.lost:>7}{line.doubled:>9}   {line.remark}"
        for line in outcome.lines
    ]
    asked = ", ".join(f"{number} {kind}" for kind, number in sorted(outcome.answers.items()))
    rows += [
        "",
        f"{outcome.kills.total()} kills, {outcome.by_hand} restarts by hand; answers: {asked}",
        "every promise holds" if not outcome.doctor else "kenspeckle doctor found fault",
        f"{len(outcome.planted)} lines of logs with something that people wrote",
        *outcome.planted[:5],
        *(f"not tried: {what}" for what in outcome.not_tried),
    ]
    return "\n".join(rows)


def main() -> int:
    """Rehearse as the environment says (KILLS, SEED); print the table."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "kenspeckle.config.settings")
    kills = int(os.environ.get("KILLS", "60"))
    seed = int(os.environ.get("SEED", str(int(time.time()))))
    print(f"{kills} kills, SEED={seed}", flush=True)
    outcome = rehearse(
        kills=kills,
        seed=seed,
        learners=8,
        drafts=max(4, kills // 10),
        say=lambda sentence: print(sentence, flush=True),
    )
    print(table(outcome))
    return 0 if outcome.is_good else 1
