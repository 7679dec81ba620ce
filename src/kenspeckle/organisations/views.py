from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kenspeckle.accounts.queries import claims_asked, claims_of
from kenspeckle.kernel import outgoing
from kenspeckle.kernel.clock import now
from kenspeckle.kernel.forms import removal_sentences
from kenspeckle.kernel.refusals import NotAllowed
from kenspeckle.kernel.requests import MemberRequest, member_required
from kenspeckle.organisations import operations
from kenspeckle.organisations.access import looks_after_mail, require_second_factor
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


@member_required
@require_safe
def outgoing_mail(request: MemberRequest) -> HttpResponse:
    """Show how much mail waits, and what could not be sent and why: no text, no whole address."""
    _require_mail_keeper(request)
    at = now()
    page = Paginator(outgoing.to_look_at(at), 50).get_page(request.GET.get("page"))
    return render(
        request,
        "organisations/outgoing_mail.html",
        {
            "numbers": outgoing.numbers(at),
            "page": page,
            "lines": outgoing.lines(page.object_list, at),
            "server_is_set": bool(settings.EMAIL_HOST),
        },
    )


@member_required
@require_POST
def try_mail_again(request: MemberRequest, pk: int) -> HttpResponse:
    """Have one message tried again now."""
    _require_mail_keeper(request)
    outgoing.try_again(pk, now())
    messages.success(
        request, "The message is tried again now. Reload this page to see what came of it."
    )
    return redirect("organisations:outgoing_mail")


def _require_mail_keeper(request: MemberRequest) -> None:
    """Let those through who answer for an issuer: its leads and owners."""
    if not looks_after_mail(request.user):
        raise NotAllowed
    require_second_factor(request)
