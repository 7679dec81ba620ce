from django.utils.translation import gettext_lazy as _

from kenspeckle.kernel.forms import CleaningForm, TextField


class RevokeForm(CleaningForm):
    """Why an award is taken back."""

    reason = TextField(
        label=_("Why is this award revoked?"),
        max_length=1000,
        lines=4,
        help_text=_(
            "The holder reads this word for word, and so does everyone who opens the award."
        ),
        error_messages={"required": _("Say why the award is revoked: the holder reads it.")},
    )
