"""The headers that every answer of ours carries, whoever answers: Django, or the front before it."""

from functools import cache

from django.conf import settings

PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=()"


def policy() -> str:
    """Return the Content-Security-Policy, from `SECURE_CSP` (the name of Django 6)."""
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in settings.SECURE_CSP.items())


@cache
def headers_of_every_answer(*, secure: bool) -> tuple[tuple[str, str], ...]:
    """Return what Django's middleware adds to an answer, for one that does not pass through it.

    `secure` says whether the visitor came by https.
    """
    headers = [
        ("content-security-policy", policy()),
        ("permissions-policy", PERMISSIONS),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", settings.SECURE_REFERRER_POLICY),
        ("cross-origin-opener-policy", settings.SECURE_CROSS_ORIGIN_OPENER_POLICY),
    ]
    if secure and settings.SECURE_HSTS_SECONDS:
        headers.append(("strict-transport-security", f"max-age={settings.SECURE_HSTS_SECONDS}"))
    return tuple(headers)
