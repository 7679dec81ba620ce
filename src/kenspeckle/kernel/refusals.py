"""One family of refusals. An operation that refuses has saved nothing.

    Refusal
    ├── NotAllowed   not yours to see or touch (404 to outsiders: existence is not revealed)
    ├── WrongState   it has moved on since you opened it (409)
    ├── NotEligible  you may not apply, and here is why (403)
    └── Invalid      the input cannot be used as it is (422)

`kernel.middleware.Refusals` is the one place that turns them into HTTP.
"""


class Refusal(Exception):
    """A request that is understood and turned down; `str()` is a sentence for the person."""

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotAllowed(Refusal):
    """The person has no right to see or touch this; outsiders are not told whether it exists."""

    def __init__(self, message: str = "There is nothing here for you to see.") -> None:
        super().__init__(message)


class WrongState(Refusal):
    """The thing has moved on; what was asked no longer follows."""


class NotEligible(Refusal):
    """The person may not apply (yet); `reasons` say why and, where there is one, from which day."""

    def __init__(self, message: str, reasons: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.reasons = reasons


class Invalid(Refusal):
    """Input that cannot be used; `field` names where, when one field is at fault."""

    def __init__(self, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field
