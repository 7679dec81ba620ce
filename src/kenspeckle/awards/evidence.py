"""Evidence as it is frozen in an award: plain text with a random salt, and its digest."""

import secrets

CONTENT_TYPE = "text/plain; charset=utf-8"


def freeze(name: str, text: str) -> bytes:
    """Return the exact bytes that the evidence's address will serve.

    The salt (128 bits) keeps anybody who only holds the credential from guessing a short text.
    """
    salt = secrets.token_urlsafe(16)
    return f"{name}\n\n{text.strip()}\n\nSalt: {salt}\n".encode()


def readable(content: bytes) -> str:
    """Return the answer alone, for a page that shows it under its question."""
    text = content.decode()
    return text.partition("\n\n")[2].rpartition("\n\nSalt: ")[0]
