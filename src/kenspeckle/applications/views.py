from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kenspeckle.applications import operations, queries
from kenspeckle.applications.completeness import About, Problem
from kenspeckle.applications.forms import AIForm, AnswerForm, LinkAllForm, SubmitForm
from kenspeckle.applications.models import Answer, Application
from kenspeckle.applications.operations import NotReady, SavedElsewhere
from kenspeckle.applications.queries import Item
from kenspeckle.applications.states import EDITABLE, State
from kenspeckle.catalogue.models import BadgeVersion
from kenspeckle.kernel.clock import LONDON, now
from kenspeckle.kernel.features import Panel, all_features, in_order
from kenspeckle.kernel.refusals import Invalid, NotAllowed, WrongState
from kenspeckle.kernel.requests import MemberRequest, member_required
from kenspeckle.organisations.queries import claims_of


@member_required
@require_POST
def start(request: MemberRequest, slug: str) -> HttpResponse:
    """Open a draft for the badge's current version, or go on with the open one."""
    version = get_object_or_404(
        BadgeVersion.objects.select_related("badge__series", "badge__issuer"),
        current_of__slug=slug,
    )
    application = operations.start(person=request.user, version=version, at=now())
    return redirect("applications:overview", application.uid)


@member_required
@require_safe
def overview(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Show the task list of a draft, and where an application stands."""
    application = _own(request, uid)
    found = queries.items(application)
    steps, coming = queries.timeline(application)
    return render(
        request,
        "applications/overview.html",
        {
            "application": application,
            "items": found,
            "editable": application.state in EDITABLE,
            "tasks": queries.tasks(application, found) if application.state in EDITABLE else [],
            "words": queries.total_words(found),
            "steps": steps,
            "coming": coming,
            "submissions": application.submissions.order_by("-number"),
            "panels": in_order(
                panel
                for feature in all_features()
                for panel in feature.application_panels(request, application)
            ),
        },
    )


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: MemberRequest, uid: UUID, position: int) -> HttpResponse:
    """Show one criterion and take its answer; then lead to the next one that is open."""
    application, found = _editable(request, uid)
    item = _item(found, position)
    form = AnswerForm(request.POST or None, criterion=item.criterion, answer=item.answer)
    status, saved_elsewhere = 200, None
    if request.method == "POST":
        status, saved_elsewhere = _save(request, application, form)
        if status == 200:
            _tell_removals(request, [form])
            return redirect(_after(request, application, found, position))
    return render(
        request,
        "applications/question.html",
        {
            "application": application,
            "item": item,
            "form": form,
            "saved_elsewhere": saved_elsewhere,
            "place": [other.criterion.position for other in found].index(position) + 1,
            "places": len(found),
            "panels": _criterion_panels(request, application, item),
        },
        status=status,
    )


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def all_questions(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Show and take every open answer on one page."""
    application, found = _editable(request, uid)
    rows = [
        (
            item,
            AnswerForm(request.POST or None, criterion=item.criterion, answer=item.answer)
            if item.editable
            else None,
            _criterion_panels(request, application, item),
        )
        for item in found
    ]
    conflicts: dict[int, Answer] = {}
    status = 200
    if request.method == "POST":
        # Each answer stands alone: one that cannot be saved keeps none of the others from it.
        for item, form, _ in rows:
            if form is None:
                continue
            outcome, current = _save(request, application, form)
            status = max(status, outcome)
            if current:
                conflicts[item.criterion.position] = current
        if status == 200:
            _tell_removals(request, [form for _, form, _ in rows if form])
            messages.success(request, f"Saved at {now().astimezone(LONDON):%H:%M}.")
            return redirect("applications:overview", application.uid)
    return render(
        request,
        "applications/all_questions.html",
        {"application": application, "rows": rows, "conflicts": conflicts, "found": found},
        status=status,
    )


@member_required
@require_POST
def autosave(request: MemberRequest, uid: UUID, position: int) -> JsonResponse:
    """Save one answer for a script; answer with the new revision and the time.

    409 with the saved text when another window saved meanwhile; 422 with words when it cannot be
    kept. The text stays on the page in either case.
    """
    application, found = _editable(request, uid)
    item = _item(found, position)
    form = AnswerForm(request.POST, criterion=item.criterion, answer=item.answer)
    if not form.is_valid():
        words = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return JsonResponse({"error": words}, status=422)
    try:
        answer = operations.save_answer(
            application=application.uid,
            person=request.user,
            position=position,
            at=now(),
            **form.answer_given(),
        )
    except SavedElsewhere as conflict:
        return JsonResponse({"error": conflict.words, "conflict": True}, status=409)
    except Invalid as refusal:
        return JsonResponse({"error": refusal.words}, status=422)
    return JsonResponse(
        {
            "revision": answer.revision,
            "saved": f"{now().astimezone(LONDON):%H:%M}",
            "removed": form.removals,
        }
    )


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def versions(request: MemberRequest, uid: UUID, position: int) -> HttpResponse:
    """List the earlier versions of an answer, and bring one back."""
    application = _own(request, uid)
    found = queries.items(application)
    item = _item(found, position)
    earlier = item.answer.versions.all() if item.answer else ()
    if request.method == "POST" and item.answer:
        chosen = get_object_or_404(
            item.answer.versions, revision=_number(request.POST.get("revision", ""))
        )
        operations.save_answer(
            application=application.uid,
            person=request.user,
            position=position,
            text=chosen.text,
            link=chosen.link,
            done=chosen.done,
            based_on=item.answer.revision,
            at=now(),
        )
        messages.success(request, "The earlier version is back. The one before is kept here too.")
        return redirect("applications:question", application.uid, position)
    return render(
        request,
        "applications/versions.html",
        {"application": application, "item": item, "versions": earlier[:50]},
    )


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def link_all(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Take one link for every question."""
    application, _ = _editable(request, uid)
    form = LinkAllForm(request.POST or None)
    if form.is_valid():
        try:
            operations.link_all(
                application=application.uid, person=request.user, at=now(), **form.cleaned_data
            )
        except Invalid as refusal:
            form.add_error("link", refusal.words)
        else:
            messages.success(request, "The link now stands for every question.")
            return redirect("applications:overview", application.uid)
    return render(
        request,
        "applications/link_all.html",
        {"application": application, "form": form},
        status=422 if form.is_bound else 200,
    )


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def ai(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Take the declaration about AI tools."""
    application, _ = _editable(request, uid)
    declared = queries.ai_declaration(application)
    initial = (
        {
            "used": "yes" if declared.used else "no",
            "tool": declared.tool,
            "how": declared.how,
            "chat_link": declared.chat_link,
        }
        if declared
        else {}
    )
    form = AIForm(request.POST or None, initial=initial)
    if form.is_valid():
        try:
            operations.declare_ai(
                application=application.uid, person=request.user, at=now(), **form.cleaned_data
            )
        except Invalid as refusal:
            form.add_error(refusal.field, refusal.words)
        else:
            _tell_removals(request, [form])
            return redirect("applications:overview", application.uid)
    return render(
        request,
        "applications/ai.html",
        {"application": application, "form": form},
        status=422 if form.is_bound else 200,
    )


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def check(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Show everything once more, take the acceptance of the terms, and submit."""
    application = _own(request, uid)
    if application.state == State.SUBMITTED:
        # A double click, or the back button: what they want has happened.
        return redirect(
            "applications:receipt", uid, application.submissions.latest("number").number
        )
    if application.state not in EDITABLE:
        return redirect("applications:overview", uid)
    form = SubmitForm(request.POST or None)
    problems: Sequence[Problem] = ()
    if request.method == "POST":
        try:
            made = operations.submit(
                application=uid, person=request.user, accepted_terms=form.is_valid(), at=now()
            )
        except NotReady as refusal:
            problems = refusal.problems
        except WrongState:
            return redirect("applications:check", uid)
        else:
            return redirect("applications:receipt", uid, made.number)
    found = queries.items(application)
    return render(
        request,
        "applications/check.html",
        {
            "application": application,
            "items": found,
            "form": form,
            "problems": [(problem.words, _place_of(application, problem)) for problem in problems],
            "words": queries.total_words(found),
            "ai": queries.ai_declaration(application),
            "claims": claims_of(request.user),
        },
        status=422 if problems else 200,
    )


@member_required
@require_safe
def receipt(request: MemberRequest, uid: UUID, number: int) -> HttpResponse:
    """Show the receipt of a submission, to keep or print."""
    application = _own(request, uid)
    submission = get_object_or_404(application.submissions, number=number)
    return render(
        request,
        "applications/receipt.html",
        {"application": application, "submission": submission},
    )


@member_required
@require_safe
def submitted(request: MemberRequest, uid: UUID, number: int) -> HttpResponse:
    """Hand over the exact bytes that the receipt's digest stands for."""
    submission = get_object_or_404(_own(request, uid).submissions, number=number)
    return HttpResponse(
        bytes(submission.document),
        content_type="application/json",
        headers={
            "Content-Disposition": f'attachment; filename="{submission.receipt}.json"',
            "Cache-Control": "private, no-store",
        },
    )


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Ask once more, then withdraw."""
    application = _own(request, uid)
    if request.method == "POST":
        operations.withdraw(application=uid, person=request.user, at=now())
        messages.success(request, "Your application is withdrawn. You can still read it.")
        return redirect("applications:overview", uid)
    if application.state not in (*EDITABLE, State.SUBMITTED):
        return redirect("applications:overview", uid)
    return render(request, "applications/withdraw.html", {"application": application})


def _own(request: MemberRequest, uid: UUID) -> Application:
    application = queries.load(request.user, uid)
    if application is None:
        raise NotAllowed
    return application


def _editable(request: MemberRequest, uid: UUID) -> tuple[Application, list[Item]]:
    application = _own(request, uid)
    if application.state not in EDITABLE:
        raise WrongState(
            "This application cannot be changed now: it was submitted, withdrawn or decided, "
            "perhaps in another window. Open it again to see where it stands."
        )
    return application, queries.items(application)


def _item(found: Sequence[Item], position: int) -> Item:
    item = next((item for item in found if item.criterion.position == position), None)
    if item is None:
        raise NotAllowed
    return item


def _save(
    request: MemberRequest, application: Application, form: AnswerForm
) -> tuple[int, Answer | None]:
    """Save one form; return 200, or 422 with errors in the form, or 409 and what is saved."""
    if not form.is_valid():
        return 422, None
    try:
        answer = operations.save_answer(
            application=application.uid,
            person=request.user,
            position=form.criterion.position,
            at=now(),
            **form.answer_given(),
        )
    except SavedElsewhere as conflict:
        form.rebase(conflict.current.revision)
        return 409, conflict.current
    except Invalid as refusal:
        form.add_error(refusal.field, refusal.words)
        return 422, None
    # The page may come back for another answer's sake: this one then goes on from here.
    form.rebase(answer.revision)
    return 200, None


def _after(
    request: MemberRequest, application: Application, found: Sequence[Item], position: int
) -> str:
    if "leave" in request.POST:
        return reverse("applications:overview", args=[application.uid])
    later = [
        item.criterion.position
        for item in found
        if item.editable and item.criterion.position > position
    ]
    if later:
        return reverse("applications:question", args=[application.uid, later[0]])
    return reverse("applications:overview", args=[application.uid])


def _criterion_panels(request: MemberRequest, application: Application, item: Item) -> list[Panel]:
    return in_order(
        panel
        for feature in all_features()
        for panel in feature.criterion_panels(request, application, item.criterion)
    )


def _place_of(application: Application, problem: Problem) -> str:
    if problem.position:
        return reverse("applications:question", args=[application.uid, problem.position])
    return {
        About.AI: reverse("applications:ai", args=[application.uid]),
        About.TERMS: "#id_accept",
    }.get(problem.about, "#answers")


def _tell_removals(request: MemberRequest, forms: Sequence[AnswerForm | AIForm]) -> None:
    for form in forms:
        for sentence in form.removals:
            messages.warning(request, sentence)


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise NotAllowed
    return int(text)
