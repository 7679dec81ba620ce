"""The pages of an application: where it stands, checking, submitting, receipts, withdrawing."""

from collections.abc import Sequence
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kenspeckle.accounts.models import Person
from kenspeckle.applications import hooks, operations, queries, submissions
from kenspeckle.applications.completeness import About, Missing
from kenspeckle.applications.forms import SubmitForm
from kenspeckle.applications.models import Application
from kenspeckle.applications.operations import NotReady
from kenspeckle.applications.states import EDITABLE, ApplicationState
from kenspeckle.catalogue.models import BadgeVersion
from kenspeckle.kernel.clock import now
from kenspeckle.kernel.demands import saves
from kenspeckle.kernel.kit import in_order
from kenspeckle.kernel.refusals import NotEligible, WrongState
from kenspeckle.kernel.requests import MemberRequest, member_required

_WANTED = "wants-to-apply-for"


@member_required
@require_POST
def start(request: MemberRequest, slug: str) -> HttpResponse:
    """Open a draft for the badge's current version, or go on with the open one."""
    application = operations.start(person=request.user, version=_current(slug), at=now())
    return redirect("applications:overview", application.uid)


@require_safe
def begin(request: HttpRequest, slug: str) -> HttpResponse:
    """Start an application after signing in, for a visitor who pressed "Sign in to apply".

    What they pressed is kept in their session, so that a link from elsewhere starts nothing: whoever
    is signed in already is led to the badge, where the button is.
    """
    if not request.user.is_authenticated:
        request.session[_WANTED] = slug
        where = "account_signup" if "new" in request.GET else "account_login"
        here = urlencode({"next": reverse("applications:begin", args=[slug])})
        return redirect(f"{reverse(where)}?{here}")
    assert isinstance(request.user, Person)
    version = _current(slug)
    if request.session.pop(_WANTED, None) != slug:
        return redirect("catalogue:badge", slug)
    try:
        application = operations.start(person=request.user, version=version, at=now())
    except NotEligible:
        # The badge's page says why, and what to do.
        return redirect("catalogue:badge", slug)
    return redirect("applications:overview", application.uid)


@member_required
@require_safe
def overview(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Show the task list of a draft, and where an application stands."""
    application = queries.own_application(request.user, uid)
    listed = queries.items(application)
    steps, coming = queries.timeline(application)
    return render(
        request,
        "applications/overview.html",
        {
            "application": application,
            "items": listed,
            "editable": application.state in EDITABLE,
            "groups": queries.tasks(application, listed) if application.state in EDITABLE else [],
            "words": queries.total_words(listed),
            "counts_words": queries.counts_words(listed),
            "several_open": sum(item.editable for item in listed) > 1,
            "takes_link": queries.takes_link(listed),
            "steps": steps,
            "coming": coming,
            "submissions": application.submissions.order_by("-number"),
            "award": queries.award_of(application),
            "panels": in_order(hooks.panels(request, application)),
        },
    )


@saves
@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Show everything once more, take the acceptance of the terms, and submit."""
    application = queries.own_application(request.user, uid)
    if application.state == ApplicationState.SUBMITTED:
        # A double click, or the back button: what they want has happened.
        return redirect(
            "applications:receipt", uid, application.submissions.latest("number").number
        )
    if application.state not in EDITABLE:
        return redirect("applications:overview", uid)
    form = SubmitForm(request.POST or None)
    gaps: Sequence[Missing] = ()
    if request.method == "POST":
        try:
            made = operations.submit(
                application_uid=uid, person=request.user, accepted_terms=form.is_valid(), at=now()
            )
        except NotReady as refusal:
            gaps = refusal.missing
        except WrongState:
            return redirect("applications:check", uid)
        else:
            return redirect("applications:receipt", uid, made.number)
    listed = queries.items(application)
    return render(
        request,
        "applications/check.html",
        {
            "application": application,
            "items": listed,
            "form": form,
            "missing": [(gap.message, _place_of(application, gap)) for gap in gaps],
            "words": queries.total_words(listed),
            "counts_words": queries.counts_words(listed),
            "untouched": queries.untouched(application, listed),
            "panels": in_order(hooks.panels(request, application)),
            "ai": queries.ai_declaration(application),
            "claims": queries.private_facts(request.user),
        },
        status=422 if gaps else 200,
    )


@member_required
@require_safe
def receipt(request: MemberRequest, uid: UUID, number: int) -> HttpResponse:
    """Show the receipt of a submission, to keep or print."""
    application = queries.own_application(request.user, uid)
    submission = get_object_or_404(application.submissions, number=number)
    return render(
        request,
        "applications/receipt.html",
        {"application": application, "submission": submission},
    )


@member_required
@require_safe
def submitted(request: MemberRequest, uid: UUID, number: int) -> HttpResponse:
    """Hand over exactly what the receipt's digest stands for: the document and its parts."""
    submission = get_object_or_404(
        queries.own_application(request.user, uid).submissions, number=number
    )
    return HttpResponse(
        submissions.archive(submission),
        content_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="{submission.file_name}"',
            "Cache-Control": "private, no-store",
        },
    )


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Ask once more, then withdraw."""
    application = queries.own_application(request.user, uid)
    if request.method == "POST":
        operations.withdraw(application_uid=uid, person=request.user, at=now())
        messages.success(request, "Your application is withdrawn. You can still read it.")
        return redirect("applications:overview", uid)
    if application.state not in (*EDITABLE, ApplicationState.SUBMITTED):
        return redirect("applications:overview", uid)
    return render(request, "applications/withdraw.html", {"application": application})


def _current(slug: str) -> BadgeVersion:
    return get_object_or_404(
        BadgeVersion.objects.select_related("badge__series", "badge__issuer"),
        current_of__slug=slug,
    )


def _place_of(application: Application, gap: Missing) -> str:
    if gap.position:
        return reverse("applications:question", args=[application.uid, gap.position])
    return {
        About.CHOICES: reverse("applications:choose", args=[application.uid]),
        About.AI: reverse("applications:ai", args=[application.uid]),
        About.TERMS: "#id_accept",
    }.get(gap.about, "#answers")
