from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe
from django.views.decorators.vary import vary_on_headers
from openbadges3.errors import DocumentUnavailable

from kenspeckle.awards import access, files, operations, published, queries
from kenspeckle.awards.forms import RevokeForm, VerifyForm
from kenspeckle.awards.models import Award, IssuerKey, StatusList
from kenspeckle.awards.serving import (
    DAY,
    HOUR,
    MINUTE,
    open_to_every_origin,
    serve,
    wants_page,
)
from kenspeckle.awards.states import State
from kenspeckle.awards.verification import Fetched, Verification, check, fetch_credential
from kenspeckle.catalogue.artwork import issuer_art
from kenspeckle.catalogue.artwork import issuer_image as drawn_issuer
from kenspeckle.catalogue.queries import badges_of_issuer
from kenspeckle.kernel.clock import now
from kenspeckle.kernel.refusals import NotAllowed
from kenspeckle.kernel.requests import MemberRequest, member_required
from kenspeckle.organisations.access import require_second_factor
from kenspeckle.organisations.models import Organisation, Role
from kenspeckle.organisations.queries import organisations_where


@require_safe
@vary_on_headers("Accept", "Cookie")
def credential(request: HttpRequest, uid: UUID, form: str) -> HttpResponse:
    """Hand over the signed credential in one of its forms; a browser is led to the award's page."""
    found = _visible(request, uid)
    if form == "json" and wants_page(request) and "download" not in request.GET:
        return HttpResponse(status=303, headers={"Location": reverse("awards:award", args=[uid])})
    file = files.file_of(found, form)
    response = HttpResponse(file.content, content_type=file.content_type)
    if "download" in request.GET or form == "pdf":
        name = "certificate" if form == "pdf" else found.badge.slug
        response.headers["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    shared = found.shared_at is not None
    response.headers["Cache-Control"] = "public, max-age=300" if shared else "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return open_to_every_origin(response) if shared else response


@require_safe
def award(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show an award in ten seconds: whose, which badge, from whom, when, whether it still holds."""
    found = _visible(request, uid)
    is_holder = request.user.is_authenticated and found.person_id == request.user.pk
    response = render(
        request,
        "awards/award.html",
        {
            "award": found,
            "is_holder": is_holder,
            "may_revoke": _may_revoke(request, found),
            "signed": found.credential.signed is not None,
            "revoked": found.state == State.REVOKED,
            "evidence": queries.shown(access.evidence_for(request.user, found)),
            "criteria": found.version.criteria.all(),
            "alignments": found.version.alignments.select_related("element__framework"),
            "linkedin": queries.linkedin_address(found),
        },
    )
    return _unlisted(response)


@require_safe
def verify_award(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Check the award's credential in front of the visitor, with the same check as for any other."""
    found = _visible(request, uid)
    verification = check(bytes(files.signed(found).signed or b""), at=now())
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse(_as_json(verification))
    return _unlisted(
        render(
            request,
            "awards/verification.html",
            {"award": found, "verification": verification, "checked_at": now()},
        )
    )


@require_safe
def offline(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Hand over the award's files with everything that checking them needs."""
    found = _visible(request, uid)
    return _zip(files.offline_bundle(found), f"{found.badge.slug}-offline.zip")


@require_safe
def evidence(request: HttpRequest, uid: UUID, position: int) -> HttpResponse:
    """Serve exactly the bytes whose digest the credential holds, when their holder shares them."""
    found = _visible(request, uid)
    item = get_object_or_404(access.evidence_for(request.user, found), position=position)
    response = HttpResponse(bytes(item.content), content_type=item.content_type)
    response.headers["Cache-Control"] = "private, no-cache"
    return open_to_every_origin(_unlisted(response)) if item.shared else _unlisted(response)


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Check a file or a link from any issuer."""
    form = VerifyForm(request.POST or None, request.FILES or None)
    verification = None
    if request.method == "POST" and form.is_valid():
        try:
            signed = (
                form.cleaned_data["file"].read()
                if form.cleaned_data["file"]
                else fetch_credential(form.cleaned_data["link"])
            )
        except DocumentUnavailable as trouble:
            form.add_error("link", f"The link could not be opened: {trouble}")
        else:
            fetched = Fetched()
            verification = check(signed, at=now(), fetched=fetched)
            if "documents" in request.POST:
                return _zip(files.bundle_of(signed, fetched.found), "offline-check.zip")
    return render(
        request,
        "awards/verify.html",
        {"form": form, "verification": verification, "checked_at": now()},
        status=422 if form.is_bound and form.errors else 200,
    )


@member_required
@require_safe
def made(request: MemberRequest) -> HttpResponse:
    """List the awards of the issuers that the visitor leads."""
    issuers = organisations_where(request.user, Role.LEAD)
    if not issuers:
        raise NotAllowed
    require_second_factor(request)
    awards = queries.with_all(Award.objects.filter(issuer__in=issuers))
    page = Paginator(awards, 50).get_page(request.GET.get("page"))
    return render(request, "awards/made.html", {"page": page})


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Ask for the reason, then revoke."""
    found = queries.with_all(access.revocable_by(request.user)).filter(uid=uid).first()
    if found is None or found.person_id == request.user.pk:
        raise NotAllowed
    require_second_factor(request)
    form = RevokeForm(request.POST or None)
    if form.is_valid():
        operations.revoke(
            award=uid, lead=request.user, reason=form.cleaned_data["reason"], at=now()
        )
        messages.success(
            request, "The award is revoked. The public status list says so within ten minutes."
        )
        return redirect("awards:award", uid)
    return render(
        request,
        "awards/revoke.html",
        {"award": found, "form": form, "revoked": found.state == State.REVOKED},
        status=422 if form.is_bound else 200,
    )


@require_safe
@vary_on_headers("Accept")
def issuer(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who stands behind badges: a page for people, a Profile for machines."""
    found = _issuer(slug)
    if not wants_page(request):
        return serve(request, published.issuer_profile(found), max_age=HOUR)
    return render(
        request, "awards/issuer.html", {"issuer": found, "cards": badges_of_issuer(found)}
    )


@require_safe
def did(request: HttpRequest, slug: str) -> HttpResponse:
    """Serve the issuer's DID document (did:web)."""
    return serve(request, published.did(_issuer(slug)), max_age=HOUR)


@require_safe
def issuer_image(request: HttpRequest, slug: str) -> HttpResponse:
    """Serve the issuer's mark."""
    picture = drawn_issuer(issuer_art(_issuer(slug)))
    return serve(request, published.Published(picture, "image/svg+xml"), max_age=DAY)


@require_safe
def jwk(request: HttpRequest, slug: str, multibase: str) -> HttpResponse:
    """Serve the bare JWK that the `kid` of a VC-JWT names."""
    key = get_object_or_404(
        IssuerKey.objects.select_related("issuer"), issuer__slug=slug, multibase=multibase
    )
    return serve(request, published.jwk(key), max_age=HOUR)


@require_safe
def status_list(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """Serve a signed status list; its `ttl` is how long a copy may be kept."""
    found = get_object_or_404(
        StatusList.objects.select_related("issuer"), issuer__slug=slug, number=number
    )
    document = published.status_list(found)
    if document is None:
        raise Http404
    return serve(request, document, max_age=10 * MINUTE)


def _visible(request: HttpRequest, uid: UUID) -> Award:
    found = queries.with_all(access.visible_to(request.user)).filter(uid=uid).first()
    if found is None:
        raise NotAllowed
    if found.shared_at is None and found.person_id != request.user.pk:
        # A lead, by their role: as on every staff page, with their second factor.
        require_second_factor(request)
    return found


def _issuer(slug: str) -> Organisation:
    return get_object_or_404(Organisation, slug=slug, is_issuer=True)


def _may_revoke(request: HttpRequest, found: Award) -> bool:
    return (
        request.user.is_authenticated
        and found.state != State.REVOKED
        and found.person_id != request.user.pk
        and access.revocable_by(request.user).filter(pk=found.pk).exists()
    )


def _zip(content: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        content,
        content_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
        },
    )


def _unlisted(response: HttpResponse) -> HttpResponse:
    response.headers["X-Robots-Tag"] = "noindex"
    response.headers.setdefault("Cache-Control", "private, no-store")
    return response


def _as_json(verification: Verification) -> dict[str, object]:
    return {
        "outcome": verification.outcome,
        "steps": [
            {
                "title": step.title,
                "outcome": step.outcome,
                "words": [finding.words for finding in step.findings],
            }
            for step in verification.steps
        ],
    }
