from allauth.account.decorators import reauthentication_required
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kenspeckle.accounts import erasing, hooks, operations, personal_data
from kenspeckle.accounts.forms import DemonstrationSignInForm, EraseForm, NameForm
from kenspeckle.kernel.clock import now
from kenspeckle.kernel.forms import removal_sentences
from kenspeckle.kernel.requests import MemberRequest, member_required


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def name(request: MemberRequest) -> HttpResponse:
    """The name that new awards are made out to."""
    form = NameForm(request.POST or None, initial={"display_name": request.user.display_name})
    if form.is_valid():
        operations.rename(
            person=request.user, display_name=form.cleaned_data["display_name"], at=now()
        )
        for sentence in removal_sentences(form):
            messages.warning(request, sentence)
        messages.success(request, "Your name is saved. New badges will say it.")
        return redirect("account_name")
    return render(
        request, "accounts/name.html", {"form": form}, status=422 if form.is_bound else 200
    )


@require_POST
def sign_in_as(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demonstration people; there is no such page outside demonstrations."""
    if not settings.DEMONSTRATION:
        raise Http404
    form = DemonstrationSignInForm(request.POST)
    if not form.is_valid():
        raise Http404
    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()})
    response: HttpResponse = perform_login(
        request,
        form.cleaned_data["person"],
        email_verification="none",
        redirect_url=wanted if safe else "/",
    )
    return response


@member_required
@require_safe
def your_data(request: MemberRequest) -> HttpResponse:
    """Show what is kept about the person, and the ways to take it along or have it erased."""
    return render(
        request, "accounts/your_data.html", {"sections": hooks.personal_data(request.user)}
    )


@member_required
@require_safe
def archive(request: MemberRequest) -> HttpResponse:
    """Hand over all that is kept about the person, in one ZIP."""
    content = personal_data.archive(
        hooks.personal_data(request.user), name=str(request.user), at=now()
    )
    return HttpResponse(
        content,
        content_type="application/zip",
        headers={
            "Content-Disposition": 'attachment; filename="your-data.zip"',
            "Cache-Control": "private, no-store",
        },
    )


@member_required
@reauthentication_required  # type: ignore[untyped-decorator]  # django-allauth ships no types
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: MemberRequest) -> HttpResponse:
    """Say what erasing means; erase once it is confirmed, by somebody who knows the password still."""
    account = erasing.account_of(request.user)
    form = EraseForm(request.POST or None, person=request.user, keepsakes=account.keepsakes)
    if form.is_valid():
        kept = frozenset(form.cleaned_data.get("kept", ()))
        erasing.erase(person=request.user, kept=kept, at=now())
        logout(request)
        return render(request, "accounts/erased.html")
    return render(
        request,
        "accounts/erase.html",
        {"account": account, "form": form},
        status=422 if form.is_bound else 200,
    )
