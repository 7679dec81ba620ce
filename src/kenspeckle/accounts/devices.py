"""Browsers in which somebody has signed in before: they are not shut out with everybody else.

Sign-in attempts are limited by network address and by account, so that nobody can try passwords by
the thousand. An office shares one address, and anybody can fail on somebody else's account; so a
browser that knows an account counts its attempts by itself.
"""

from django.conf import settings
from django.core.signing import Signer
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare

COOKIE = "known_here"
# How often a known browser may fail, for each account that it knows.
ATTEMPTS = "10/300s/key"
_DAYS = 180
_MOST_ACCOUNTS = 4


def is_known(request: HttpRequest, email: str) -> bool:
    """Return whether somebody has signed in as `email` in this browser before."""
    mark = _mark(email)
    return bool(email) and any(constant_time_compare(mark, one) for one in _marks(request))


def remember(request: HttpRequest, response: HttpResponse, email: str) -> None:
    """Have this browser known for `email`; the cookie holds a keyed digest, no address."""
    others = [one for one in _marks(request) if one != _mark(email)]
    response.set_cookie(
        COOKIE,
        ".".join([_mark(email), *others][:_MOST_ACCOUNTS]),
        max_age=_DAYS * 24 * 3600,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
        path="/account/",
    )


def _mark(email: str) -> str:
    return Signer(salt="kenspeckle.accounts.devices").signature(email.strip().lower())


def _marks(request: HttpRequest) -> list[str]:
    return request.COOKIES.get(COOKIE, "").split(".")[:_MOST_ACCOUNTS]
