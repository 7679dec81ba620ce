from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django.views.decorators.vary import vary_on_headers

from kenspeckle.awards import (
    access,
    copies,
    files,
    milestones,
    operations,
    places,
    published,
    queries,
)
from kenspeckle.awards.addresses import FORM_TERMS, STATUS_LIST, award_url
from kenspeckle.awards.documents import ENTRIES, PROFILE
from kenspeckle.awards.expiry import has_expired
from kenspeckle.awards.forms import RevokeForm
from kenspeckle.awards.models import Award
from kenspeckle.awards.serving import (
    open_to_every_origin,
    unlisted,
    visible_award,
    wants_page,
    zip_file,
)
from kenspeckle.awards.states import AwardState
from kenspeckle.catalogue.achievement import picture_url
from kenspeckle.catalogue.queries import badges_of_issuer, version_of
from kenspeckle.kernel import copies as kept
from kenspeckle.kernel import publications
from kenspeckle.kernel.clock import now
from kenspeckle.kernel.demands import demands
from kenspeckle.kernel.refusals import NotAllowed
from kenspeckle.kernel.requests import MemberRequest, member_required
from kenspeckle.kernel.serving import Published, serve
from kenspeckle.organisations.access import require_second_factor
from kenspeckle.organisations.models import Organisation, Role
from kenspeckle.organisations.queries import organisations_where


@require_safe
@vary_on_headers("Accept", "Cookie")
def credential(request: HttpRequest, uid: UUID, form: str) -> HttpResponse:
    """Hand over the signed credential in one of its forms; a browser is led to the award's page."""
    publication = publications.number()
    award = visible_award(request, uid)
    is_download = "download" in request.GET
    if form == "json" and wants_page(request) and not is_download:
        return HttpResponse(status=303, headers={"Location": reverse("awards:award", args=[uid])})
    file = files.file_of(award, form)
    terms = FORM_TERMS[form]
    if award.shared_at is not None:
        copies.keep_form(award, form, file, publication=publication)
        response = serve(request, file, terms)
    else:
        response = unlisted(HttpResponse(file.content, content_type=file.content_type))
    if is_download or terms.saved_as:
        name = terms.saved_as or f"{award.badge.slug}.{form}"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_safe
