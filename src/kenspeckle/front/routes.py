"""What the front knows of an address before Django is asked."""

from functools import lru_cache

from django.conf import settings
from django.http.request import split_domain_port, validate_host
from django.urls import Resolver404, resolve

from kenspeckle.front.environ import Scope
from kenspeckle.kernel.demands import ORDINARY, Demands

_REMEMBERED = 4096
_PERSONAL = (settings.SESSION_COOKIE_NAME, "messages")


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


def is_known_visitor(scope: Scope) -> bool:
    """Return whether something was said to this visitor alone: a sign-in, or a message to show."""
    return "authorization" in scope.headers or any(
        name == "cookie" and any(f"{cookie}=" in value for cookie in _PERSONAL)
        for name, value in scope.headers.items()
    )


def is_plain(scope: Scope) -> bool:
    """Return whether the request names one of our hosts, once, and no header that misleads."""
    hosts = [value for name, value in scope.headers.items() if name == "host"]
    return len(hosts) == 1 and is_ours(hosts[0])


@lru_cache(256)
def is_ours(host: str) -> bool:
    """Return whether Django answers at this host."""
    domain, _ = split_domain_port(host)
    allowed = settings.ALLOWED_HOSTS or (
        # As Django has it while developing.
        [".localhost", "127.0.0.1", "[::1]"] if settings.DEBUG else []
    )
    return bool(domain) and validate_host(domain, allowed)


def is_text(accept: str | None) -> bool:
    """Return whether the visitor may want a page rather than a document; Django weighs it then."""
    return accept is not None and "text/" in accept
