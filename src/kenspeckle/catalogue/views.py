from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers

from kenspeckle.art import Detail
from kenspeckle.catalogue import artwork, hooks, inviting, neighbours, prose, queries, wording
from kenspeckle.catalogue.achievement import MEDIA_TYPE, achievement_bytes, badge_url, picture_url
from kenspeckle.catalogue.addresses import ACHIEVEMENT, PICTURE
from kenspeckle.catalogue.availability import availability
from kenspeckle.catalogue.forms import CatalogueForm
from kenspeckle.catalogue.models import Badge, BadgeVersion
from kenspeckle.catalogue.outline import outline
from kenspeckle.kernel import copies
from kenspeckle.kernel.clock import london_date, now
from kenspeckle.kernel.demands import demands
from kenspeckle.kernel.kit import in_order
from kenspeckle.kernel.requests import MemberRequest, member_required
from kenspeckle.kernel.serving import Published


@demands(same_for_all=True)
@require_safe
def badges(request: HttpRequest) -> HttpResponse:
    """All badges, searched and filtered by the query string."""
    form = CatalogueForm(request.GET)
    form.is_valid()
    # A filter that names nothing we have is explained above the list; the others still narrow it.
    asked = {name: form.cleaned_data.get(name, "") for name in ("q", "series", "element")}
    matches = queries.find(
        text=asked["q"],
        series=asked["series"],
        element=asked["element"],
        today=london_date(now()),
    )
    return render(
        request,
        "catalogue/badges.html",
        {"form": form, "matches": matches, "asked": asked, "narrowed": any(asked.values())},
    )


@demands(same_for_all=True)
@require_safe
def badge(request: HttpRequest, slug: str) -> HttpResponse:
    """A badge as people apply for it now."""
    version = _version(slug)
    version.badge.current = version  # known already: rooms that ask for it need no query
    panels = in_order(hooks.badge_panels(request, version.badge))
    return render(
        request,
        "catalogue/badge.html",
        {
            **_shown(version),
            "links": _way_to(version.badge),
            "panels": panels,
            "picture": picture_url(version),
            "page_address": badge_url(version.badge),
        },
    )


@demands(same_for_all=True)
@require_safe
@vary_on_headers("Accept")
def version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One version for ever: its Achievement for machines, its page for people."""
    if request.get_preferred_type([MEDIA_TYPE, "application/json", "text/html"]) != "text/html":
        return copies.answer(
            request,
            ACHIEVEMENT,
            lambda: Published(achievement_bytes(_version(slug, number)), MEDIA_TYPE),
        )
    shown_version = _version(slug, number)
    return render(
        request,
        "catalogue/version.html",
        {
            **_shown(shown_version),
            "links": [
                *_way_to(shown_version.badge),
                (shown_version.name, reverse("catalogue:badge", args=[shown_version.badge.slug])),
            ],
            "is_current": shown_version.badge.current_id == shown_version.pk,
        },
    )


@require_safe
def image(request: HttpRequest, slug: str, number: int, form: str) -> HttpResponse:
    """The artwork of one version: "svg", "small.svg" for lists, or "png". It never changes."""

    def drawn() -> Published:
        art = artwork.badge_art(_version(slug, number))
        if form == "png":
            return Published(artwork.badge_png(art), "image/png")
        detail = Detail.SMALL if form == "small.svg" else Detail.FULL
        return Published(artwork.badge_image(art, detail), "image/svg+xml")

    return copies.answer(request, PICTURE, drawn)


def _version(slug: str, number: int | None = None) -> BadgeVersion:
    version = queries.version_of(slug, number)
    if version is None:
        raise Http404
    return version


def _shown(version: BadgeVersion) -> dict[str, Any]:
    today = london_date(now())
    stands = availability(version, today)
    needed = neighbours.before(version)
    # Badges that are named one by one are told together.
    named = {row.badge_id for row in version.prerequisites.all()}
    others_first = [
        one.sentence
        for one in needed
        if one.needed and not (one.badge and one.badge.pk in named and not one.or_higher)
    ]
    return {
        "badge": version.badge,
        "version": version,
        "facts": version.facts,
        "availability": stands,
        "image": queries.image_url(version),
        "description": prose.html(version.facts.description),
        "who": wording.who_may_apply(version),
        "how_often": wording.how_often(version),
        "outline": outline(version),
        "totals": wording.amount_in_all(version),
        "adds_up": wording.adds_up(version),
        "writing": wording.writing(version),
        "how_long": wording.how_long(version),
        "lasts": wording.lasts(version.facts.expiry) if version.facts.expiry else "",
        "milestone": wording.milestone(version),
        "milestone_badges": neighbours.of_milestone(version),
        "ladder": neighbours.ladder(version),
        "before": needed,
        "ai_rule": wording.ai_rule(version),
        "evidence": wording.evidence_accepted(version),
        "right_for_you": wording.right_for_you(version, others_first),
        "others": queries.others_for(version, today),
        "next": wording.what_happens_next(version, today),
        "decided_by": wording.decided_by(today, version.facts.decide_within_days)
        if stands.is_open and version.facts.milestone is None
        else None,
        "versions": queries.version_numbers(version.badge),
    }


def _way_to(badge: Badge) -> list[tuple[str, str]]:
    """Return the links that lead from the catalogue to a badge."""
    badges_url = reverse("catalogue:badges")
    series = (
        [(badge.series.name, f"{badges_url}?series={badge.series.slug}")] if badge.series else []
    )
    return [("All badges", badges_url), *series]


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: MemberRequest, secret: str) -> HttpResponse:
    """Say to which badge a private link invites, and keep that this person came by it."""
    if request.method == "POST":
        badge = inviting.accept(secret=secret, person=request.user, at=now())
        messages.success(request, "Your invitation is kept. You can apply now, or later.")
        return redirect("catalogue:badge", badge.slug)
    badge = inviting.invited_to(secret, today=london_date(now()))
    response = render(request, "catalogue/invitation.html", {"badge": badge})
    # The address is the secret: it is not to be told to another site, kept or listed. Were it told
    # to none at all, browsers would send the form with the origin "null", and it would be refused.
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
