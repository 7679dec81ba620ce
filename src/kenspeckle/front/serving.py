"""How granian is started for the front: what it bounds itself, before the front sees a request."""

import os
import resource
import sys

# Headers must be there within these seconds, and a connection that asks nothing is closed after them.
HEADER_SECONDS = 10
# Headers may have so many bytes (and granian takes a hundred of them).
HEADER_BYTES = 64 * 1024
# Open connections for each process: slow ones cost some memory each, and no thread.
CONNECTIONS = 8192
_OTHER_FILES = 256


def default_workers() -> int:
    """Return how many processes serve: one for each core that we may use."""
    return len(os.sched_getaffinity(0))


def threads_for(workers: int) -> int:
    """Return how many threads each process has for Django; each holds a database connection.

    More than a few a core make nothing faster, and all together they stay below what PostgreSQL
    grants by default (100), with those of the worker, the signer and the front itself.
    """
    return max(2, min(4, 48 // workers))


def allow_many_files() -> int:
    """Raise this process's limit of open files as far as it may; return how many it has then."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = CONNECTIONS + _OTHER_FILES
    if soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return soft


def command(application: str, *, port: int, workers: int) -> list[str]:
    """Return the words that start granian with `application` ("module:name") on our own machine."""
    connections = min(CONNECTIONS, max(128, allow_many_files() - _OTHER_FILES))
    return [
        sys.executable, "-m", "granian", "--interface", "rsgi", "--http", "1", "--no-ws",
        "--host", "127.0.0.1", "--port", str(port), "--workers", str(workers),
        "--backlog", "2048", "--backpressure", str(connections),
        "--http1-header-read-timeout", str(HEADER_SECONDS * 1000),
        "--http1-buffer-size", str(HEADER_BYTES),
        "--no-access-log", "--log-level", "error", "--respawn-failed-workers",
        application,
    ]  # fmt: skip
