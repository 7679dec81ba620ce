"""Awards and public documents over HTTP: who may open what, and how long a copy may be kept."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse

from kenspeckle.awards import access, files, queries
from kenspeckle.awards.models import Award
from kenspeckle.kernel.refusals import NotAllowed
from kenspeckle.organisations.access import require_second_factor


def open_to_every_origin(response: HttpResponse) -> HttpResponse:
    """Let pages of other sites read this answer (it carries nothing of a session)."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


def wants_page(request: HttpRequest) -> bool:
    """Return whether the caller is a browser that wants a page rather than a document."""
    return (
        request.get_preferred_type(
            ["application/vc+ld+json", "application/ld+json", "application/json", "text/html"]
        )
        == "text/html"
    )


def visible_award(request: HttpRequest, uid: UUID) -> Award:
    """Return an award that the visitor may open, with its files; else `NotAllowed`."""
    awards = files.with_files(queries.with_all(access.visible_to(request.user)))
    award = awards.filter(uid=uid).first()
    if award is None:
        raise NotAllowed
    if award.shared_at is None and award.person_id != request.user.pk:
        # A lead, by their role: as on every staff page, with their second factor.
        require_second_factor(request)
    return award


def unlisted(response: HttpResponse) -> HttpResponse:
    """Ask search engines to leave the answer out, and everybody to keep no copy of it."""
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response


def zip_file(content: bytes, name: str) -> HttpResponse:
    """Hand over a ZIP for download."""
    return HttpResponse(
        content,
        content_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )
