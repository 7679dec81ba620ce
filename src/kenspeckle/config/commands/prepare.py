"""What has to be true of the database and the files before anything is served."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from kenspeckle.awards.addresses import check_public_address
from kenspeckle.catalogue.programme.loading import load
from kenspeckle.config.commands import people

Say = Callable[[str], None]


def prepare_database(say: Say) -> None:
    """Bring the tables up to date and refuse a public address that earlier awards do not name."""
    say("Bringing the database up to date ...")
    call_command("migrate", interactive=False, verbosity=0)
    check_public_address()


def collect_static_files(say: Say) -> None:
    """Gather the files for browsers under hashed names; skipped while none of them has changed."""
    root = Path(settings.STATIC_ROOT)
    stamp = root / ".digest"
    digest = _digest_of_static_sources()
    if stamp.exists() and stamp.read_text() == digest:
        return
    say("Gathering the files for browsers ...")
    call_command("collectstatic", interactive=False, clear=root.exists(), verbosity=0)
    stamp.write_text(digest)


def load_demonstration(programme: Path, *, at: datetime, say: Say) -> None:
    """Load the example programme for the current year, and the demonstration people."""
    say("Loading the example programme ...")
    load(programme, year=at.year, at=at)
    people.make(at=at)


def end_demonstration(say: Say) -> None:
    """Lock out the people of a demonstration that this database was used for before."""
    if count := people.lock_out():
        say(f"{count} demonstration people can no longer sign in.")


def _digest_of_static_sources() -> str:
    from django.contrib.staticfiles.finders import get_finders

    sums = hashlib.sha256()
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda each: each[0]):
            status = Path(storage.path(name)).stat()
            sums.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return sums.hexdigest()
