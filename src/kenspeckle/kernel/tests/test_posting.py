"""Mail is handed over to a real SMTP server, which takes it, refuses it, breaks off, or says nothing."""

import asyncio
import os
import signal
import socket
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.db import connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from pytest_django import DjangoDbBlocker, Settings

from kenspeckle.kernel import mail, outgoing, posting
from kenspeckle.kernel.mail import Letter
from kenspeckle.kernel.mail_promises import promises
from kenspeckle.kernel.models import MailState, OutgoingMail
from kenspeckle.kernel.refusals import WrongState

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
LETTER = Letter("Your badge", "Tapadh leibh, a Mhòrag.\n.\n.hidden by a dot\n")


@dataclass
class Postbox:
    """What the server does at each step (a reply, or a wait), and what it has taken."""

    rcpt: str = "250 OK"
    data: str = "250 OK"
    before_answer: Callable[[], None] = lambda: None
    taken: list[bytes] = field(default_factory=list)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, to: str, _: Any) -> str:  # noqa: N802
        if self.rcpt.startswith("250"):
            envelope.rcpt_tos.append(to)
        return self.rcpt

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.data.startswith("250"):
            self.taken.append(envelope.content)
        await asyncio.to_thread(self.before_answer)
        return self.data


@pytest.fixture
def postbox(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Postbox]:
    box = Postbox()
    controller = Controller(box, hostname="127.0.0.1", port=_free_port())
    controller.start()
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", controller.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = 2
    monkeypatch.setattr(posting._Away, "until", 0.0)
    yield box
    controller.stop()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _queued(key: str = "badge.awarded:1", **facts: Any) -> OutgoingMail:
    mail.queue(key, to="morag@example.org", letter=LETTER, at=NOON, **facts)
    return OutgoingMail.objects.get(key=key)


def _after(pk: int) -> tuple[str, str]:
    one = OutgoingMail.objects.get(pk=pk)
    return one.state, one.trouble


@pytest.mark.django_db
def test_a_message_arrives_once_as_it_was_written(postbox: Postbox) -> None:
    queued = _queued()

    assert posting.send(queued.pk, NOON) is None
    assert posting.send(queued.pk, NOON) is None

    assert _after(queued.pk) == (MailState.SENT, "")
    (content,) = postbox.taken
    message = message_from_bytes(content, policy=default)
    assert message["To"] == "morag@example.org"
    assert message["Subject"] == "Your badge"
    assert message["Message-ID"] == posting.message_id(queued)
    assert message.get_body().get_content().replace("\r\n", "\n") == LETTER.text  # type: ignore[union-attr]


@pytest.mark.django_db
def test_nothing_is_queued_to_nobody(postbox: Postbox) -> None:
    mail.queue("a:1", to="4f@erased.invalid", letter=LETTER, at=NOON)

    assert not OutgoingMail.objects.exists()
    assert not ProcrastinateJob.objects.exists()


@pytest.mark.django_db
def test_a_refused_address_is_said_and_not_tried_again(postbox: Postbox) -> None:
    postbox.rcpt = "550 no such user morag@example.org"
    queued = _queued()

    assert posting.send(queued.pk, NOON) is None

    assert _after(queued.pk) == (MailState.REFUSED, "The mail server refused it (550).")
    postbox.rcpt = "250 OK"
    outgoing.try_again(queued.pk, NOON)
    posting.send(queued.pk, NOON)
    assert _after(queued.pk) == (MailState.SENT, "")
    with pytest.raises(WrongState):
        outgoing.try_again(queued.pk, NOON)


@pytest.mark.django_db
@pytest.mark.parametrize("step", ["rcpt", "data"])
def test_a_server_that_is_busy_is_asked_again_after_growing_pauses(
    postbox: Postbox, step: str
) -> None:
    setattr(postbox, step, "451 try later")
    queued = _queued()

    at = NOON
    pauses = []
    while again := posting.send(queued.pk, at):
        assert _after(queued.pk)[0] == MailState.QUEUED
        pauses.append(again - at)
        at = again

    assert tuple(pauses) == posting.PAUSES
    assert at - NOON > timedelta(days=2)
    state, trouble = _after(queued.pk)
    assert state == MailState.REFUSED
    assert "three days" in trouble
    assert not postbox.taken


@pytest.mark.django_db
def test_a_silent_server_holds_up_one_message_and_not_the_next(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting._Away, "until", 0.0)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", silent.getsockname()[1]
        settings.EMAIL_USE_TLS, settings.EMAIL_TIMEOUT = False, 0.5
        first, second = _queued("a:1"), _queued("a:2")

        assert posting.send(first.pk, NOON)
        asked_before = time.monotonic()
        assert posting.send(second.pk, NOON)

        assert time.monotonic() - asked_before < 0.4
    assert _after(first.pk) == (MailState.QUEUED, posting.NO_ANSWER)
    assert OutgoingMail.objects.get(pk=second.pk).tries == 0


