"""The signer's jobs. They run in a queue of their own, in the process that holds the master key."""

from typing import Any
from uuid import UUID

from django.conf import settings
from procrastinate.contrib.django import app

from kenspeckle.audit.models import Event
from kenspeckle.awards import letters, signer
from kenspeckle.awards.keystore import KeyStore, KeyTrouble
from kenspeckle.awards.models import Award
from kenspeckle.catalogue.models import Badge
from kenspeckle.kernel.clock import now
from kenspeckle.kernel.jobs import job

QUEUE = "signing"


@job(name="awards.prepare_keys", queue=QUEUE)
def prepare_keys(*, event: int) -> None:
    """Make the keys of the issuer of a badge that was published, where they are missing."""
    slug = Event.objects.values_list("chain", flat=True).get(pk=event).removeprefix("badge:")
    issuer = Badge.objects.values_list("issuer", flat=True).get(slug=slug)
    signer.prepare_issuer(issuer=issuer, keys=key_store(), at=now())


@job(name="awards.sign", queue=QUEUE)
def sign(*, document: str) -> None:
    """Sign one recorded document."""
    signer.sign(document=UUID(document), keys=key_store(), at=now())


@job(name="awards.renew_status_list", queue=QUEUE)
def renew_status_list(*, status_list: int) -> None:
    """Record one status list anew and sign it."""
    signer.renew_status_list(status_list=status_list, keys=key_store(), at=now())


@job(name="awards.keep_up", queue=QUEUE)
def keep_up() -> None:
    """Record what is due by now (status lists, every hour); sign what is recorded and unsigned."""
    signer.keep_up(keys=key_store(), at=now())


@job(name="awards.tell_of_milestones")
def tell_of_milestones(*, event: int) -> None:
    """Tell the holder of an award that was signed of the milestones that it makes complete."""
    uid = Event.objects.values_list("chain", flat=True).get(pk=event).removeprefix("award:")
    award = Award.objects.select_related("person", "badge").get(uid=uid)
    letters.tell_of_milestones(award.person, award.badge, now())


@job(name="awards.tell_of_endings")
def tell_of_endings() -> None:
    """Tell the holders of awards that are near their end."""
    letters.tell_of_endings(now())


@app.periodic(cron="0 6 * * *")
@app.task(name="awards.queue_telling_of_endings", queueing_lock="awards.tell_of_endings")
def queue_telling_of_endings(timestamp: int, **_: Any) -> None:
    """Every morning: letters to holders of awards that may be renewed from now on."""
    tell_of_endings.defer()


@app.periodic(cron="*/5 * * * *")
@app.task(name="awards.queue_keeping_up", queue=QUEUE, queueing_lock="awards.keep_up")
def queue_keeping_up(timestamp: int, **_: Any) -> None:
    """Every five minutes: resume unsigned work and refresh status lists."""
    keep_up.defer()


def key_store() -> KeyStore:
    """Return the keys of this installation; only the signer's process knows the master key's path."""
    if settings.MASTER_KEY_FILE is None:
        raise KeyTrouble("KENSPECKLE_MASTER_KEY_FILE is not set: this process may not sign.")
    return KeyStore(folder=settings.DATA / "keys", master_key_file=settings.MASTER_KEY_FILE)
