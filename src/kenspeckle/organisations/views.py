from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from kenspeckle.accounts.queries import claims_asked, claims_of
from kenspeckle.kernel.clock import now
from kenspeckle.kernel.forms import removal_sentences
from kenspeckle.kernel.requests import MemberRequest, member_required
from kenspeckle.organisations import operations
from kenspeckle.organisations.forms import WorkForm
from kenspeckle.organisations.queries import present_employment


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def work(request: MemberRequest) -> HttpResponse:
    """About you and your work: private claims, which decide which badges are open to you."""
    form = WorkForm(
        request.POST or None,
        asked=claims_asked(),
        claims=claims_of(request.user),
        employment=present_employment(request.user),
    )
    wanted = request.GET.get("next", "")
    back = wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}) else ""
    if form.is_valid():
        operations.state_work(
            person=request.user,
            claims=form.claims,
            work=form.work,
            at=now(),
        )
        for sentence in removal_sentences(form):
            messages.warning(request, sentence)
        messages.success(request, "Saved. Only you, and assessors of what you submit, see this.")
        return redirect(back or "organisations:my_work")
    return render(
        request, "organisations/work.html", {"form": form}, status=422 if form.is_bound else 200
    )
