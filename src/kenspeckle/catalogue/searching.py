"""Search over the words of badges: in any form, unfinished, and misspelt; with the sentences that hold them.

Spelling is mended here, from the words that published badges use: the embedded database has no
extension for it.
"""

import re
from dataclasses import dataclass

from django.contrib.postgres.search import SearchHeadline, SearchQuery, SearchRank
from django.db.models import F, Max, Q, QuerySet
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from rapidfuzz.distance import OSA

from kenspeckle.catalogue import access
from kenspeckle.catalogue.models import Badge
from kenspeckle.kernel import publications

# Marks around hits: private-use characters, so that escaping comes before marking up.
_OPEN, _CLOSE = "\ue000", "\ue001"
_NAMES = "\n\n"
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_WORD = re.compile(r"[^\W\d_]{4,}")
# The words of published badges, by publication and newest version as they were read.
_VOCABULARY: dict[tuple[int, int | None], frozenset[str]] = {}


@dataclass(frozen=True)
class Hit:
    """A badge that matches, and its summary with the words marked, or with sentences that hold them."""

    badge: Badge
    summary: SafeString


def text_to_search(sentences: list[str], names: list[str]) -> str:
    """Return what is searched beside name and summary: what a badge says, then names that it belongs to."""
    said = "\n".join(" ".join(one.split()) for one in sentences if one.strip())
    return said + _NAMES + " ".join(name for name in names if name)


def search(badges: QuerySet[Badge], text: str) -> list[Hit]:
    """Return the badges that match what a person typed, best first.

    "Web search" rules hold (quotes, OR, minus); a badge's number finds it too.
    """
    query = _query(text)
    hits = (
        badges.filter(Q(current__search=query) | Q(number__iexact=text))
        .annotate(
            rank=SearchRank(F("current__search"), query),
            in_summary=_headline("current__summary", query),
            in_words=_headline("current__search_text", query),
        )
        .order_by("-rank", "position", "slug")
    )
    return [Hit(badge, _marked(badge.in_summary, badge.in_words)) for badge in hits]


def respelt(text: str) -> str:
    """Return `text` with words that no badge uses put as the nearest one that some badge does.

    Nothing when there is no word to mend. Words count as near within one letter that is missing,
    wrong, too many or swapped; long ones within two.
    """
    vocabulary = _vocabulary()
    words = text.split()
    mended = [_nearest(word, vocabulary) or word for word in words]
    return " ".join(mended) if mended != words else ""


def _nearest(word: str, vocabulary: frozenset[str]) -> str:
    small = word.lower()
    if not _WORD.fullmatch(small) or any(known.startswith(small) for known in vocabulary):
        return ""
    most = 2 if len(small) > 6 else 1
    near = (
        (distance, known)
        for known in vocabulary
        if abs(len(known) - len(small)) <= most
        and (distance := OSA.distance(small, known, score_cutoff=most)) <= most
    )
    return min(near, default=(0, ""))[1]


def _vocabulary() -> frozenset[str]:
    newest = access.published().aggregate(newest=Max("current"))["newest"]
    key = (publications.number(), newest)
    if key not in _VOCABULARY:
        texts = access.published().values_list(
            "current__name", "current__summary", "current__search_text"
        )
        words = {
            word.lower() for row in texts for text in row for word in _WORD.findall(text or "")
        }
        _VOCABULARY.clear()
        _VOCABULARY[key] = frozenset(words)
    return _VOCABULARY[key]


def _query(text: str) -> SearchQuery:
    query = SearchQuery(text, search_type="websearch", config="english")
    plain = re.findall(r"\w+", text)
    if plain and " ".join(plain) == " ".join(text.split()) and "OR" not in plain:
        # Someone who types "leader" or stops in mid-word means the longer words too.
        beginnings = " & ".join(f"{word}:*" for word in plain)
        return query | SearchQuery(beginnings, search_type="raw", config="english")
    return query


def _headline(expression: str, query: SearchQuery) -> SearchHeadline:
    return SearchHeadline(
        expression,
        query,
        config="english",
        start_sel=_OPEN,
        stop_sel=_CLOSE,
        highlight_all=True,
    )


def _marked(summary: str, words: str) -> SafeString:
    """Return the summary with its hits marked, or with the sentences that hold them when it has none."""
    text = summary
    if _OPEN not in summary:
        said = _SENTENCE.split(words.partition(_NAMES)[0])
        text = " … ".join([summary, *[one for one in said if _OPEN in one][:2]])
    marked = escape(text).replace(_OPEN, "<mark>").replace(_CLOSE, "</mark>")
    return mark_safe(marked)  # noqa: S308 (escaped above; only our own marks are HTML)
