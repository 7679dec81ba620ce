"""The last evening before a deadline, for locust: who does what, and how often.

273 requests a second, of which 188 are autosaves; the rest in the proportions of the journeys. Each
kind of visitor keeps a pace of its own (`constant_throughput`), so that the load does not give way
when answers come slowly.
"""

import itertools
import json
import os
import random
from pathlib import Path
from typing import Any

from locust import FastHttpUser, constant_throughput, events, task

PLAN: dict[str, Any] = json.loads(Path(os.environ["EVENING"]).read_text())
TOKEN = "t" * 32
TEXT = "I asked each colleague what would help them most, and planned the next day with them. " * 15
_learners = itertools.cycle(PLAN["learners"])
_shared = PLAN["shared"]

# Requests a second, by kind of visitor.
RATES = {"Writer": 188, "Reader": 60, "Visitor": 25}
EACH = 0.2


class Learner(FastHttpUser):
    """Somebody who is signed in."""

    abstract = True
    wait_time = constant_throughput(EACH)

    def on_start(self) -> None:
        self.me = next(_learners)
        self.page = f"/applications/{self.me['application']}"
        self.headers = {
            "Cookie": f"sessionid={self.me['session']}; csrftoken={TOKEN}",
            "Host": PLAN["host"],
        }


class Writer(Learner):
    """Writes: a save every five seconds."""

    fixed_count = int(RATES["Writer"] / EACH)

    @task
    def save(self) -> None:
        position, revision = self.me["position"], self.me["revision"]
        with self.client.post(
            f"{self.page}/questions/{position}/save",
            data={
                f"q{position}-text": f"{revision} {TEXT}",
                f"q{position}-based_on": str(revision),
            },
            headers={**self.headers, "X-CSRFToken": TOKEN, "Accept": "application/json"},
            name="autosave",
            catch_response=True,
        ) as answer:
            if answer.status_code == 200:
                self.me["revision"] = answer.json()["revision"]
            else:
                answer.failure(f"{answer.status_code}")


class Reader(Learner):
    """Reads what to write, where it stands, and everything once more before submitting."""

    fixed_count = int(RATES["Reader"] / EACH)

    def _open(self, path: str, name: str) -> None:
        self.client.get(path, headers={**self.headers, "Accept": "text/html"}, name=name)

    @task(6)
    def question(self) -> None:
        self._open(f"{self.page}/questions/{self.me['position']}/", "question")

    @task(3)
    def overview(self) -> None:
        self._open(f"{self.page}/", "overview")

    @task(2)
    def check(self) -> None:
        self._open(f"{self.page}/check/", "check")

    @task(1)
    def my_badges(self) -> None:
        self._open("/my-badges/", "my badges")


class Visitor(FastHttpUser):
    """Looks around without signing in, and programs that check a badge."""

    wait_time = constant_throughput(EACH)
    fixed_count = int(RATES["Visitor"] / EACH)

    def _open(self, path: str, name: str, accept: str = "text/html") -> None:
        self.client.get(path, headers={"Host": PLAN["host"], "Accept": accept}, name=name)

    @task(3)
    def front(self) -> None:
        self._open("/", "front page")

    @task(5)
    def badge(self) -> None:
        self._open(f"/badges/{PLAN['badge']}/", "badge page")

    @task(2)
    def search(self) -> None:
        self._open(f"/badges/?q={random.choice(['care', 'learning', 'team', 'plan'])}", "search")

    @task(5)
    def credential(self) -> None:
        self._open(f"/credentials/{random.choice(_shared)}", "credential", accept="*/*")


@events.quitting.add_listener
def _write(environment: Any, **_: Any) -> None:
    stats = environment.stats
    rows = [*stats.entries.values(), stats.total]
    Path(os.environ["EVENING_RESULTS"]).write_text(
        json.dumps(
            [
                {
                    "name": row.name,
                    "requests": row.num_requests,
                    "failures": row.num_failures,
                    "per_second": row.total_rps,
                    **{
                        f"p{part}": row.get_response_time_percentile(part / 100)
                        for part in (50, 95, 99)
                    },
                }
                for row in rows
                if row.num_requests
            ]
        )
    )
