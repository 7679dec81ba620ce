from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kenspeckle.assessment.models import Outcome, Reason
from kenspeckle.assessment.operations import LONGEST_COMMENT
from kenspeckle.assessment.queries import Row
from kenspeckle.assessment.verdicts import Word
from kenspeckle.kernel.forms import CleaningForm, TextField, about


class DecisionForm(CleaningForm):
    """Verdict and comment for every open criterion, and the decision.

    A draft may be incomplete; `incomplete` says what a decision still needs.
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
            on = _("on %s") % row.criterion.title
            self.fields[f"met_{place}"] = forms.ChoiceField(
                label=about(_("Verdict"), on),
                choices=[("yes", _("Met")), ("no", _("Not yet"))],
                widget=forms.RadioSelect,
                required=False,
            )
            self.fields[f"comment_{place}"] = TextField(
                label=about(_("Comment for the applicant"), on),
                max_length=LONGEST_COMMENT,
                lines=3,
                required=False,
            )
        # In the order of the page, which is the order of the error summary.
        self.order_fields([name for name in self.fields if name.startswith(("met_", "comment_"))])
        for field in self.fields.values():
            field.optional_note = False  # type: ignore[attr-defined]

    def draft(self) -> dict[str, Any]:
        """Return the cleaned values as they are kept with the claim."""
        return dict(self.cleaned_data)

    def incomplete(self) -> bool:
        """Add an error for everything that a decision still needs; return whether there was one."""
        given = self.cleaned_data
        outcome = given.get("outcome")
        for row in self.rows:
            place, title = row.criterion.position, row.criterion.title
            verdict = given.get(f"met_{place}")
            if not verdict:
                self.add_error(f"met_{place}", _("Give a verdict on “%s”.") % title)
            elif verdict == "no" and outcome == Outcome.RETURN and not given[f"comment_{place}"]:
                self.add_error(f"comment_{place}", _("Say what is missing in “%s”.") % title)
        if not outcome:
            self.add_error("outcome", _("Choose your decision."))
        elif outcome == Outcome.DECLINE and not given.get("reason"):
            self.add_error("reason", _("Choose the reason for declining."))
        if not given.get("feedback"):
            self.add_error(
                "feedback", _("Write some feedback: the applicant reads it word for word.")
            )
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
