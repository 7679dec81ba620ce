"""A tick: a task that was done, a declaration that is confirmed."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kenspeckle.applications.kinds.kind import Taken
from kenspeckle.awards.basis import Evidence
from kenspeckle.catalogue.models import Criterion
from kenspeckle.catalogue.schema.badge import CriterionKind


class Tick:
    """One box to tick. It is no evidence: the applicant says so, and that is all."""

    name = "tick"
    label = "a tick"
    nothing = "Not ticked"
    instead = ""
    becomes_evidence = False
    field_template = "applications/kinds/tick_field.html"
    answer_template = "applications/kinds/tick_answer.html"
    desk_template = "applications/kinds/tick_desk.html"

    def accepts(self, criterion: Criterion) -> bool:
        return criterion.kind in (CriterionKind.TASK, CriterionKind.DECLARATION)

    def fields(self, criterion: Criterion) -> dict[str, forms.Field]:
        is_task = criterion.kind == CriterionKind.TASK
        label = _("I have done this") if is_task else _("I confirm this")
        return {"done": forms.BooleanField(label=label, required=False)}

    def initial(self, value: Any) -> dict[str, Any]:
        return {"done": value}

    def read(self, cleaned: Mapping[str, Any]) -> Any:
        return cleaned.get("done", False)

    def take(self, value: Any) -> Taken:
        return Taken(bool(value))

    def hint(self, criterion: Criterion, value: Any) -> str:
        return f"About {criterion.facts.minutes} minutes" if criterion.facts.minutes else ""

    def missing(self, criterion: Criterion, value: Any) -> list[str]:
        if value or not criterion.facts.required:
            return []
        verb = "done" if criterion.kind == CriterionKind.TASK else "confirmed"
        return [f"“{criterion.title}”: tick that you have {verb} this."]

    def words(self, value: Any) -> int:
        return 0

    def freeze(self, value: Any) -> dict[str, Any]:
        return {"done": bool(value)}

    def plain(self, content: Mapping[str, Any]) -> str:
        return ""

    def evidence(self, title: str, content: Mapping[str, Any]) -> Evidence | None:
        return None
