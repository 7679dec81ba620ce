"""The pages on which answers are written, saved and declared."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from kenspeckle.applications import choosing, hooks, kinds, operations, queries, versioning
from kenspeckle.applications.forms import AIForm, AnswerForm, ChoiceForm, LinkAllForm
from kenspeckle.applications.hinting import hints_at
from kenspeckle.applications.models import Application
from kenspeckle.applications.operations import SavedElsewhere
from kenspeckle.applications.queries import Item
from kenspeckle.applications.states import EDITABLE
from kenspeckle.catalogue.models import Criterion
from kenspeckle.kernel.clock import now
from kenspeckle.kernel.dates import clock_time
from kenspeckle.kernel.demands import saves
from kenspeckle.kernel.kit import Panel, in_order
from kenspeckle.kernel.refusals import Invalid, NotAllowed, WrongState
from kenspeckle.kernel.requests import MemberRequest, member_required


@saves
@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def question(request: MemberRequest, uid: UUID, position: int) -> HttpResponse:
    """Show one criterion and take its answer; then lead to the next one that is open."""
    application, listed = _editable(request, uid)
    item = _item(listed, position)
    form = AnswerForm(request.POST or None, criterion=item.criterion, answer=item.answer)
    status, saved_elsewhere = 200, None
    if request.method == "POST":
        status, saved_elsewhere = _save(request, application, form)
        if status == 200:
            _tell_removals(request, [form])
            return redirect(_after(request, application, listed, position))
    return render(
        request,
        "applications/question.html",
        {
            "application": application,
            "item": item,
            "form": form,
            "saved_elsewhere": saved_elsewhere,
            "place": [other.criterion.position for other in listed].index(position) + 1,
            "places": len(listed),
            "panels": _criterion_panels(request, application, item),
        },
        status=status,
    )


@saves
@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def all_questions(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Show and take every open answer on one page."""
    application, listed = _editable(request, uid)
    rows = [
        (
            item,
            AnswerForm(request.POST or None, criterion=item.criterion, answer=item.answer)
            if item.editable
            else None,
            _criterion_panels(request, application, item),
        )
        for item in listed
    ]
    conflicts: dict[int, list[kinds.Shown]] = {}
    status = 200
    if request.method == "POST":
        # Each answer stands alone: one that cannot be saved keeps none of the others from it.
        for item, form, _ in rows:
            if form is None:
                continue
            outcome, current = _save(request, application, form)
            status = max(status, outcome)
            if current is not None:
                conflicts[item.criterion.position] = current
        if status == 200:
            _tell_removals(request, [form for _, form, _ in rows if form])
            messages.success(request, f"Saved at {clock_time(now())}.")
            return redirect("applications:overview", application.uid)
    return render(
        request,
        "applications/all_questions.html",
        {"application": application, "rows": rows, "conflicts": conflicts, "listed": listed},
        status=status,
    )


@saves
@member_required
@require_POST
def autosave(request: MemberRequest, uid: UUID, position: int) -> JsonResponse:
    """Save one answer for a script; answer with the new revision and the time.

    409 with the saved text when another window saved meanwhile; 422 with words when it cannot be
    kept. The text stays on the page in either case.
    """
    criterion = queries.criterion_to_save(request.user, uid, position)
    form = AnswerForm(request.POST, criterion=criterion, answer=None)
    if not form.is_valid():
        words = " ".join(str(error) for errors in form.errors.values() for error in errors)
        return JsonResponse({"error": words}, status=422)
    try:
        saved = operations.save_answer(
            application_uid=uid,
            person=request.user,
            position=position,
            at=now(),
            **form.answer_given(),
        )
    except SavedElsewhere as conflict:
        return JsonResponse({"error": conflict.message, "conflict": True}, status=409)
    except Invalid as refusal:
        return JsonResponse({"error": refusal.message}, status=422)
    form.tell_removed(saved.removed)
    return JsonResponse(
        {
            "revision": saved.answer.revision,
            "saved": clock_time(now()),
            "removed": form.removals,
            "hints": _hints(criterion, saved.answer.given),
        }
    )


@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def versions(request: MemberRequest, uid: UUID, position: int) -> HttpResponse:
    """List the earlier versions of an answer, and bring one back."""
    application = queries.own_application(request.user, uid)
    listed = queries.items(application)
    item = _item(listed, position)
    earlier = item.answer.versions.all() if item.answer else ()
    if request.method == "POST" and item.answer and request.POST.get("delete"):
        revision = request.POST["delete"]
        gone = versioning.delete(
            application_uid=application.uid,
            person=request.user,
            position=position,
            revision=None if revision == "all" else _number(revision),
        )
        messages.success(
            request,
            "The version is deleted." if gone == 1 else f"{gone} earlier versions are deleted.",
        )
        return redirect("applications:versions", application.uid, position)
    if request.method == "POST" and item.answer:
        chosen = get_object_or_404(
            item.answer.versions, revision=_number(request.POST.get("revision", ""))
        )
        operations.save_answer(
            application_uid=application.uid,
            person=request.user,
            position=position,
            given=chosen.given,
            based_on=item.answer.revision,
            at=now(),
        )
        messages.success(request, "The earlier version is back. The one before is kept here too.")
        return redirect("applications:question", application.uid, position)
    return render(
        request,
        "applications/versions.html",
        {
            "application": application,
            "item": item,
            "versions": [
                (version, kinds.all_given(item.criterion, version.given))
                for version in earlier[:50]
            ],
            "kept_days": settings.KEEP_VERSIONS_DAYS,
        },
    )


