from collections.abc import Callable
from functools import wraps
from itertools import groupby
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kenspeckle.applications.models import Application
from kenspeckle.assessment import access, operations, queries
from kenspeckle.assessment.forms import DecisionForm
from kenspeckle.assessment.models import Assignment, Outcome
from kenspeckle.kernel.clock import now
from kenspeckle.kernel.dates import clock_time
from kenspeckle.kernel.demands import saves
from kenspeckle.kernel.refusals import Invalid, NotAllowed
from kenspeckle.kernel.requests import MemberRequest, member_required
from kenspeckle.organisations.access import require_second_factor
from kenspeckle.organisations.models import Role
from kenspeckle.organisations.queries import organisations_where

_SAID = {
    Outcome.AWARD: "Awarded. The learner has been told, and the badge is being signed.",
    Outcome.RETURN: "Returned. The learner has been told what is missing.",
    Outcome.DECLINE: "Declined. The learner has been told why.",
}


def assessor_required(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let only assessors of some issuer through, with their second factor."""

    @wraps(view)
    def guarded(request: MemberRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not organisations_where(request.user, Role.ASSESSOR).exists():
            raise NotAllowed
        require_second_factor(request)
        return view(request, *args, **kwargs)

    return member_required(guarded)


@assessor_required
@require_safe
def queue(request: MemberRequest) -> HttpResponse:
    """Show what waits for a decision, oldest due first."""
    queue = queries.queue(request.user, now(), request.GET.get("page"))
    return render(
        request,
        "assessment/queue.html",
        {
            "queue": queue,
            "page": queue.page,
            "decided": queries.decided_by(request.user),
            "left_to_others": access.left_to_others(request.user)[: queries.MOST].count(),
        },
    )


@saves
@assessor_required
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Show criteria beside answers; keep the verdicts as a draft and lead to the decision."""
    application = _open(request, uid)
    shown = queries.desk(application)
    assignment = access.own_assignment(request.user, application, now())
    form = DecisionForm(
        request.POST or None,
        desk=shown,
        initial={
            **(assignment.draft if assignment else {}),
            "submission": shown.submission.number,
            "based_on": assignment.revision if assignment else 0,
        },
    )
    status, elsewhere = 422 if form.is_bound else 200, None
    if request.method == "POST" and form.is_valid():
        try:
            kept = _keep(request, uid, form)
        except operations.DraftedElsewhere as conflict:
            status, elsewhere = 409, form.differing(conflict.current.draft)
            form.rebase(conflict.current.revision)
        else:
            form.rebase(kept.revision)
            if "decide" not in request.POST:
                messages.success(request, "Your draft is kept. Nobody else sees it.")
                return redirect("assessment:desk", uid)
            if not form.incomplete():
                return redirect("assessment:decision", uid)
    return render(
        request,
        "assessment/desk.html",
        {
            "desk": shown,
            "application": application,
            "form": form,
            "stages": [
                (stage, list(rows))
                for stage, rows in groupby(_beside(form, shown), key=lambda item: item["row"].stage)
            ],
            "assignment": assignment,
            "other": access.others_assignment(request.user, application, now()),
            "waits": queries.awaits_decision(application),
            "elsewhere": elsewhere,
        },
        status=status,
    )


@assessor_required
@require_POST
def draft(request: MemberRequest, uid: UUID) -> JsonResponse:
    """Keep the verdicts so far for a script; answer with the new revision and the time.

    409 when another window kept others meanwhile, 422 when something cannot be kept. What was typed
    stays on the page in either case.
    """
    form = DecisionForm(request.POST, desk=queries.desk(_open(request, uid)))
    if not form.is_valid():
        said = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return JsonResponse({"error": said}, status=422)
    try:
        kept = _keep(request, uid, form)
    except operations.DraftedElsewhere as conflict:
        return JsonResponse({"error": conflict.message, "conflict": True}, status=409)
    return JsonResponse(
        {"revision": kept.revision, "saved": clock_time(now()), "removed": form.removals}
    )


@saves
@assessor_required
@require_http_methods(["GET", "HEAD", "POST"])
def decision(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Show the mail as the learner will read it; record the decision when it is confirmed."""
    application = _open(request, uid)
    shown = queries.desk(application)
    assignment = access.own_assignment(request.user, application, now())
    if assignment is None or not assignment.draft or not queries.awaits_decision(application):
        return redirect("assessment:desk", uid)
    form = DecisionForm(assignment.draft, desk=shown)
    if not form.is_valid() or form.incomplete():
        return redirect("assessment:desk", uid)
    said = _said(form)
    try:
        letter = operations.rehearse(application=application, **said)
        if request.method == "POST":
            operations.decide(
                application_uid=uid,
                assessor=request.user,
                submission=form.cleaned_data["submission"],
                at=now(),
                **said,
            )
            messages.success(request, _SAID[said["outcome"]])
            return redirect("assessment:queue")
    except Invalid as refusal:
        messages.error(request, refusal.message)
        return redirect("assessment:desk", uid)
    return render(
        request,
        "assessment/decision.html",
        {
            "application": application,
            "letter": letter,
            "outcome": said["outcome"],
        },
    )


@assessor_required
@require_POST
def take(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Take an application to assess it."""
    operations.take(application_uid=uid, assessor=request.user, at=now())
    return redirect("assessment:desk", uid)


@assessor_required
@require_POST
def release(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Give an application back to the queue."""
    operations.release(application_uid=uid, assessor=request.user, at=now())
    messages.success(request, "The application is back in the queue for everyone.")
    return redirect("assessment:queue")


@assessor_required
@require_POST
def conflict(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Declare that one should not judge this person."""
    operations.declare_conflict(application_uid=uid, assessor=request.user, at=now())
    messages.success(request, "Thank you. You will not be asked to assess this person.")
    return redirect("assessment:queue")


def _open(request: MemberRequest, uid: UUID) -> Application:
    application = (
        access.open_to(request.user)
        .select_related("person", "version__badge__issuer", "version__badge__series")
        .filter(uid=uid)
        .first()
    )
    if application is None:
        raise NotAllowed
    return application


def _keep(request: MemberRequest, uid: UUID, form: DecisionForm) -> Assignment:
    return operations.keep_draft(
        application_uid=uid,
        assessor=request.user,
        draft=form.draft(),
        based_on=form.based_on_revision(),
        at=now(),
    )


def _said(form: DecisionForm) -> dict[str, Any]:
    """Return what a complete form says as the operations take it."""
    return {
        "outcome": Outcome(form.cleaned_data["outcome"]),
        "reason": form.cleaned_data["reason"],
        "feedback": form.cleaned_data["feedback"],
        "verdicts": form.verdicts(),
    }


def _beside(form: DecisionForm, shown: queries.Desk) -> list[dict[str, Any]]:
    """Return each row of the desk with the fields of the points that are still open."""
    return [
        {
            "row": row,
            "points": [
                {
                    "judged": judged,
                    "met": form[f"met_{judged.point.name}"] if judged.point in form.asked else None,
                    "comment": form[f"comment_{judged.point.name}"]
                    if judged.point in form.asked
                    else None,
                }
                for judged in row.points
            ],
        }
        for row in shown.rows
    ]
