from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from kenspeckle.applications.choices import Offer, Offered
from kenspeckle.applications.kinds import all_given, kinds_of
from kenspeckle.applications.models import Answer
from kenspeckle.applications.operations import AI_NEEDED
from kenspeckle.catalogue.models import Criterion
from kenspeckle.kernel.forms import CleaningForm, LinkField, TextField
from kenspeckle.text.cleaning import Removed


class AnswerForm(CleaningForm):
    """The answer to one criterion, with the fields of every kind in which it may be given."""

    based_on = forms.IntegerField(min_value=0, max_value=10_000_000, widget=forms.HiddenInput)

    def __init__(
        self, data: Any = None, *, criterion: Criterion, answer: Answer | None, **kwargs: Any
    ) -> None:
        self.criterion = criterion
        self.answer = answer
        self.kinds = kinds_of(criterion)
        kwargs.setdefault("prefix", f"q{criterion.position}")
        initial: dict[str, Any] = {"based_on": answer.revision if answer else 0}
        for shown in all_given(criterion, answer.given) if answer else ():
            initial |= shown.kind.initial(shown.value)
        super().__init__(data, initial=initial, **kwargs)
        for kind in self.kinds:
            self.fields |= kind.fields(criterion)
        for field in self.fields.values():
            # An answer may be saved half-finished; what is missing is said before it is submitted.
            field.optional_note = False  # type: ignore[attr-defined]

    @property
    def has_one_kind(self) -> bool:
        """Whether there is no choice between kinds here."""
        return len(self.kinds) == 1

    def rebase(self, revision: int) -> None:
        """Let the next save of this form build on `revision`, after both texts were shown."""
        based_on = self.add_prefix("based_on")
        self.data = {**{name: self.data[name] for name in self.data}, based_on: str(revision)}

    def answer_given(self) -> dict[str, Any]:
        """Return what was given as the operation takes it."""
        return {
            "given": {kind.name: kind.read(self.cleaned_data) for kind in self.kinds},
            "based_on": self.cleaned_data["based_on"],
        }

    def tell_removed(self, removed: Mapping[str, frozenset[Removed]]) -> None:
        """Let `removals` speak of what the operation took out of each field."""
        for name, kinds in removed.items():
            self.fields[name].removed = kinds  # type: ignore[attr-defined]


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


class ChoiceForm(forms.Form):
    """What there is to choose in a badge: a field for each choice, under its key."""

    def __init__(self, data: Any = None, *, choices: Sequence[Offered], **kwargs: Any) -> None:
        initial: dict[str, Any] = {}
        super().__init__(data, initial=initial, **kwargs)
        for one in choices:
            key, options = one.choice.key, [(option.key, _told(option)) for option in one.options]
            shown: dict[str, Any] = {
                "label": one.title,
                "help_text": one.choice.text,
                "choices": options,
                "required": False,
            }
            if one.choice.take == 1:
                initial[key] = one.chosen[0] if one.chosen else ""
                self.fields[key] = _OneOption(widget=forms.RadioSelect, **shown)
            else:
                initial[key] = list(one.chosen)
                self.fields[key] = forms.MultipleChoiceField(
                    widget=forms.CheckboxSelectMultiple, **shown
                )
            # Whether enough are chosen is for the operation to say.
            self.fields[key].optional_note = False  # type: ignore[attr-defined]


class _OneOption(forms.ChoiceField):
    """One of several options, given as the list that an operation takes."""

    def clean(self, value: Any) -> Any:
        one = super().clean(value)
        return [one] if one else []


def _told(option: Offer) -> SafeString:
    """Return an option with what it means below its name."""
    parts = [option.text] if option.text else []
    if [criterion.title for criterion in option.criteria] != [option.name]:
        parts += [criterion.title for criterion in option.criteria]
    return format_html(
        "{}{}",
        option.name,
        format_html_join("", '<span class="ken-tasks__hint">{}</span>', ((one,) for one in parts)),
    )


class SubmitForm(forms.Form):
    """The last step: the terms."""

    accept = forms.BooleanField(
        label=_("I accept these terms"),
        error_messages={"required": _("Accept the terms to submit.")},
    )
