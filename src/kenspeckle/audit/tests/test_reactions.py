"""A reaction is told exactly if the event is kept, and at least once whatever is killed meanwhile."""

import contextlib
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from kenspeckle.audit.models import Event
from kenspeckle.audit.operations import record
from kenspeckle.config.commands.work import run_waiting
from kenspeckle.kernel import features
from kenspeckle.kernel.jobs import job
from kenspeckle.kernel.tasks import retry_stalled_jobs
from tests.factories import NOON

pytestmark = pytest.mark.django_db(transaction=True)
_seen: list[int] = []


@job(name="tests.remember")
def remember(*, event: int) -> None:
    """Keep the number of the event that was told."""
    _seen.append(event)


@pytest.fixture(autouse=True)
def reaction(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    _seen.clear()
    monkeypatch.setitem(features._reactions, "person.renamed", [remember])
    yield
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE audit_event, procrastinate_jobs CASCADE")


def _jobs() -> QuerySet[ProcrastinateJob]:
    return ProcrastinateJob.objects.filter(task_name="tests.remember")


def _rename() -> Event:
    return record("person.renamed", chain="person:one", by=None, at=NOON)


def test_what_is_kept_is_told_once_with_the_event() -> None:
    event = _rename()

    run_waiting("default")

    assert _seen == [event.pk]
    assert _jobs().get().status == "succeeded"


def test_what_is_rolled_back_is_never_told() -> None:
    with transaction.atomic():
        _rename()
        assert _jobs().count() == 1
        transaction.set_rollback(True)

    run_waiting("default")

    assert _seen == []
    assert not _jobs().exists()
    assert not Event.objects.exists()


_WORKER = """
import django, sys, time
django.setup()
from kenspeckle.kernel.jobs import job
from kenspeckle.config.commands.work import work

@job(name="tests.remember")
def remember(*, event):
    print("begun", flush=True)
    time.sleep(60)

work("default")
"""


def test_a_killed_worker_leaves_the_reaction_to_another(tmp_path: Path) -> None:
    event = _rename()
    settings = connection.settings_dict
    worker = subprocess.Popen(
        [sys.executable, "-c", _WORKER],
        stdout=subprocess.PIPE,
        env={
            "DJANGO_SETTINGS_MODULE": "kenspeckle.config.settings",
            "DATABASE_URL": f"postgresql://{settings['USER']}@/{settings['NAME']}?host={settings['HOST']}",
            "KENSPECKLE_DATA": str(tmp_path),
        },
        cwd=tmp_path,
    )
    assert worker.stdout
    assert worker.stdout.readline() == b"begun\n"
    worker.send_signal(signal.SIGKILL)
    worker.wait()
    worker.stdout.close()
    assert _jobs().get().status == "doing", "nobody told that it died"

    deadline = time.monotonic() + 30
    while not _seen and time.monotonic() < deadline:
        _give_up_on_the_dead()
        run_waiting("default")

    assert _seen == [event.pk]


def _give_up_on_the_dead() -> None:
    with connection.cursor() as cursor:
        # As after the half minute without a sign of life that procrastinate waits.
        cursor.execute(
            "UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 hour'"
        )
    with contextlib.suppress(AlreadyEnqueued):  # by the worker's own clock
        retry_stalled_jobs.defer(timestamp=0)  # type: ignore[call-arg]
    run_waiting("default")
