"""What the front knows of an address before Django is asked."""

from functools import lru_cache

from django.conf import settings
from django.urls import Resolver404, resolve

from kenspeckle.front.environ import Scope
from kenspeckle.kernel.demands import ORDINARY, Demands

_REMEMBERED = 4096


@lru_cache(_REMEMBERED)
def demands_of(path: str) -> Demands:
    """Return what the view at `path` demands; what is ordinary where there is none."""
    try:
        view = resolve(path).func
    except Resolver404:
        return ORDINARY
    said = getattr(view, "demands", ORDINARY)
    assert isinstance(said, Demands), "demands are said by the decorator of that name"
    return said


def is_secure(scope: Scope) -> bool:
    """Return whether Django would say that the visitor came by https."""
    if settings.SECURE_PROXY_SSL_HEADER is not None:
        told = scope.headers.get("x-forwarded-proto")
        if told is not None:
            return bool(told.split(",")[0].strip() == settings.SECURE_PROXY_SSL_HEADER[1])
    return scope.scheme == "https"


def has_session(scope: Scope) -> bool:
    """Return whether the visitor may be signed in."""
    return any(
        name == "cookie" and f"{settings.SESSION_COOKIE_NAME}=" in value
        for name, value in scope.headers.items()
    )
