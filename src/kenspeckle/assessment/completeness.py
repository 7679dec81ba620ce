"""What a decision still needs. The form, the rehearsal of the mail and the decision ask this one function."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import Enum

from kenspeckle.assessment.models import Outcome
from kenspeckle.assessment.points import Point, Ruling
from kenspeckle.kernel.refusals import Invalid

LONGEST_COMMENT = 4000


class Part(Enum):
    """The part of a decision that something is wrong with."""

    VERDICT = "met"
    COMMENT = "comment"
    OUTCOME = "outcome"
    REASON = "reason"
    FEEDBACK = "feedback"


@dataclass(frozen=True)
class Fault:
    """What is wrong, where, in words for the assessor; `point` with a verdict or a comment."""

    part: Part
    message: str
    point: Point | None = None

    @property
    def field(self) -> str:
        """The name of the form field that it is about."""
        return f"{self.part.value}_{self.point.name}" if self.point else self.part.value


class Unfinished(Invalid):
    """The decision cannot be made as it is; `faults` say everything that is wrong."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(" ".join(fault.message for fault in faults))
        self.faults = tuple(faults)


def faults(
    asked: Mapping[Point, str],
    *,
    outcome: str,
    reason: str,
    feedback: str,
    verdicts: Mapping[Point, Ruling],
    reasons: Collection[str],
) -> list[Fault]:
    """Return everything that is wrong with a decision, in the order of the desk.

    `asked` are the titles of the points on which a verdict is due; texts are cleaned already.
    """
    return [
        *_verdicts(asked, outcome, verdicts),
        *_outcome(outcome, verdicts),
        *_reason(outcome, reason, reasons),
        *_feedback(feedback),
    ]


def _verdicts(
    asked: Mapping[Point, str], outcome: str, verdicts: Mapping[Point, Ruling]
) -> list[Fault]:
    wrong = []
    for point, title in asked.items():
        ruling = verdicts.get(point)
        if ruling is None:
            wrong.append(Fault(Part.VERDICT, f"Give a verdict on “{title}”.", point))
            continue
        if len(ruling.comment) > LONGEST_COMMENT:
            message = f"The comment on “{title}” may have at most {LONGEST_COMMENT:,} characters."
            wrong.append(Fault(Part.COMMENT, message, point))
        if outcome == Outcome.RETURN and not ruling.met and not ruling.comment:
            wrong.append(Fault(Part.COMMENT, f"Say what is missing in “{title}”.", point))
    if set(verdicts) - set(asked):
        message = "Give a verdict on what is still open, and on nothing else."
        wrong.append(Fault(Part.OUTCOME, message))
    return wrong


def _outcome(outcome: str, verdicts: Mapping[Point, Ruling]) -> list[Fault]:
    unmet = any(not ruling.met for ruling in verdicts.values())
    if outcome not in Outcome.values:
        return [Fault(Part.OUTCOME, "Choose your decision.")]
    if outcome == Outcome.AWARD and unmet:
        return [
            Fault(
                Part.OUTCOME,
                "A badge can be awarded only when every criterion is met. "
                "Return the application, or change the verdicts.",
            )
        ]
    if outcome == Outcome.RETURN and verdicts and not unmet:
        return [Fault(Part.OUTCOME, "Mark at least one criterion as not yet met to return it.")]
    return []


def _reason(outcome: str, reason: str, reasons: Collection[str]) -> list[Fault]:
    if outcome == Outcome.DECLINE and reason not in reasons:
        return [Fault(Part.REASON, "Choose the reason for declining.")]
    return []


def _feedback(feedback: str) -> list[Fault]:
    if not feedback:
        message = "Write some feedback: the applicant reads it word for word."
        return [Fault(Part.FEEDBACK, message)]
    if len(feedback) > LONGEST_COMMENT:
        message = f"Feedback may have at most {LONGEST_COMMENT:,} characters."
        return [Fault(Part.FEEDBACK, message)]
    return []
