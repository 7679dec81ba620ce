"""Forms in our look, and the fields that take untrusted text."""

from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting

from kenspeckle.text.cleaning import clean


class Renderer(TemplatesSetting):
    """Render fields with the templates of the UI kit."""

    form_template_name = "kernel/forms/form.html"
    field_template_name = "kernel/forms/field.html"


class TextField(forms.CharField):
    """Text from outside: normalised (NFC, LF) with control characters removed.

    What was removed is kept in `removed` of the bound form's cleaned value by `cleaned_text`.
    """

    def to_python(self, value: Any) -> str:
        return super().to_python(clean(str(value)).text if value not in self.empty_values else value)
