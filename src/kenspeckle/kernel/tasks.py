"""The kernel's jobs: sending mail, and giving stalled jobs another try."""

from datetime import datetime
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from kenspeckle.kernel import posting
from kenspeckle.kernel.clock import now
from kenspeckle.kernel.jobs import MAIL_QUEUE, job


@job(name="kernel.send_mail", queue=MAIL_QUEUE)
def send_mail(*, mail: int) -> None:
    """Send one queued message, once; a message that is not queued any more is left alone."""
    if again := posting.send(mail, now()):
        queue_sending(mail, at=again)


@job(name="kernel.settle_mail", queue=MAIL_QUEUE)
def settle_mail() -> None:
    """Look after messages whose handing over, or whose job, was cut off."""
    for mail in posting.settle(now()):
        queue_sending(mail)


def queue_sending(mail: int, at: datetime | None = None) -> None:
    """Queue the sending of a message, now or at a moment; one that waits already is not queued twice."""
    lock = f"kernel.send_mail:{mail}:{'later' if at else 'now'}"
    try:
        with transaction.atomic():
            send_mail.configure(queueing_lock=lock, schedule_at=at).defer(mail=mail)
    except AlreadyEnqueued:
        pass


@app.periodic(cron="* * * * *")
@app.task(name="kernel.queue_settling_mail", queue=MAIL_QUEUE, queueing_lock="kernel.settle_mail")
def queue_settling_mail(timestamp: int, **_: Any) -> None:
    """Every minute."""
    settle_mail.defer()


@app.periodic(cron="* * * * *")
@app.task(name="kernel.retry_stalled_jobs", queueing_lock="retry_stalled_jobs", pass_context=True)
async def retry_stalled_jobs(context: Any, timestamp: int) -> None:
    """Give the jobs of a worker that was killed to another one."""
    # The worker's own app: its connections are closed with it.
    jobs = context.app.job_manager
    for stalled in await jobs.get_stalled_jobs():
        await jobs.retry_job(stalled)
