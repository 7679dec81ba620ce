"""Types for views: a request whose person is known to be signed in."""

from typing import TYPE_CHECKING

from django.http import HttpRequest

if TYPE_CHECKING:
    from kenspeckle.accounts.models import Person


class MemberRequest(HttpRequest):
    """A request behind `login_required`: `user` is a `Person`, never anonymous."""

    user: "Person"  # type: ignore[assignment]  # narrows Django's union for signed-in views
