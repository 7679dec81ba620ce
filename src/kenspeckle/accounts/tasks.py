"""This room's jobs: sessions do not outlive their day."""

from typing import Any

from procrastinate.contrib.django import app

from kenspeckle.accounts.sessions import SessionStore
from kenspeckle.kernel.jobs import job


@job(name="accounts.forget_ended_sessions")
def forget_ended_sessions() -> None:
    """Delete the sessions that are over; one that was never finished still holds an address."""
    SessionStore.clear_expired()


@app.periodic(cron="15 3 * * *")
@app.task(name="accounts.queue_forgetting_sessions", queueing_lock="accounts.forget_ended_sessions")
def queue_forgetting_sessions(timestamp: int, **_: Any) -> None:
    """Every night, when few people are here."""
    forget_ended_sessions.defer()
