from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kenspeckle.checking.verification import LARGEST
from kenspeckle.kernel.forms import CleaningForm, LinkField


class VerifyForm(CleaningForm):
    """A credential from anybody: a file, or a link to one."""

    file = forms.FileField(
        label=_("A file"),
        required=False,
        allow_empty_file=True,
        help_text=_("JSON, JWT, a badge picture (PNG or SVG) or a PDF certificate, at most 5 MB."),
        widget=forms.FileInput(attrs={"accept": ".json,.jwt,.jws,.png,.svg,.pdf,.jsonld"}),
    )
    link = LinkField(label=_("Or a link"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            # One of the two is needed, so neither is optional.
            field.optional_note = False  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        file, link = cleaned.get("file"), cleaned.get("link")
        if not self.errors and not file and not link:
            raise forms.ValidationError(_("Choose a file or give a link."))
        if file and link:
            raise forms.ValidationError(
                _("Give either a file or a link, so that it is clear which one to check.")
            )
        if file and file.size > LARGEST:
            self.add_error("file", _("The file is larger than 5 MB. A badge is much smaller."))
        if file and not file.size:
            self.add_error("file", _("The file is empty. Choose another one."))
        return cleaned
