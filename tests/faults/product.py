"""The product under rehearsal: started as people start it, with its processes by kind."""

import os
import random
import secrets
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.request import urlopen

from kenspeckle.machine.processes import children_of, is_running
from tests.journeys.product import _free_port

CLOCK = Path(__file__).parent / "clock"
KINDS = ("website", "web process", "worker", "signer", "backend", "postmaster", "supervisor")
RECOVERS_IN = 120.0


class Product:
    """`kenspeckle up` on a folder and a port of its own."""

    def __init__(self, folder: Path, mail_port: int) -> None:
        self.folder, self.log = folder, folder / "up.log"
        self.port = _free_port()
        self.clock = folder / "clock"
        self.starts = 0
        self.environment = {
            **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
            "KENSPECKLE_DATA": str(folder),
            "KENSPECKLE_URL": f"http://localhost:{self.port}",
            "KENSPECKLE_SECRET_KEY": secrets.token_urlsafe(48),
            "KENSPECKLE_EMAIL_URL": f"smtp://127.0.0.1:{mail_port}",
            "KENSPECKLE_WORKERS": "2",
            "KENSPECKLE_REHEARSED_CLOCK": str(self.clock),
            "PYTHONPATH": os.pathsep.join([str(CLOCK), *sys.path]),
        }

    def start(self) -> None:
        """Start it, and wait until it is ready."""
        self.starts += 1
        with self.log.open("ab") as log:
            self.guardian = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "kenspeckle",
                    "up",
                    "--demonstration",
                    "--port",
                    str(self.port),
                ],
                stdout=log,
                stderr=subprocess.STDOUT,
                env=self.environment,
                start_new_session=True,
            )
        if self.recovers(within=240) is None:
            raise RuntimeError(self.log.read_text(errors="replace")[-3000:])

    def stop(self) -> int:
        """Stop it with Ctrl-C's signal; return its exit code."""
        self.guardian.send_signal(signal.SIGINT)
        return self.guardian.wait(timeout=90)

    def ready(self) -> bool:
        """Whether /ready says so."""
        address = f"http://localhost:{self.port}/ready"
        with suppress(OSError), urlopen(address, timeout=2) as answer:
            return bool(answer.status == 200)
        return False

    def recovers(self, *, within: float = RECOVERS_IN) -> float | None:
        """Wait until all is there and ready; return after how many seconds, None for never."""
        began = time.monotonic()
        while time.monotonic() - began < within:
            if self.ready() and len(self.processes()) == len(KINDS):
                return time.monotonic() - began
            if self.guardian.poll() is not None:
                return None
            time.sleep(0.05)
        return None

    def processes(self) -> dict[str, list[int]]:
        """The numbers of the running processes of each kind."""
        kinds: dict[str, list[int]] = {}
        for supervisor in children_of(self.guardian.pid):
            if "kenspeckle" not in _words(supervisor) or " work " in _words(supervisor):
                continue
            kinds["supervisor"] = [supervisor]
            for child in children_of(supervisor):
                words = _words(child)
                if "granian" in words:
                    kinds["website"] = [child]
                    kinds["web process"] = children_of(child)
                elif " work default" in words:
                    kinds["worker"] = [child]
                elif " work signing" in words:
                    kinds["signer"] = [child]
                elif "postgres" in words:
                    kinds["postmaster"] = [child]
                    kinds["backend"] = [
                        one for one in children_of(child) if "[local]" in _words(one)
                    ]
        return {kind: pids for kind, pids in kinds.items() if pids}

    def kill(self, kind: str, chance: random.Random) -> bool:
        """Kill one process of a kind with SIGKILL; return whether there was one."""
        pids = self.processes().get(kind, [])
        if not pids:
            return False
        victim = chance.choice(pids)
        with suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)
        while is_running(victim):
            time.sleep(0.005)
        return True


def _words(pid: int) -> str:
    try:
        return (
            Path(f"/proc/{pid}/cmdline")
            .read_bytes()
            .replace(b"\0", b" ")
            .decode("utf-8", "replace")
        )
    except OSError:
        return ""
