from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from kenspeckle.kernel.clock import now
from kenspeckle.kernel.forms import removal_sentences
from kenspeckle.kernel.requests import MemberRequest, member_required
from kenspeckle.organisations import operations
from kenspeckle.organisations.forms import WorkForm
from kenspeckle.organisations.queries import claims_of


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def work(request: MemberRequest) -> HttpResponse:
    """About you and your work: private claims that decide which badges are open to you."""
    employment = getattr(request.user, "employment", None)
    form = WorkForm(
        request.POST or None,
        claims=claims_of(request.user),
        employer=employment.employer if employment else None,
    )
    wanted = request.GET.get("next", "")
    back = wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}) else ""
    if form.is_valid():
        operations.state_work(
            person=request.user,
            registrations=form.registrations,
            practice=form.practice,
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
