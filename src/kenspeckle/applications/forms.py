from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kenspeckle.applications.models import Answer
from kenspeckle.applications.operations import AI_NEEDED, LONGEST_ANSWER
from kenspeckle.catalogue.models import Criterion, CriterionKind
from kenspeckle.kernel.forms import CleaningForm, LinkField, TextField, about


class AnswerForm(CleaningForm):
    """One answer: text, or a link that stands for it; or the tick of a task or declaration."""

    based_on = forms.IntegerField(min_value=0, max_value=10_000_000, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, criterion: Criterion, answer: Answer | None, **kwargs: Any
    ) -> None:
        self.criterion = criterion
        self.answer = answer
        kwargs.setdefault("prefix", f"q{criterion.position}")
        initial = {"based_on": answer.revision if answer else 0}
        if answer:
            initial |= {"text": answer.text, "link": answer.link, "done": answer.done}  # type: ignore[dict-item]
        super().__init__(data, initial=initial, **kwargs)
        if criterion.kind == CriterionKind.QUESTION:
            self.fields["text"] = TextField(
                label=about(_("Your answer"), _("to %s") % criterion.title),
                max_length=LONGEST_ANSWER,
                lines=10,
                required=False,
                has_counter=True,
            )
            self.fields["link"] = LinkField(
                label=about(_("Link to your blog or portfolio"), _("for %s") % criterion.title),
                required=False,
                help_text=_("The link stands for this answer: what you wrote here is not sent."),
            )
        else:
            self.fields["done"] = forms.BooleanField(
                label=_("I have done this")
                if criterion.kind == CriterionKind.TASK
                else _("I confirm this"),
                required=False,
            )
        for field in self.fields.values():
            # An answer may be saved half-finished; what is missing is said before it is submitted.
            field.optional_note = False  # type: ignore[attr-defined]

    @property
    def is_question(self) -> bool:
        """Whether this is written rather than ticked."""
        return self.criterion.kind == CriterionKind.QUESTION

    def rebase(self, revision: int) -> None:
        """Let the next save of this form build on `revision`, after both texts were shown."""
        based_on = self.add_prefix("based_on")
        self.data = {**{name: self.data[name] for name in self.data}, based_on: str(revision)}

    def answer_given(self) -> dict[str, Any]:
        """Return the cleaned values as the operation takes them."""
        return {name: value for name, value in self.cleaned_data.items() if value is not None}


class AIForm(CleaningForm):
    """Whether AI tools were used, and if so which, how, and where the chat can be read."""

    used = forms.TypedChoiceField(
        label=_("Did you use an AI tool for this application?"),
        choices=[("no", _("No, I did not")), ("yes", _("Yes, I did"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether you used an AI tool.")},
    )
    tool = TextField(
        label=_("Which tool?"),
        max_length=150,
        required=False,
        help_text=_("Its name, and version if you know it."),
    )
    how = TextField(
        label=_("What did you use it for?"),
        max_length=2000,
        lines=4,
        required=False,
        help_text=_("For example: to check spelling, to find gaps, to put my notes in order."),
    )
    chat_link = LinkField(
        label=_("Link to the chat history"),
        required=False,
        help_text=_("Only assessors see it. Check that it opens for somebody else."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("tool", "how", "chat_link"):
            self.fields[name].optional_note = False  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for all that a use needs at once; the operation asks again, one by one."""
        given = super().clean() or self.cleaned_data
        if given.get("used"):
            for name, words in AI_NEEDED.items():
                if not given.get(name) and name not in self.errors:
                    self.add_error(name, words)
        return given


class LinkAllForm(CleaningForm):
    """One link for every question."""

    link = LinkField(
        label=_("Link to your blog or portfolio"),
        help_text=_("Give the address that opens for anyone, starting with https://"),
        error_messages={"required": _("Give the link.")},
    )


class SubmitForm(forms.Form):
    """The last step: the terms."""

    accept = forms.BooleanField(
        label=_("I accept these terms"),
        error_messages={"required": _("Accept the terms to submit.")},
    )
