"""Words and dates as pages say them: `{% load ken %}`."""

from datetime import date, datetime
from urllib.parse import urlsplit

from django import template
from django.forms import BoundField
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kenspeckle.kernel import dates
from kenspeckle.kernel.typed import typed_into
from kenspeckle.text.words import count_words

register = template.Library()


@register.filter
def day(value: date | datetime | None) -> str:
    """22 November 2026, in London; nothing for None."""
    return "" if value is None else dates.day(value)


@register.filter
def moment(value: date | datetime | None) -> str:
    """22 November 2026 at 10:42, in London. A bare date is given as a day."""
    return "" if value is None else dates.moment(value)


@register.filter
def clock_time(value: datetime | None) -> str:
    """10:42, in London; nothing for None."""
    return dates.clock_time(value) if value else ""


@register.filter
def in_words(value: int) -> str:
    """Small numbers as words ("three"), larger ones as figures ("1,200")."""
    return dates.in_words(value)


@register.filter
def first_input(field: BoundField) -> str:
    """The id of the input that an error message links to (of a group of choices, the first)."""
    return field.id_for_label or f"{field.auto_id}_0"


# Errors that say nothing of what they are about, by their first words.
_OF_ANY_FIELD = (
    "Fill this in",
    "Choose one of",
    "This ",
    "Ensure ",
    "Enter a ",
    "Select ",
    "Give a ",
)


@register.filter
def needs_its_label(error: object) -> bool:
    """Whether an error read by itself, in the summary, must be told with its field's label."""
    return str(error).startswith(_OF_ANY_FIELD)


@register.filter
def led_by_label(field: BoundField) -> SafeString:
    """The label as it stands before an error: "Your answer: ", "Which? "."""
    return format_html("{}{} ", field.label, "" if str(field.label).endswith("?") else ":")


@register.filter
def ordinal(number: int) -> str:
    """2nd, 3rd, 11th, 21st."""
    return dates.ordinal(number)


@register.filter
def says_optional(field: BoundField) -> bool:
    """Whether the label says "(optional)": every field that may be left empty, unless its class declines."""
    return not field.field.required and getattr(field.field, "optional_note", True)


@register.simple_tag(takes_context=True)
def form_page(context: template.Context) -> str:
    """The address of the page whose form was just sent: a form's own address may take no visits."""
    request: HttpRequest = context["request"]
    before = urlsplit(request.headers.get("Referer", ""))
    return before.path if before.netloc == request.get_host() and before.path else request.path


@register.inclusion_tag("kernel/_typed.html", takes_context=True)
def typed_text(context: template.Context) -> dict[str, object]:
    """What the person had typed into the form that this page turns down, to read and copy."""
    request = context.get("request")
    return {"typed": typed_into(request) if isinstance(request, HttpRequest) else []}


@register.filter
def too_many(count: int, most: int) -> int:
    """By how much a count is over its limit; 0 within it."""
    return max(count - most, 0)


@register.filter
def words_in(text: str | None) -> int:
    """How many words a text has, by the shared rule."""
    return count_words(text or "")


@register.filter
def at(mapping: dict[object, object], key: object) -> object:
    """The value at a key of a mapping, or nothing."""
    return mapping.get(key)