@pytest.mark.django_db
def test_an_answer_that_does_not_come_is_unclear_and_never_doubled(
    postbox: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "ANSWER_SECONDS", 0.5)
    postbox.before_answer = lambda: time.sleep(1.5)
    queued = _queued()

    assert posting.send(queued.pk, NOON) is None
    assert posting.send(queued.pk, NOON) is None

    assert _after(queued.pk) == (MailState.UNCLEAR, posting.UNCLEAR)
    assert len(postbox.taken) == 1, "it did arrive"
    assert posting.settle(NOON + timedelta(days=1)) == []


@pytest.mark.django_db
def test_a_code_that_would_come_too_late_does_not_go(postbox: Postbox) -> None:
    until = NOON + timedelta(minutes=15)
    queued = _queued("account.login_code:1", secret=True, useless_after=until)
    late = _queued("account.login_code:2", secret=True, useless_after=until)

    posting.send(queued.pk, NOON)
    posting.send(late.pk, until + timedelta(seconds=1))

    assert _after(queued.pk) == (MailState.SENT, "")
    assert _after(late.pk) == (MailState.DROPPED, posting.TOO_LATE)
    assert set(OutgoingMail.objects.values_list("text", flat=True)) == {""}, "no code stays"
    assert len(postbox.taken) == 1


@pytest.mark.django_db
def test_what_is_queued_to_somebody_who_is_erased_meanwhile_does_not_go(postbox: Postbox) -> None:
    queued = _queued()

    mail.forget("Morag@example.org")
    posting.send(queued.pk, NOON)

    assert _after(queued.pk)[0] == MailState.DROPPED
    assert not postbox.taken


@pytest.mark.django_db
def test_a_message_whose_job_was_lost_is_found_and_the_promise_says_so(postbox: Postbox) -> None:
    queued = _queued()
    (promise,) = promises()

    assert posting.settle(NOON + timedelta(minutes=1)) == []
    assert posting.settle(NOON + timedelta(minutes=3)) == [queued.pk]
    assert list(promise.broken(NOON + timedelta(hours=1))) == []
    assert "should have been tried" in next(promise.broken(NOON + timedelta(days=2)))
    OutgoingMail.objects.update(state=MailState.HANDING_OVER, handed_over_at=NOON)
    assert "nobody knows" in next(promise.broken(NOON + timedelta(days=2)))
    OutgoingMail.objects.update(state=MailState.REFUSED)
    assert "nothing says why" in next(promise.broken(NOON))


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("moment", ["before", "while", "after"])
def test_a_worker_that_is_killed_doubles_nothing_and_hides_nothing(
    postbox: Postbox, django_db_blocker: DjangoDbBlocker, moment: str
) -> None:
    """Killed before the message is given, while the server looks at it, or just after its answer."""
    queued = _queued()
    child = _forked(lambda: posting.send(queued.pk, NOON), postbox, moment)
    os.waitpid(child, 0)

    later = NOON + timedelta(minutes=11)
    posting.settle(later)
    posting.send(queued.pk, later)

    state, trouble = _after(queued.pk)
    if moment == "before":
        assert (state, len(postbox.taken)) == (MailState.SENT, 1)
    else:
        assert (state, trouble) == (MailState.UNCLEAR, posting.UNCLEAR)
        assert len(postbox.taken) == 1


def _forked(work: Callable[[], object], postbox: Postbox, moment: str) -> int:
    """Do `work` in a process that is killed at `moment`; return its number."""
    started = os.getpid()
    child = os.fork()
    if child:
        if moment == "while":
            postbox.before_answer = lambda: os.kill(child, signal.SIGKILL)
        return child
    try:
        # A connection of its own, not its parent's.
        connection.connection = None
        assert os.getpid() != started

        def die(*_: object, **__: object) -> None:
            os.kill(os.getpid(), signal.SIGKILL)

        if moment == "before":
            posting._begin = die
        if moment == "after":
            posting._end = die
        work()
    finally:
        os._exit(0)


@pytest.mark.django_db(transaction=True)
def test_two_workers_with_the_same_message_send_it_once(postbox: Postbox) -> None:
    import threading

    queued = _queued()
    barrier = threading.Barrier(4)

    def one() -> None:
        barrier.wait()
        posting.send(queued.pk, NOON)
        connection.close()

    lanes = [threading.Thread(target=one) for _ in range(4)]
    for lane in lanes:
        lane.start()
    for lane in lanes:
        lane.join(30)

    assert len(postbox.taken) == 1
    assert _after(queued.pk) == (MailState.SENT, "")


@pytest.mark.django_db
def test_mail_goes_with_the_transaction_that_asks_for_it(postbox: Postbox) -> None:
    with transaction.atomic():
        _queued()
        transaction.set_rollback(True)

    assert not OutgoingMail.objects.exists()
    assert not ProcrastinateJob.objects.exists()
