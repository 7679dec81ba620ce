import sys

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from kenspeckle.kernel.models import ReadableMail
from kenspeckle.kernel.outages import RETRY_SECONDS, Outage, outage_of
from kenspeckle.text.cleaning import clean

ALIVE = b"alive\n"


@require_safe
def mail(request: HttpRequest) -> HttpResponse:
    """Show the messages of a demonstration, newest first; elsewhere there is no such page."""
    if not settings.DEMONSTRATION:
        raise Http404
    to = clean(request.GET.get("to", "")).text.strip()[:254]
    letters = ReadableMail.objects.all()
    if to:
        letters = letters.filter(to__iexact=to)
    return render(request, "kernel/mail.html", {"letters": letters[:50], "to": to})


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Say that this process answers; touches no database."""
    return HttpResponse(ALIVE, content_type="text/plain")


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Say whether pages can be answered: the database is asked."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        return HttpResponse(
            "The database does not answer.\n", content_type="text/plain", status=503
        )
    return HttpResponse("ready\n", content_type="text/plain")


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer a request that cannot be read. Needs no database and no context."""
    return HttpResponse(render_to_string("kernel/400.html"), status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer a request that is understood and not allowed."""
    return render(request, "kernel/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Answer for an address that leads nowhere, or to something that is not the visitor's."""
    return render(request, "kernel/404.html", status=404)


def too_often(request: HttpRequest) -> HttpResponse:
    """Answer somebody who tried too often in a short time (signing in, codes)."""
    return render(request, "kernel/429.html", status=429)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer when something of ours broke, or is away. Needs no database and no context."""
    outage = outage_of(sys.exc_info()[1])
    if outage is None:
        return HttpResponse(render_to_string("kernel/500.html"), status=500)
    headers = {"Retry-After": str(RETRY_SECONDS), "Cache-Control": "no-store"}
    if "application/json" in request.headers.get("Accept", "").split(",")[0]:
        said = {"error": "Nothing can be saved at the moment. Try again soon."}
        return JsonResponse(said, status=503, headers=headers)
    page = render_to_string("kernel/outage.html", {"is_full": outage is Outage.FULL})
    return HttpResponse(page, status=503, headers=headers)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer a form whose token does not fit (open too long, another sign-in, another site)."""
    return render(request, "kernel/stale_form.html", status=403)
