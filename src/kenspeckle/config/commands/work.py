"""`kenspeckle work QUEUE`: one worker on one queue of jobs, until it is asked to stop."""

import asyncio

from asgiref.sync import sync_to_async
from django.db import connections
from procrastinate import App
from procrastinate.contrib.django.django_connector import DjangoConnector


def work(queue: str) -> int:
    """Run the jobs of `queue` as they come. SIGTERM lets the running ones finish."""
    import django

    django.setup()
    _worker_app().run_worker(queues=[queue], name=queue)
    return 0


def run_waiting(queue: str) -> None:
    """Run the jobs that wait in `queue`, then return."""
    _worker_app().run_worker(
        queues=[queue], wait=False, install_signal_handlers=False, listen_notify=False
    )
    # Periodic jobs are queued through Django's connection of asgiref's own thread.
    asyncio.run(sync_to_async(connections.close_all)())


def _worker_app() -> App:
    """Return the app with connections of its own: Django's are not made for waiting on jobs."""
    from procrastinate.contrib.django import app

    assert isinstance(app.connector, DjangoConnector), "jobs live in Django's database"
    return app.with_connector(app.connector.get_worker_connector())
