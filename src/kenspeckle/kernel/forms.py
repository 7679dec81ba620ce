"""Forms in our look, and the fields that take untrusted text."""

from html import unescape
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.html import format_html, strip_tags
from django.utils.safestring import SafeString

from kenspeckle.text.cleaning import Removed, clean

LONGEST_LINE = 200
LONGEST_TEXT = 20_000


class Renderer(TemplatesSetting):
    """Render fields with the templates of the UI kit."""

    form_template_name = "kernel/forms/form.html"
    field_template_name = "kernel/forms/field.html"


class DescribedField(forms.BoundField):
    """A field whose input is also described by what stands below it (a word counter)."""

    @property
    def aria_describedby(self) -> str | None:
        """The ids of hint, error and counter, in this order."""
        described = super().aria_describedby
        if described is None or not getattr(self.field, "has_counter", False):
            return described
        return f"{described} {self.auto_id}_count".strip()


class TextField(forms.CharField):
    """Text from outside: normalised (NFC, LF) with characters removed that cannot be kept.

    `removed` says what kinds were taken out of the last value; a `CleaningForm` tells the person.
    Without a `max_length` of its own a field takes 200 characters (one line) or 20,000 (several);
    the length is that of the cleaned text. `has_counter` names a word counter as its description.
    """

    bound_field_class = DescribedField
    default_error_messages = {"required": "Fill this in."}
    removed: frozenset[Removed] = frozenset()

    def __init__(
        self,
        *,
        max_length: int | None = None,
        lines: int = 1,
        has_counter: bool = False,
        **kwargs: Any,
    ) -> None:
        if lines > 1:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": lines}))
        self.has_counter = has_counter
        longest = max_length or (LONGEST_TEXT if lines > 1 else LONGEST_LINE)
        super().__init__(max_length=longest, **kwargs)

    def to_python(self, value: Any) -> str | None:
        """Return the cleaned text; what kinds were removed is left in `removed`."""
        if value in self.empty_values:
            return super().to_python(value)
        cleaned = clean(str(value))
        self.removed = cleaned.removed
        text = cleaned.text
        if not isinstance(self.widget, forms.Textarea):
            text = " ".join(text.splitlines())
        return super().to_python(text)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Return the attributes of the input, without a browser's own limit on long texts."""
        # A browser that cut a pasted text off without a word would lose words: for several lines the
        # server answers with a message instead.
        attrs = super().widget_attrs(widget)
        if isinstance(widget, forms.Textarea):
            attrs.pop("maxlength", None)
        return attrs


class LinkField(forms.URLField):
    """A web address (http or https) from outside, without characters that cannot be kept."""

    default_error_messages = {
        "required": "Fill this in.",
        "invalid": "Give a whole address that starts with https://, as in https://example.org/page.",
    }

    def __init__(self, *, max_length: int = 500, **kwargs: Any) -> None:
        super().__init__(max_length=max_length, assume_scheme="https", **kwargs)

    def to_python(self, value: Any) -> str | None:
        """Return the address without white space or characters that cannot be kept."""
        if value in self.empty_values:
            return super().to_python(value)
        return super().to_python("".join(clean(str(value)).text.split()))


class CleaningForm(forms.Form):
    """A form that can say what was removed from pasted text (`_removed.html` shows it)."""

    @property
    def removals(self) -> list[str]:
        """Return a sentence for each field from which something was removed."""
        return removal_sentences(self)


def about(label: object, words: str) -> SafeString:
    """Return a label with `words` after it for those who hear it alone, where labels repeat on a page."""
    return format_html('{}<span class="ken-hidden"> {}</span>', label, words)


def spoken(label: object) -> str:
    """Return a label as plain text, with the words for those who hear it."""
    return unescape(strip_tags(str(label)))


def removal_sentences(form: forms.BaseForm) -> list[str]:
    """Return a sentence for each text field of `form` from which characters were removed."""
    return [
        f"We removed {_listed(sorted(field.removed))} from “{spoken(form[name].label)}”, because they cannot "
        "be kept. They often come with text that is pasted from a PDF. Every word is still there."
        for name, field in form.fields.items()
        if isinstance(field, TextField) and field.removed
    ]


def _listed(kinds: list[Removed]) -> str:
    *most, last = [kind.value for kind in kinds]
    return f"{', '.join(most)} and {last}" if most else last
