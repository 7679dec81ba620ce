from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kenspeckle.awards.grounds import grounds
from kenspeckle.catalogue.models import Badge
from kenspeckle.kernel.forms import CleaningForm, TextField


class RevokeForm(CleaningForm):
    """On what ground an award is taken back, and what leads should know of it."""

    reason = forms.ChoiceField(
        label=_("Why is this award revoked?"),
        help_text=_("The holder reads this, and so does everyone who opens the award."),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose why the award is revoked: everybody reads it."),
            "invalid_choice": _("Choose why the award is revoked: everybody reads it."),
        },
    )
    note = TextField(
        label=_("What happened"),
        max_length=2000,
        lines=4,
        help_text=_("For leads of your organisation. The holder does not read it."),
        error_messages={"required": _("Say what happened, for other leads. Nobody else reads it.")},
    )

    def __init__(self, data: Any = None, *, badge: Badge, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        field = self.fields["reason"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.code, one.message) for one in grounds(badge).values()]
