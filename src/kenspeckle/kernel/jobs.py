"""Jobs: work that is queued in the same transaction as the change that asks for it.

Jobs run at least once, so every job is idempotent. Tasks live in each feature's `tasks.py`.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import close_old_connections, connections
from procrastinate.contrib.django import app

# Mail waits for another machine: it has a queue of its own, so that nothing else waits for it.
MAIL_QUEUE = "mail"


def job(*, queue: str = "default", name: str) -> Callable[[Callable[..., None]], Any]:
    """Make a function a job of `queue`; call `.defer(...)` on it inside a transaction.

    A job that fails is tried again with growing pauses, ten times. Django's connections are closed
    after each run: nobody ends a request in a worker's thread, so that an idle one would stay open.
    """

    def wrap(function: Callable[..., None]) -> Any:
        @wraps(function)
        def run(**arguments: Any) -> None:
            close_old_connections()
            try:
                function(**arguments)
            finally:
                connections.close_all()

        return app.task(name=name, queue=queue, retry=_RETRY)(run)

    return wrap


def _retry() -> Any:
    from procrastinate import RetryStrategy

    return RetryStrategy(max_attempts=10, exponential_wait=3)


_RETRY = _retry()
