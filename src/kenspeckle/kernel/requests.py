"""Types for views: a request whose person is known to be signed in."""

from collections.abc import Callable
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

if TYPE_CHECKING:
    from kenspeckle.accounts.models import Person


class MemberRequest(HttpRequest):
    """A request behind `login_required`: `user` is a `Person`, never anonymous."""

    user: "Person"


def member_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only signed-in people through.

    A visitor who opens the page signs in first and comes back to it. One whose sign-in ended while
    they were writing gets their words back to read and copy: a redirect would lose them.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if request.method in ("GET", "HEAD"):
            return redirect_to_login(request.get_full_path())
        return render(request, "kernel/stale_form.html", {"signed_out": True}, status=403)

    return guarded
