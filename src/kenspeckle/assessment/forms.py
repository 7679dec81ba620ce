from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kenspeckle.assessment.models import Outcome, Reason
from kenspeckle.assessment.operations import LONGEST_COMMENT
from kenspeckle.assessment.queries import Row
from kenspeckle.assessment.verdicts import Word
from kenspeckle.kernel.forms import CleaningForm, TextField


class DecisionForm(CleaningForm):
    """Verdict and comment for every open criterion, and the decision.

    A draft may be incomplete; `is_ready` says whether a decision can be made of it.
    """

    submission = forms.IntegerField(min_value=1, max_value=10_000, widget=forms.HiddenInput)
    outcome = forms.ChoiceField(
        label=_("Your decision"),
        choices=Outcome.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    reason = forms.ChoiceField(
        label=_("Reason, if you decline"),
        choices=[("", _("Choose a reason")), *Reason.choices],
        required=False,
    )
    feedback = TextField(
        label=_("Feedback"),
        help_text=_("The applicant reads this word for word in the mail."),
        max_length=LONGEST_COMMENT,
        lines=6,
        required=False,
    )

    def __init__(self, data: Any = None, *, rows: Sequence[Row], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        self.rows = [row for row in rows if not row.met_before]
        for row in self.rows:
            place = row.criterion.position
            self.fields[f"met_{place}"] = forms.ChoiceField(
                label=_("Verdict"),
                choices=[("yes", _("Met")), ("no", _("Not yet"))],
                widget=forms.RadioSelect,
                required=False,
            )
            self.fields[f"comment_{place}"] = TextField(
                label=_("Comment for the applicant"),
                max_length=LONGEST_COMMENT,
                lines=3,
                required=False,
            )
        for field in self.fields.values():
            field.optional_note = False  # type: ignore[attr-defined]

    def draft(self) -> dict[str, Any]:
        """Return the cleaned values as they are kept with the claim."""
        return dict(self.cleaned_data)

    def incomplete(self) -> bool:
        """Add an error for everything that a decision still needs; return whether there was one."""
        if not self.cleaned_data.get("outcome"):
            self.add_error("outcome", _("Choose your decision."))
        for row in self.rows:
            name = f"met_{row.criterion.position}"
            if not self.cleaned_data.get(name):
                self.add_error(name, _("Give a verdict on “%s”.") % row.criterion.title)
        return not self.is_valid()

    def verdicts(self) -> dict[int, Word]:
        """Return the verdicts by the position of their criterion."""
        return {
            row.criterion.position: Word(
                met=self.cleaned_data[f"met_{row.criterion.position}"] == "yes",
                comment=self.cleaned_data[f"comment_{row.criterion.position}"],
            )
            for row in self.rows
        }
