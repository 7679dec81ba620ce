"""`make growth`: the same pages at several sizes, and how PostgreSQL finds what they ask for most.

Prints a table (median of each page's time, and its number of questions) for each number of people,
and the plan of the most frequent questions at the largest: `docs/speed.md` keeps what it printed.
"""

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.installation import installed

TURNS = 15
PLANNED = 10


def main() -> int:
    """Measure at every size, each in a process and an installation of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=[2_000, 20_000, 200_000])
    parser.add_argument("--into", type=Path, help="measure one size, and write it to this file")
    given = parser.parse_args()
    if given.into:
        given.into.write_text(json.dumps(_one(given.people[0])))
        return 0
    sizes = {}
    with tempfile.TemporaryDirectory(prefix="kenspeckle-growth-") as folder:
        for people in given.people:
            into = Path(folder) / f"{people}.json"
            subprocess.run(
                [
                    sys.executable,
                    "-m",
                    "benchmarks.growth",
                    "--people",
                    str(people),
                    "--into",
                    into,
                ],
                stdout=subprocess.DEVNULL,
                check=True,
            )
            sizes[people] = json.loads(into.read_text())
    print(f"{'page':14}" + "".join(f"{people:>14,}" for people in sizes) + "   questions")
    pages = [measured["pages"] for measured in sizes.values()]
    for name in pages[0]:
        questions = "/".join(str(page[name][1]) for page in pages)
        times = "".join(f"{page[name][0]:11.1f} ms" for page in pages)
        print(f"{name:14}{times}   {questions}")
    print(
        f"\nThe slowest questions of these pages at {max(sizes):,} people, and how they are read:"
    )
    for plan in sizes[max(sizes)]["plans"]:
        print(plan)
    return 0


def _one(people: int) -> dict[str, Any]:
    with installed() as place:
        from benchmarks.seeding import seed

        pages = _pages(place.port, seed(people))
        return {
            "pages": {name: _measured(page) for name, page in pages.items()},
            "plans": _plans(pages),
        }


def _pages(port: int, seeded: Any) -> dict[str, Callable[[], None]]:
    from django.test import Client

    from kenspeckle.accounts.models import Person

    host = {"host": f"localhost:{port}", "accept": "text/html"}
    learner = seeded.learners[0]
    mine, anybody, staff = Client(headers=host), Client(headers=host), Client(headers=host)
    mine.cookies["sessionid"] = learner.session
    staff.force_login(
        Person.objects.get(email="amina@demo.example"),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    application = f"/applications/{learner.application}"
    revision = [learner.revision]

    def opened(client: Client, path: str) -> Callable[[], None]:
        def page() -> None:
            answer = client.get(path)
            assert answer.status_code == 200, (path, answer.status_code)

        return page

    def save() -> None:
        prefix = f"q{learner.position}"
        answer = mine.post(
            f"{application}/questions/{learner.position}/save",
            {f"{prefix}-text": f"{revision[0]} words", f"{prefix}-based_on": revision[0]},
        )
        assert answer.status_code == 200, answer.content
        revision[0] += 1

    return {
        "autosave": save,
        "question": opened(mine, f"{application}/questions/{learner.position}/"),
        "overview": opened(mine, f"{application}/"),
        "check": opened(mine, f"{application}/check/"),
        "my badges": opened(mine, "/my-badges/"),
        "front page": opened(mine, "/"),
        "badge page": opened(mine, f"/badges/{seeded.badge}/"),
        "award": opened(anybody, f"/awards/{seeded.shared[-1]}"),
        "search": opened(anybody, "/badges/?q=care"),
        "queue": opened(staff, "/assess/"),
    }


def _measured(page: Callable[[], None]) -> tuple[float, int]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    page()
    with CaptureQueriesContext(connection) as asked:
        page()
    questions = len(asked)
    took = []
    for _ in range(TURNS):
        began = time.perf_counter()
        page()
        took.append(time.perf_counter() - began)
    return sorted(took)[TURNS // 2] * 1000, questions


def _plans(pages: dict[str, Callable[[], None]]) -> list[str]:
    """Return the plans of the slowest questions of the busiest pages, each once."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    asked: dict[str, str] = {}
    for name in ("autosave", "question", "overview", "check", "my badges", "award", "queue"):
        with CaptureQueriesContext(connection) as captured:
            pages[name]()
        for one in captured.captured_queries:
            shape = re.sub(r"'[^']*'|\b\d+\b", "?", one["sql"])
            if one["sql"].startswith("SELECT"):
                asked.setdefault(shape, one["sql"])
    plans = []
    with connection.cursor() as cursor:
        for sql in asked.values():
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}")
            told = cursor.fetchone()[0]
            told = json.loads(told) if isinstance(told, str) else told
            top = told[0]
            table = re.search(r'FROM "(\w+)"', sql)
            plans.append(
                (
                    top["Execution Time"],
                    f"{top['Execution Time']:8.2f} ms  {table[1] if table else '?':28} "
                    f"{', '.join(sorted(set(_steps(top['Plan']))))}",
                )
            )
    plans.sort(reverse=True)
    return [line for _, line in plans[:PLANNED]]


def _steps(plan: dict[str, Any]) -> list[str]:
    """Return how each table is read."""
    here = (
        [f"{plan['Node Type']} of {plan.get('Index Name') or plan['Relation Name']}"]
        if "Relation Name" in plan
        else []
    )
    return here + [step for below in plan.get("Plans", []) for step in _steps(below)]


if __name__ == "__main__":
    sys.exit(main())