@saves
@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def link_all(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Take one link for every question."""
    application, _ = _editable(request, uid)
    form = LinkAllForm(request.POST or None)
    if form.is_valid():
        try:
            operations.link_all(
                application_uid=application.uid, person=request.user, at=now(), **form.cleaned_data
            )
        except Invalid as refusal:
            form.add_error("link", refusal.message)
        else:
            messages.success(request, "The link now stands for every question.")
            return redirect("applications:overview", application.uid)
    return render(
        request,
        "applications/link_all.html",
        {"application": application, "form": form},
        status=422 if form.is_bound else 200,
    )


@saves
@member_required
@require_http_methods(["GET", "HEAD", "POST"])
def choose(request: MemberRequest, uid: UUID) -> HttpResponse:
    """Show what there is to choose, and take it."""
    application, _ = _editable(request, uid)
    choices = choosing.offers(application)
    if not choices:
        raise NotAllowed
    form = ChoiceForm(request.POST or None, choices=choices)
    if form.is_valid():
        try:
            choosing.choose(
                application_uid=uid, person=request.user, chosen=form.cleaned_data, at=now()
            )
        except Invalid as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            return redirect("applications:overview", uid)
    return render(
        request,
        "applications/choose.html",
        {"application": application, "form": form},
        status=422 if form.is_bound else 200,
    )


@saves
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
                application_uid=application.uid, person=request.user, at=now(), **form.cleaned_data
            )
        except Invalid as refusal:
            form.add_error(refusal.field, refusal.message)
        else:
            _tell_removals(request, [form])
            return redirect("applications:overview", application.uid)
    return render(
        request,
        "applications/ai.html",
        {"application": application, "form": form},
        status=422 if form.is_bound else 200,
    )


class Closed(WrongState):
    """The application cannot be changed any more; `link` leads to where it stands."""

    link_words = "See where it stands"

    def __init__(self, application: Application) -> None:
        super().__init__(
            "This application cannot be changed now: it was submitted, withdrawn or decided, "
            "perhaps in another window."
        )
        self.link = reverse("applications:overview", args=[application.uid])


def _editable(request: MemberRequest, uid: UUID) -> tuple[Application, list[Item]]:
    application = queries.own_application(request.user, uid)
    if application.state not in EDITABLE:
        raise Closed(application)
    return application, queries.items(application)


def _item(listed: Sequence[Item], position: int) -> Item:
    item = next((item for item in listed if item.criterion.position == position), None)
    if item is None:
        raise NotAllowed
    return item


def _save(
    request: MemberRequest, application: Application, form: AnswerForm
) -> tuple[int, list[kinds.Shown] | None]:
    """Save one form; return 200, or 422 with errors in the form, or 409 and what is saved."""
    if not form.is_valid():
        return 422, None
    try:
        saved = operations.save_answer(
            application_uid=application.uid,
            person=request.user,
            position=form.criterion.position,
            at=now(),
            **form.answer_given(),
        )
    except SavedElsewhere as conflict:
        form.rebase(conflict.current.revision)
        return 409, kinds.all_given(form.criterion, conflict.current.given)
    except Invalid as refusal:
        form.add_error(refusal.field, refusal.message)
        return 422, None
    # The page may come back for another answer's sake: this one then goes on from here.
    form.rebase(saved.answer.revision)
    form.tell_removed(saved.removed)
    return 200, None


def _after(
    request: MemberRequest, application: Application, listed: Sequence[Item], position: int
) -> str:
    if "leave" in request.POST:
        return reverse("applications:overview", args=[application.uid])
    later = [
        item.criterion.position
        for item in listed
        if item.editable and item.criterion.position > position
    ]
    if later:
        return reverse("applications:question", args=[application.uid, later[0]])
    return reverse("applications:overview", args=[application.uid])


def _criterion_panels(request: MemberRequest, application: Application, item: Item) -> list[Panel]:
    return in_order(hooks.criterion_panels(request, application, item.criterion))


def _tell_removals(request: MemberRequest, forms: Sequence[AnswerForm | AIForm]) -> None:
    for form in forms:
        for sentence in form.removals:
            messages.warning(request, sentence)


def _hints(criterion: Criterion, given: Mapping[str, Any]) -> str:
    """Return the hints as the page shows them; nothing when there are none."""
    told = hints_at(criterion, given)
    return render_to_string("applications/_hints.html", {"hints": told}) if told else ""


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise NotAllowed
    return int(text)
