"""What an examination finds: one finding for each check, in words for a person."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal

from openbadges3.errors import OpenBadgesError, cut

Outcome = Literal["good", "warning", "bad", "unknown"]

_WORST_FIRST: Final[tuple[Outcome, ...]] = ("bad", "unknown", "warning", "good")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was checked.

    `check` names the check ("proof", "status", ...), `path` is the place in the document, `message`
    says what was found in one sentence, `section` is the part of a standard that asks for it.
    """

    check: str
    outcome: Outcome
    path: str
    message: str
    section: str


@dataclass(frozen=True, slots=True)
class Report:
    """All findings about one credential, and what they come to.

    `credential` is the document that was examined, when it could be read that far. `is_badge` is
    False for what is no badge at all, but a letter or a photograph: nobody should be told not to
    rely on it.
    """

    findings: tuple[Finding, ...]
    credential: dict[str, Any] | None = field(default=None, repr=False)
    is_badge: bool = True

    @property
    def outcome(self) -> Outcome:
        """The worst of the findings: "bad", then "unknown", "warning", "good"."""
        present = {finding.outcome for finding in self.findings}
        for outcome in _WORST_FIRST:
            if outcome in present:
                return outcome
        return "unknown"

    def of(self, check: str) -> tuple[Finding, ...]:
        """The findings of one check."""
        return tuple(finding for finding in self.findings if finding.check == check)

    def as_dict(self) -> dict[str, Any]:
        """The report as JSON-ready data: `{"outcome": ..., "findings": [...]}`."""
        return {"outcome": self.outcome, "findings": [asdict(each) for each in self.findings]}


class Findings:
    """Collects findings while checks run, and with the bad ones the error that `verify` raises.

    `issuer` is the address of the issuer, where the document itself does not say it; `is_badge` as
    in `Report`.
    """

    def __init__(self) -> None:
        self.is_badge = True
        self.issuer = ""
        self.listed: list[Finding] = []
        self.errors: list[OpenBadgesError] = []

    def good(self, check: str, message: str, *, path: str = "", section: str = "") -> None:
        """Note that something is as it should be."""
        self.listed.append(Finding(check, "good", cut(path), cut(message), section))

    def warn(self, check: str, message: str, *, path: str = "", section: str = "") -> None:
        """Note something that should be better, but does not count against the credential."""
        self.listed.append(Finding(check, "warning", cut(path), cut(message), section))

    def bad(self, check: str, error: OpenBadgesError, *, message: str = "") -> None:
        """Note why the credential cannot be relied on."""
        self.errors.append(error)
        self.listed.append(
            Finding(
                check,
                "bad",
                cut(error.path),
                cut(message) or sentence(error.message),
                error.section,
            )
        )

    def unknown(self, check: str, error: OpenBadgesError, *, message: str = "") -> None:
        """Note that something could not be settled, which `verify` does not accept either."""
        self.errors.append(error)
        self.listed.append(
            Finding(
                check,
                "unknown",
                cut(error.path),
                cut(message) or sentence(error.message),
                error.section,
            )
        )


def sentence(message: str) -> str:
    """`message` as a sentence: a capital at the start, a full stop at the end."""
    first = message.partition(" ")[0]
    if first.isalpha():
        message = message[:1].upper() + message[1:]
    return message if message.endswith(".") else f"{message}."
