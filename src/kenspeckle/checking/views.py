from uuid import UUID

from allauth.account.adapter import get_adapter
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe
from openbadges3.errors import DocumentUnavailable

from kenspeckle.awards import files
from kenspeckle.awards.serving import unlisted, visible_award, zip_file
from kenspeckle.checking.bundle import bundle_of
from kenspeckle.checking.documents import Fetched
from kenspeckle.checking.forms import VerifyForm
from kenspeckle.checking.turns import turn
from kenspeckle.checking.verification import LARGEST, Verification, check, fetch_credential
from kenspeckle.kernel.clock import now
from kenspeckle.kernel.demands import MEGABYTE, Lane, demands


@demands(posted=Lane.LONG, largest_body=LARGEST + MEGABYTE)
@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Check a file or a link from any issuer."""
    form = VerifyForm(request.POST or None, request.FILES or None)
    verification = None
    if request.method == "POST" and form.is_valid():
        with turn(get_adapter().get_client_ip(request)):
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
                    return zip_file(bundle_of(signed, fetched.contents), "offline-check.zip")
    return render(
        request,
        "checking/verify.html",
        {"form": form, "verification": verification, "checked_at": now()},
        status=422 if form.is_bound and form.errors else 200,
    )


@require_safe
def award(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Check an award's credential in front of the visitor, with the same check as for any other."""
    award = visible_award(request, uid)
    verification = check(bytes(files.signed(award).signed or b""), at=now())
    if request.headers.get("Accept", "").startswith("application/json"):
        return JsonResponse(_as_json(verification))
    return unlisted(
        render(
            request,
            "checking/award.html",
            {"award": award, "verification": verification, "checked_at": now()},
        )
    )


def _as_json(verification: Verification) -> dict[str, object]:
    return {
        "outcome": verification.outcome,
        "steps": [
            {
                "title": step.title,
                "outcome": step.outcome,
                "findings": [finding.message for finding in step.findings],
            }
            for step in verification.steps
        ],
    }
