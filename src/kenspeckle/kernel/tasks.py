"""The kernel's jobs: sending mail, and giving stalled jobs another try."""

from typing import Any

from django.core.mail import EmailMessage
from django.db import transaction
from procrastinate.contrib.django import app

from kenspeckle.kernel.clock import now
from kenspeckle.kernel.jobs import job
from kenspeckle.kernel.models import OutgoingMail


@job(name="kernel.send_mail")
def send_mail(*, mail: int) -> None:
    """Send one queued message, once; a message that is already sent is left alone."""
    with transaction.atomic():
        outgoing = OutgoingMail.objects.select_for_update().filter(pk=mail, sent_at=None).first()
        if outgoing is None or not outgoing.to:
            return  # sent already, or erased before it went
        EmailMessage(outgoing.subject, outgoing.text, to=[outgoing.to]).send()
        outgoing.sent_at = now()
        outgoing.save(update_fields=["sent_at"])


@app.periodic(cron="*/5 * * * *")
@app.task(name="kernel.retry_stalled_jobs", queueing_lock="retry_stalled_jobs", pass_context=True)
async def retry_stalled_jobs(context: Any, timestamp: int) -> None:
    """Give the jobs of a worker that was killed to another one."""
    # The worker's own app: its connections are closed with it.
    jobs = context.app.job_manager
    for stalled in await jobs.get_stalled_jobs():
        await jobs.retry_job(stalled)
