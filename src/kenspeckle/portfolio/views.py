from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from kenspeckle.awards import access, operations, queries
from kenspeckle.awards.addresses import award_url
from kenspeckle.awards.certificate import qr_svg
from kenspeckle.kernel.clock import now
from kenspeckle.kernel.kit import in_order
from kenspeckle.kernel.refusals import NotAllowed
from kenspeckle.kernel.requests import MemberRequest, member_required
from kenspeckle.portfolio import hooks
from kenspeckle.portfolio.forms import SharingForm


@member_required
@require_safe
def my_badges(request: MemberRequest) -> HttpResponse:
    """Show the badges that a person holds, and what their applications wait for."""
    return render(
        request,
        "portfolio/my_badges.html",
        {
            "held": queries.held(request.user, now()),
            "panels": in_order(hooks.panels(request)),
        },
    )


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def sharing(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Let the holder choose who may open an award and which evidence they may read."""
    award = queries.with_all(access.held_by(request.user)).filter(uid=uid).first()
    if award is None:
        raise NotAllowed
    items = queries.shown(award.evidence.all())
    form = SharingForm(
        request.POST or None,
        items=items,
        initial={
            "shared": "yes" if award.shared_at else "no",
            "evidence": [item.position for item in items if item.shared],
        },
    )
    if form.is_valid():
        at = now()
        operations.share(
            award_uid=uid, holder=request.user, shared=form.cleaned_data["shared"], at=at
        )
        operations.share_evidence(
            award_uid=uid,
            holder=request.user,
            positions=frozenset(form.cleaned_data.get("evidence", ())),
            at=at,
        )
        messages.success(
            request,
            "Anyone who has the address can open your award now."
            if form.cleaned_data["shared"]
            else "Only you can open your award now.",
        )
        return redirect("portfolio:sharing", uid)
    return render(
        request,
        "portfolio/sharing.html",
        {
            "award": award,
            "items": items,
            "form": form,
            "address": award_url(award),
            "linkedin": queries.linkedin_address(award),
        },
        status=422 if form.is_bound else 200,
    )


@member_required
@require_safe
def qr(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Draw the address of one's award as a QR code."""
    award = access.held_by(request.user).select_related("issuer").filter(uid=uid).first()
    if award is None:
        raise NotAllowed
    return HttpResponse(qr_svg(award_url(award)), content_type="image/svg+xml")
