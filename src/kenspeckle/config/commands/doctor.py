"""`kenspeckle doctor`: look at every row and say which promises hold."""

from collections.abc import Iterator
from datetime import datetime

MOST_NAMED = 20


def problems(at: datetime) -> Iterator[str]:
    """Yield a sentence for everything that breaks a promise at the moment `at`."""
    from kenspeckle.kernel.hooks import promises

    for promise in promises():
        yield from promise.broken(at)


def examine() -> int:
    """Print each promise with how many rows it was held against; return 0 when all hold, else 1.

    A database without our tables is said so, and is 1 too.
    """
    import django

    django.setup()
    from django.db import connection, transaction
    from django.db.migrations.executor import MigrationExecutor

    from kenspeckle.kernel.clock import now
    from kenspeckle.kernel.hooks import promises

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        _say("The tables of this database are not those of this version: start Kenspeckle once.")
        return 1
    trouble = 0
    with transaction.atomic():
        with connection.cursor() as cursor:
            # One moment for all promises, whatever the programme does meanwhile.
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for promise in promises():
            rows = promise.about._default_manager.count()
            broken = list(promise.broken(now()))
            trouble += len(broken)
            _say(f"{'bad ' if broken else 'good'}  {promise.title} ({rows:,} rows)")
            for sentence in broken[:MOST_NAMED]:
                _say(f"        {sentence}")
            if len(broken) > MOST_NAMED:
                _say(f"        and {len(broken) - MOST_NAMED:,} more")
    _say("All promises hold." if not trouble else f"{trouble:,} things are not as promised.")
    return 1 if trouble else 0


def _say(sentence: str) -> None:
    print(sentence)  # noqa: T201 (a command's answer)
