"""Public copies: kept by whoever makes a public document, taken away with what makes it public."""

from collections.abc import Callable

from django.db import connection
from django.http import HttpRequest, HttpResponse

from kenspeckle.kernel import publications
from kenspeckle.kernel.models import PublicCopy
from kenspeckle.kernel.serving import Published, Terms, serve

# Nothing is written when the same copy is there: many may ask for a missing one at once.
_KEEP = """
INSERT INTO kernel_publiccopy AS kept (path, terms, content, content_type, etag, about, publication)
VALUES (%s, %s, %s, %s, %s, %s, %s)
ON CONFLICT (path) DO UPDATE SET terms = excluded.terms, content = excluded.content,
    content_type = excluded.content_type, etag = excluded.etag, about = excluded.about,
    publication = excluded.publication
WHERE (kept.terms, kept.content_type, kept.etag, kept.about, kept.publication) IS DISTINCT FROM
    (excluded.terms, excluded.content_type, excluded.etag, excluded.about, excluded.publication)
"""


def keep(
    path: str,
    published: Published,
    terms: Terms,
    *,
    about: str = "",
    publication: int | None = None,
) -> None:
    """Let the front answer at `path` with the bytes from now on (in the caller's transaction).

    `publication` is the number read before they were made, for what is made of the programme.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _KEEP,
            [
                path,
                terms.name,
                published.content,
                published.content_type,
                published.etag,
                about,
                publication,
            ],
        )


def take_away(about: str) -> None:
    """Let the front answer no more with what is about this (in the caller's transaction)."""
    PublicCopy.objects.filter(about=about).delete()


def answer(request: HttpRequest, terms: Terms, make: Callable[[], Published]) -> HttpResponse:
    """Answer with what `make` makes of the programme, and keep it until the next publication."""
    publication = publications.number()
    document = make()
    keep(request.path_info, document, terms, publication=publication)
    return serve(request, document, terms)
