"""The one edge where refusals become HTTP, and the security headers of every answer."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from kenspeckle.kernel.refusals import Invalid, NotAllowed, NotEligible, Refusal, WrongState
from kenspeckle.kernel.security import PERMISSIONS, policy
from kenspeckle.kernel.views import bad_request

Handler = Callable[[HttpRequest], HttpResponse]

# Twice the largest badge picture that is taken: below that, forms say what is too large in words.
LARGEST_BODY = 10 * 1024 * 1024

_NOT_TAKEN = (
    "This address is where a button leads; there is no page to open here. "
    "Go back to the page with the button."
)
TOO_LARGE = (
    "What you sent is larger than 10 MB. Nothing here takes that much. Go back and send less.\n"
)
_STATUS: dict[type[Refusal], int] = {
    NotAllowed: 404,
    WrongState: 409,
    NotEligible: 403,
    Invalid: 422,
}


class Refusals:
    """Turn a `Refusal` raised by a view into an answer a person (or a script) can read."""

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.handler(request)
        if response.status_code != 405 or response.content:
            return response
        # Django's answer to a method that an address does not take is an empty page.
        answer = _answer(request, Refusal(_NOT_TAKEN), 405)
        answer.headers["Allow"] = response.headers.get("Allow", "")
        return answer

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, Refusal):
            return None
        status = next((code for kind, code in _STATUS.items() if isinstance(exception, kind)), 400)
        return _answer(request, exception, status)


def _answer(request: HttpRequest, refusal: Refusal, status: int) -> HttpResponse:
    if "application/json" in request.headers.get("Accept", "").split(",")[0]:
        return JsonResponse({"error": refusal.message}, status=status)
    return render(
        request, "kernel/refusal.html", {"refusal": refusal, "status": status}, status=status
    )


class NotTooLarge:
    """Answer 413 to a body that no form of ours has, before a byte of it is written to the disk.

    (Django bounds the fields of a form, but not the files that anybody may send to any address.)
    """

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and len(length) < 16 and int(length) <= LARGEST_BODY:
            return self.handler(request)
        # No template and no rest of the body: the visitor is still sending.
        answer = HttpResponse(TOO_LARGE, content_type="text/plain; charset=utf-8", status=413)
        answer.headers["Connection"] = "close"
        return answer


class NoNulls:
    """Answer 400 to a NUL in an address or a cookie: PostgreSQL cannot take one.

    (In a POST the fields of `kernel.forms` remove it and say so.)
    """

    def __init__(self, handler: Handler) -> None:
        self.handler = handler

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if (
            "%00" in request.META.get("QUERY_STRING", "")
            or "\x00" in request.path_info
            or any("\x00" in value for value in request.COOKIES.values())
        ):
            return bad_request(request)
        return self.handler(request)


class SecurityHeaders:
    """Content-Security-Policy from `SECURE_CSP` (the names of Django 6), Permissions-Policy, and no copies
    of what somebody with a session was shown: computers are shared.
    """

    def __init__(self, handler: Handler) -> None:
        self.handler = handler
        self.policy = policy()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.handler(request)
        response.headers.setdefault("Content-Security-Policy", self.policy)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response