def award(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Show an award in ten seconds: whose, which badge, from whom, when, whether it still holds."""
    award = visible_award(request, uid)
    is_holder = request.user.is_authenticated and award.person_id == request.user.pk
    response = render(
        request,
        "awards/award.html",
        {
            "award": award,
            "is_holder": is_holder,
            "may_revoke": _may_revoke(request, award),
            "note": award.revocation_note if _leads(request, award) else "",
            "signed": award.credential.document.signed is not None,
            "revoked": award.state == AwardState.REVOKED,
            "reason_is_the_issuers": award.revocation_reason
            not in (operations.RENOUNCED, operations.FORGOTTEN),
            "free_again": award.state == AwardState.REVOKED and places.is_given_up(award),
            "expired": has_expired(award, now()),
            "rests_on": milestones.resting_on(award),
            "evidence": queries.shown(access.evidence_for(request.user, award)),
            "criteria": award.version.criteria.all(),
            "alignments": award.version.alignments.select_related("element__framework"),
            "linkedin": queries.linkedin_address(award),
            "preview": {
                "title": f"{award.version.name}: {award.recipient_name}",
                "text": f"Awarded by {award.issuer.name}. {award.version.summary}",
                "picture": picture_url(award.version),
                "page": award_url(award),
            },
        },
    )
    return unlisted(response)


@require_safe
def offline(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Hand over the award's files with everything that checking them needs."""
    award = visible_award(request, uid)
    return zip_file(files.offline_bundle(award), f"{award.badge.slug}-offline.zip")


@require_safe
def evidence(request: HttpRequest, uid: UUID, position: int) -> HttpResponse:
    """Serve exactly the bytes whose digest the credential holds, when their holder shares them."""
    award = visible_award(request, uid)
    item = get_object_or_404(access.evidence_for(request.user, award), position=position)
    if item.content is None:
        return unlisted(render(request, "awards/erased.html", {"item": item}, status=410))
    response = HttpResponse(bytes(item.content), content_type=item.content_type)
    response.headers["Cache-Control"] = "private, no-cache"
    return open_to_every_origin(unlisted(response)) if item.shared else unlisted(response)


@member_required
@require_POST
def claim(request: MemberRequest, slug: str) -> HttpResponse:
    """Claim a milestone with one press."""
    version = version_of(slug)
    if version is None:
        raise Http404
    award = operations.claim_milestone(person=request.user, version=version, at=now())
    messages.success(request, f"The badge “{version.name}” is yours.")
    return redirect("awards:award", award.uid)


@member_required
@require_safe
def made(request: MemberRequest) -> HttpResponse:
    """List the awards of the issuers that the visitor leads."""
    if not organisations_where(request.user, Role.LEAD):
        raise NotAllowed
    require_second_factor(request)
    awards = queries.with_all(access.revocable_by(request.user))
    page = Paginator(awards, 50).get_page(request.GET.get("page"))
    return render(request, "awards/made.html", {"page": page})


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def revoke(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Ask for the ground, show the mail as the holder will read it, then revoke."""
    award = queries.with_all(access.revocable_by(request.user)).filter(uid=uid).first()
    if award is None or award.person_id == request.user.pk:
        raise NotAllowed
    require_second_factor(request)
    revoked = award.state == AwardState.REVOKED
    form, letter = RevokeForm(request.POST or None, badge=award.badge), None
    if form.is_valid() and (request.POST.get("confirmed") or revoked):
        operations.revoke(award_uid=uid, lead=request.user, at=now(), **form.cleaned_data)
        messages.success(
            request, "The award is revoked. The public status list says so within ten minutes."
        )
        return redirect("awards:award", uid)
    if form.is_valid():
        letter = operations.rehearse_revocation(award, reason=form.cleaned_data["reason"])
    return render(
        request,
        "awards/revoke.html",
        {"award": award, "form": form, "letter": letter, "revoked": revoked},
        status=422 if form.errors else 200,
    )


@demands(same_for_all=True)
@require_safe
@vary_on_headers("Accept")
def issuer(request: HttpRequest, slug: str) -> HttpResponse:
    """Show who stands behind badges: a page for people, a Profile for machines."""
    if not wants_page(request):
        return kept.answer(request, PROFILE, lambda: published.issuer_profile(_issuer(slug)))
    organisation = _issuer(slug)
    return render(
        request,
        "awards/issuer.html",
        {"issuer": organisation, "cards": badges_of_issuer(organisation)},
    )


@require_safe
def document(request: HttpRequest, route: str, **values: str | int) -> HttpResponse:
    """Serve what the table of our public addresses has there."""
    entry = ENTRIES[route]
    assert entry.terms is not None, "what has no terms has a view of its own"

    def made() -> Published:
        document = entry.find(**values)
        if document is None:
            raise Http404
        return document

    if entry.address is STATUS_LIST:
        # Its copy changes when it is signed, and then only: what is read here may be old by now.
        return serve(request, made(), entry.terms)
    return kept.answer(request, entry.terms, made)


def _issuer(slug: str) -> Organisation:
    return get_object_or_404(Organisation, slug=slug, is_issuer=True)


def _may_revoke(request: HttpRequest, award: Award) -> bool:
    return award.state != AwardState.REVOKED and _leads(request, award)


def _leads(request: HttpRequest, award: Award) -> bool:
    """Whether the visitor answers for the award as a lead of its issuer; for their own they do not."""
    return (
        request.user.is_authenticated
        and award.person_id != request.user.pk
        and access.revocable_by(request.user).filter(pk=award.pk).exists()
    )
