from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kenspeckle.assessment.completeness import LONGEST_COMMENT, Fault, faults
from kenspeckle.assessment.models import Outcome
from kenspeckle.assessment.points import Point, Ruling
from kenspeckle.assessment.queries import Desk
from kenspeckle.assessment.reasons import reasons
from kenspeckle.kernel.forms import CleaningForm, TextField, about, spoken
from kenspeckle.kernel.kit import Fact


class DecisionForm(CleaningForm):
    """Verdict and comment for every open point, and the decision.

    A draft may be incomplete; `incomplete` says what a decision still needs.
    """

    submission = forms.IntegerField(min_value=1, max_value=10_000, widget=forms.HiddenInput)
    based_on = forms.IntegerField(
        min_value=0, max_value=10_000_000, required=False, widget=forms.HiddenInput
    )
    outcome = forms.ChoiceField(
        label=_("Your decision"),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    reason = forms.ChoiceField(label=_("Reason, if you decline"), required=False)
    feedback = TextField(
        label=_("Feedback"),
        help_text=_("The applicant reads this word for word in the mail."),
        max_length=LONGEST_COMMENT,
        lines=6,
        required=False,
    )

    def __init__(self, data: Any = None, *, desk: Desk, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.reasons = reasons(desk.application.version.badge)
        self.fields["reason"].choices = [  # type: ignore[attr-defined]
            ("", _("Choose a reason")),
            *((reason.code, reason.message) for reason in self.reasons.values()),
        ]
        self.asked = {
            judged.point: judged.title
            for row in desk.rows
            for judged in row.points
            if not judged.met_before
        }
        for point, title in self.asked.items():
            on = _("on %s") % title
            self.fields[f"met_{point.name}"] = forms.ChoiceField(
                label=about(_("Verdict"), on),
                choices=[("yes", _("Met")), ("no", _("Not yet"))],
                widget=forms.RadioSelect,
                required=False,
            )
            self.fields[f"comment_{point.name}"] = TextField(
                label=about(_("Comment for the applicant"), on),
                max_length=LONGEST_COMMENT,
                lines=3,
                required=False,
            )
        # In the order of the page, which is the order of the error summary.
        self.order_fields([name for name in self.fields if name.startswith(("met_", "comment_"))])
        for field in self.fields.values():
            field.error_messages["invalid_choice"] = _("Choose one of the list.")
            field.optional_note = False  # type: ignore[attr-defined]

    def draft(self) -> dict[str, Any]:
        """Return the cleaned values as they are kept with the assignment."""
        return {name: value for name, value in self.cleaned_data.items() if name != "based_on"}

    def based_on_revision(self) -> int:
        """Return the revision of the draft that this one grew from."""
        return self.cleaned_data["based_on"] or 0

    def rebase(self, revision: int) -> None:
        """Let the next save of this form build on `revision`, after both drafts were shown."""
        self.data = {**{name: self.data[name] for name in self.data}, "based_on": str(revision)}

    def differing(self, draft: Mapping[str, Any]) -> list[Fact]:
        """Return what `draft` says where this form says something else, field by field."""
        return [
            Fact(spoken(self[name].label), str(_shown(field, draft.get(name)) or "Nothing"))
            for name, field in self.fields.items()
            if not self[name].is_hidden
            and (draft.get(name) or "") != (self.cleaned_data.get(name) or "")
        ]

    def incomplete(self) -> bool:
        """Add an error for everything that a decision still needs; return whether there was one."""
        given = self.cleaned_data
        self.add_faults(
            faults(
                self.asked,
                outcome=given.get("outcome", ""),
                reason=given.get("reason", ""),
                feedback=given.get("feedback", ""),
                verdicts=self.verdicts(),
                reasons=self.reasons,
            )
        )
        return not self.is_valid()

    def add_faults(self, wrong: Iterable[Fault]) -> None:
        """Add each fault at its field."""
        for fault in wrong:
            self.add_error(fault.field if fault.field in self.fields else None, fault.message)

    def verdicts(self) -> dict[Point, Ruling]:
        """Return the verdicts that were given."""
        given = self.cleaned_data
        return {
            point: Ruling(
                met=given[f"met_{point.name}"] == "yes",
                comment=given.get(f"comment_{point.name}", ""),
            )
            for point in self.asked
            if given.get(f"met_{point.name}")
        }


def _shown(field: forms.Field, value: object) -> object:
    if isinstance(field, forms.ChoiceField):
        return dict(field.choices).get(value, "")  # type: ignore[arg-type]  # choices are pairs here
    return value
