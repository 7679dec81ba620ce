"""Learners who submit and assessors who decide, by HTTP, noting what was acknowledged to them."""

import http.client
import random
import re
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urlencode

_HIDDEN = re.compile(r'name="(csrfmiddlewaretoken|submission|based_on)" value="([^"]*)"')
_RADIO = re.compile(r'name="(met_[^"]+)"')
_RECEIPT = re.compile(r"/receipts/(\d+)/")
FEEDBACK = "Planted words of an assessor about the quokka."


class NoAnswer(Exception):
    """The request was not answered, or with a 5xx: nobody knows what became of it."""


@dataclass
class Notes:
    """What was acknowledged, to compare with what is there afterwards."""

    submissions: set[tuple[str, int]] = field(default_factory=set)
    decisions: dict[tuple[str, int], str] = field(default_factory=dict)
    answers: Counter[str] = field(default_factory=Counter)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Somebody:
    """A browser of a signed-in person."""

    def __init__(self, port: int, session: str, notes: Notes) -> None:
        self.port, self.notes = port, notes
        self.cookies = {"sessionid": session}

    def ask(self, method: str, path: str, **data: str) -> tuple[int, str, str]:
        """Return status, Location and text; `NoAnswer` for none or a 5xx."""
        connection = http.client.HTTPConnection("localhost", self.port, timeout=30)
        headers = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())}
        body = None
        if method == "POST":
            body = urlencode(data)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode("utf-8", "replace")
        except (OSError, http.client.HTTPException):
            self._note("none")
            raise NoAnswer from None
        finally:
            connection.close()
        self._note(f"{answer.status // 100}xx")
        if answer.status >= 500:
            raise NoAnswer
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = cookie.partition(";")[0].partition("=")
            self.cookies[name] = value
        return answer.status, answer.headers.get("Location", ""), text

    def post(self, path: str, page: str, **data: str) -> tuple[int, str, str]:
        """Send a form of `page`, with its hidden fields."""
        return self.ask("POST", path, **{**dict(_HIDDEN.findall(page)), **data})

    def _note(self, what: str) -> None:
        with self.notes.lock:
            self.notes.answers[what] += 1


def learner(me: Somebody, applications: list[str], going: threading.Event) -> None:
    """Submit each application again and again, as often as it is returned."""
    while going.is_set():
        for uid in applications:
            if not going.is_set():
                return
            try:
                _submit(me, uid)
            except NoAnswer:
                time.sleep(0.2)
        time.sleep(0.05)


def _submit(me: Somebody, uid: str) -> None:
    path = f"/applications/{uid}/check/"
    status, where, page = me.ask("GET", path)
    if status != 200:
        return  # submitted, or decided for good
    status, where, _ = me.post(path, page, accept="on")
    number = _RECEIPT.search(where)
    if status == 302 and number:
        with me.notes.lock:
            me.notes.submissions.add((uid, int(number[1])))


def assessor(
    me: Somebody, applications: list[str], chance: random.Random, going: threading.Event
) -> None:
    """Take what waits, and return or award it."""
    while going.is_set():
        for uid in chance.sample(applications, len(applications)):
            if not going.is_set():
                return
            try:
                _decide(me, uid, "award" if chance.random() < 0.15 else "return")
            except NoAnswer:
                time.sleep(0.2)


def _decide(me: Somebody, uid: str, outcome: str) -> None:
    desk = f"/assess/{uid}/"
    status, _, page = me.ask("GET", desk)
    if status != 200:
        return
    if f"{desk}take" in page:
        if me.post(f"{desk}take", page)[0] != 302:
            return
        status, _, page = me.ask("GET", desk)
    hidden = dict(_HIDDEN.findall(page))
    points = sorted(set(_RADIO.findall(page)))
    if status != 200 or not points:
        return
    verdicts = dict.fromkeys(points, "yes")
    if outcome == "return":
        verdicts[points[-1]] = "no"
    comments = {point.replace("met_", "comment_"): "Planted comment." for point in points}
    sent = {**verdicts, **comments, "outcome": outcome, "feedback": FEEDBACK, "decide": "yes"}
    status, where, _ = me.post(desk, page, **sent)
    if status != 302 or "decision" not in where:
        return
    status, _, page = me.ask("GET", f"{desk}decision")
    if status != 200:
        return
    status, where, _ = me.post(f"{desk}decision", page)
    if status == 302 and where == "/assess/":
        with me.notes.lock:
            me.notes.decisions[(uid, int(hidden["submission"]))] = outcome
