"""Public documents over HTTP: open to every origin, cacheable, with an ETag."""

import hashlib

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

from kenspeckle.awards.published import Published

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR


def serve(request: HttpRequest, document: Published, *, max_age: int) -> HttpResponse:
    """Answer with a public document; 304 when the caller has it already."""
    etag = f'"{hashlib.sha256(document.content).hexdigest()[:32]}"'
    response: HttpResponse
    if etag in request.headers.get("If-None-Match", ""):
        response = HttpResponseNotModified()
    else:
        response = HttpResponse(document.content, content_type=document.content_type)
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = f"public, max-age={max_age}"
    return open_to_every_origin(response)


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
