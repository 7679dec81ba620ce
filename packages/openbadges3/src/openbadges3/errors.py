"""The errors of this library, one tree:

OpenBadgesError
├── Unreadable              bytes that are not what they should be; names the path
│   └── NotABadge           ... because they are something else
├── UnsafeDocument          JSON-LD that loses or hides something (safe mode), unknown context
├── WorkLimitExceeded       a document made to keep a verifier busy
├── KeyRefused              a key that must not be used, or a key file that cannot be opened
├── DocumentUnavailable     a document that could not be had
│   └── DocumentGone        ... because its publisher says that it is gone (HTTP 410)
├── BakingRefused           an image or a PDF that cannot carry, or does not carry, a credential
│   ├── CarriesNothing      ... because there is none in it
│   └── CredentialDamaged   ... because the one in it was damaged on its way
└── VerificationError       a credential that cannot be relied on
    ├── ModelInvalid        it breaks the data model
    ├── ProofInvalid        no proof holds
    ├── IssuerMismatch      the key is not the issuer's
    ├── NotYetValid, Expired
    ├── Revoked, Suspended, StatusUnknown
    └── RecipientMismatch   it was made out to somebody else
"""

from __future__ import annotations

from typing import Final

_LONGEST: Final = 1000


def cut(text: str) -> str:
    """`text`, or its beginning if it is longer than anybody would read."""
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


class OpenBadgesError(Exception):
    """Anything that this library refuses to do.

    `message` says what is wrong for a person; `path` is where in the document (`$.issuer.id`), or
    empty; `section` names the part of a standard that says so, or is empty.
    """

    def __init__(self, message: str, *, path: str = "", section: str = "") -> None:
        message, path = cut(message), cut(path)
        super().__init__(f"{message} (at {path})" if path else message)
        self.message = message
        self.path = path
        self.section = section


class Unreadable(OpenBadgesError):
    """Bytes that are not what they should be."""


class NotABadge(Unreadable):
    """Bytes that are something else than a badge: a letter, a photograph, a page of the web."""


class UnsafeDocument(OpenBadgesError):
    """JSON-LD from which a signature would silently leave something out, or an unknown context."""


class WorkLimitExceeded(OpenBadgesError):
    """A document that would take unreasonable work to process."""


class KeyRefused(OpenBadgesError):
    """A key that must not be used, or a sealed key that does not open."""


class DocumentUnavailable(OpenBadgesError):
    """A document that could not be had."""


class DocumentGone(DocumentUnavailable):
    """A document whose publisher says that it is gone for good (HTTP 410)."""


class BakingRefused(OpenBadgesError):
    """An image or a PDF that cannot carry a credential, or does not carry one."""


class CarriesNothing(BakingRefused):
    """An image or a PDF in which there is no credential."""


class CredentialDamaged(BakingRefused):
    """An image or a PDF whose credential was damaged on its way."""


class VerificationError(OpenBadgesError):
    """A credential that cannot be relied on."""


class ModelInvalid(VerificationError):
    """The credential breaks its data model."""


class ProofInvalid(VerificationError):
    """No proof of the credential holds."""


class IssuerMismatch(VerificationError):
    """The key that signed is not one that the issuer uses to issue credentials."""


class NotYetValid(VerificationError):
    """The credential is valid only from a later time."""


class Expired(VerificationError):
    """The credential's time is over."""


class Revoked(VerificationError):
    """The issuer has withdrawn the credential."""


class Suspended(VerificationError):
    """The issuer has suspended the credential for now."""


class StatusUnknown(VerificationError):
    """Whether the credential was withdrawn could not be settled."""


class RecipientMismatch(VerificationError):
    """The credential was made out to somebody else."""
