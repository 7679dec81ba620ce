"""`kenspeckle work QUEUE`: one worker on one queue of jobs, until it is asked to stop."""

import asyncio
import signal
from collections.abc import Mapping
from contextlib import AsyncExitStack

from asgiref.sync import sync_to_async
from django.db import connections
from procrastinate import App
from procrastinate.contrib.django.django_connector import DjangoConnector

from kenspeckle.kernel.jobs import MAIL_QUEUE

# What one process works on: queues that do not wait for each other, and how many jobs of each at once.
_QUEUES = {"default": {"default": 1, MAIL_QUEUE: 4}, "signing": {"signing": 1}}


def work(queue: str) -> int:
    """Run the jobs of `queue` as they come. SIGTERM lets the running ones finish."""
    import django

    django.setup()
    asyncio.run(_work(_QUEUES[queue]))
    return 0


async def _work(queues: Mapping[str, int]) -> None:
    loop = asyncio.get_running_loop()
    async with AsyncExitStack() as stack:
        workers = []
        for queue, at_once in queues.items():
            app = _worker_app()
            await stack.enter_async_context(app.open_async())
            running = app.run_worker_async(
                queues=[queue], name=queue, concurrency=at_once, install_signal_handlers=False
            )
            workers.append(asyncio.create_task(running))

        def stop() -> None:
            for worker in workers:
                worker.cancel()

        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stop)
        # One that breaks ends the process, and the supervisor starts it anew.
        try:
            await asyncio.gather(*workers)
        except asyncio.CancelledError:
            await asyncio.gather(*workers, return_exceptions=True)


def run_waiting(queue: str) -> None:
    """Run the jobs that wait in `queue`, and the mail with the default one, then return."""
    _worker_app().run_worker(
        queues=[*_QUEUES[queue]], wait=False, install_signal_handlers=False, listen_notify=False
    )
    # Periodic jobs are queued through Django's connection of asgiref's own thread.
    asyncio.run(sync_to_async(connections.close_all)())


def _worker_app() -> App:
    """Return the app with connections of its own: Django's are not made for waiting on jobs."""
    from procrastinate.contrib.django import app

    assert isinstance(app.connector, DjangoConnector), "jobs live in Django's database"
    return app.with_connector(app.connector.get_worker_connector())
