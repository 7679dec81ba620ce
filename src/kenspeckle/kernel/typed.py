"""What a person had typed into a form that could not be taken, so that no word is lost."""

import re
from urllib.parse import urlsplit

from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, UnreadablePostError

from kenspeckle.text.cleaning import clean

# Never shown again on a page: secrets, and what a machine filled in.
_SECRET = ("password", "token", "code", "secret", "digest", "revision", "next")
_MOST_FIELDS = 60
_CALLED = {"text": "your answer", "link": "your link"}
_NUMBERED = re.compile(r"[a-z]+(?P<number>\d+) (?P<rest>.+)")


def typed_into(request: HttpRequest) -> list[tuple[str, str]]:
    """Return (label, text) of the words that a POST from one of our own pages carries.

    Nothing for other methods, for what looks like a secret, and for a POST that another site may
    have made (its words would appear on our page as if the person had typed them).
    """
    if request.method != "POST" or not _from_one_of_our_pages(request):
        return []
    try:
        items = list(request.POST.lists())
    except (BadRequest, RequestDataTooBig, SuspiciousOperation, UnreadablePostError):
        return []
    return [
        (_label(name), text)
        for name, values in items[:_MOST_FIELDS]
        if not any(word in name.lower() for word in _SECRET)
        for text in (clean(value).text.strip() for value in values)
        if len(text.split()) > 1 or "://" in text
    ]


def _from_one_of_our_pages(request: HttpRequest) -> bool:
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = request.headers.get("Origin") or request.headers.get("Referer", "")
    return urlsplit(origin).netloc == request.get_host()


def _label(name: str) -> str:
    """Turn a field's name into words: "feedback" to "Feedback", "q2-text" to "Your answer 2"."""
    words = clean(name).text.replace("-", " ").replace("_", " ").strip()[:80]
    if numbered := _NUMBERED.fullmatch(words):
        words = f"{_CALLED.get(numbered['rest'], numbered['rest'])} {numbered['number']}"
    return words.capitalize()
