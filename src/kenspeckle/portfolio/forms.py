from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kenspeckle.awards.queries import ShownEvidence


class SharingForm(forms.Form):
    """Whether an award is open to whoever has its address, and which evidence with it."""

    shared = forms.TypedChoiceField(
        label=_("Who may open this award?"),
        choices=[
            ("no", _("Only me")),
            ("yes", _("Anyone who has the address")),
        ],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    evidence = forms.TypedMultipleChoiceField(
        label=_("Which evidence may they read?"),
        help_text=_(
            "Read each answer as a stranger would. Share nothing that could identify somebody else."
        ),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, items: list[ShownEvidence], **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field = self.fields["evidence"]
        field.optional_note = False  # type: ignore[attr-defined]
        field.choices = [(item.position, item.name) for item in items]  # type: ignore[attr-defined]
        if not items:
            del self.fields["evidence"]
