"""This room's jobs: earlier versions of answers do not outlive their use."""

from typing import Any

from procrastinate.contrib.django import app

from kenspeckle.applications import versioning
from kenspeckle.kernel.clock import now
from kenspeckle.kernel.jobs import job


@job(name="applications.thin_versions")
def thin_versions() -> None:
    """Delete the earlier versions that are not to be kept any longer."""
    versioning.thin(now())


@app.periodic(cron="45 3 * * *")
@app.task(name="applications.queue_thinning", queueing_lock="applications.thin_versions")
def queue_thinning(timestamp: int, **_: Any) -> None:
    """Every night, when few people write."""
    thin_versions.defer()
