"""What is there afterwards, held against what was acknowledged."""

import hashlib
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import psycopg

from kenspeckle.machine import postgres

PLANTED = ("quokka", "planted", "@planted.example")
# How long what was interrupted may take to be taken up again.
SETTLES_IN = 240.0


@dataclass(frozen=True)
class Line:
    """One line of the table: how many were acknowledged, how many are not there, or there twice."""

    what: str
    acknowledged: int
    lost: int
    doubled: int
    remark: str = ""


def settled(url: str) -> bool:
    """Wait until nothing is under way: all mail has its answer, all awards are signed."""
    under_way = (
        "SELECT (SELECT count(*) FROM kernel_outgoingmail WHERE state = 'queued')"
        " + (SELECT count(*) FROM awards_award WHERE state = 'recorded')"
    )
    deadline = time.monotonic() + SETTLES_IN
    while _rows(url, under_way)[0][0]:
        if time.monotonic() > deadline:
            return False
        time.sleep(1)
    return True


def lines(
    url: str,
    submissions: set[tuple[str, int]],
    decisions: dict[tuple[str, int], str],
    arrived: Counter[str],
    ids: dict[str, str],
) -> list[Line]:
    """Return the table. `ids` are the Message-IDs of all queued mail, by key."""
    there = Counter(
        (str(uid), number)
        for uid, number in _rows(
            url,
            "SELECT a.uid, s.number FROM applications_submission s"
            " JOIN applications_application a ON a.id = s.application_id",
        )
    )
    asked_back = Counter(
        str(uid)
        for (uid,) in _rows(
            url,
            "SELECT a.uid FROM assessment_decision d JOIN applications_submission s ON s.id = d.submission_id"
            " JOIN applications_application a ON a.id = s.application_id WHERE d.outcome = 'return'",
        )
    )
    of_each = Counter(uid for uid, _ in there)
    decided = Counter(
        (str(uid), number, outcome)
        for uid, number, outcome in _rows(
            url,
            "SELECT a.uid, s.number, d.outcome FROM assessment_decision d"
            " JOIN applications_submission s ON s.id = d.submission_id"
            " JOIN applications_application a ON a.id = s.application_id",
        )
    )
    awards = _rows(
        url,
        "SELECT basis_reference, count(*), bool_and(state = 'signed') FROM awards_award GROUP BY 1",
    )
    awarded = sum(count for (_, _, outcome), count in decided.items() if outcome == "award")
    states = dict(_rows(url, "SELECT key, state FROM kernel_outgoingmail"))
    sent = {key for key, state in states.items() if state == "sent"}
    said = sum(state in ("unclear", "handing-over") for state in states.values())
    refused = sum(state in ("refused", "dropped") for state in states.values())
    return [
        Line(
            "submissions",
            len(submissions),
            sum(one not in there for one in submissions),
            sum(count > 1 + asked_back[uid] for uid, count in of_each.items()),
            f"{there.total()} there",
        ),
        Line(
            "decisions",
            len(decisions),
            sum((*key, outcome) not in decided for key, outcome in decisions.items()),
            sum(
                count > 1
                for count in Counter(
                    (uid, number) for uid, number, _ in decided.elements()
                ).values()
            ),
            f"{decided.total()} there",
        ),
        Line(
            "awards",
            awarded,
            max(0, awarded - len(awards)) + sum(not signed for _, _, signed in awards),
            sum(count > 1 for _, count, _ in awards),
            "signed",
        ),
        Line(
            "mails",
            len(states),
            sum(not arrived[ids[key]] for key in sent) + refused,
            sum(count > 1 for count in arrived.values()),
            f"{said} said to be perhaps sent",
        ),
    ]


def message_ids(url: str) -> dict[str, str]:
    """Return the Message-ID of every queued mail, by its key."""
    # As `kenspeckle.kernel.posting.message_id` has it.
    return {
        key: f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@localhost>"
        for (key,) in _rows(url, "SELECT key FROM kernel_outgoingmail")
    }


def planted_in_logs(folder: Path) -> list[str]:
    """Return the lines of all logs that hold something that people wrote."""
    logs = [folder / "up.log", *(folder / "postgres").glob(f"{postgres.LOG_NAME}*")]
    return [
        f"{log.name}: {line[:200]}"
        for log in logs
        for line in log.read_text(errors="replace").splitlines()
        if any(word in line.lower() for word in PLANTED)
    ]


def _rows(url: str, query: str) -> list[tuple]:  # type: ignore[type-arg]
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchall()
