"""Written here: text with a number of words."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kenspeckle.applications.kinds.kind import Taken
from kenspeckle.awards.basis import Evidence
from kenspeckle.catalogue.amounts import amount
from kenspeckle.catalogue.models import Criterion
from kenspeckle.catalogue.schema.badge import WRITTEN_KINDS
from kenspeckle.kernel.forms import TextField, about
from kenspeckle.kernel.refusals import Invalid
from kenspeckle.text.cleaning import clean
from kenspeckle.text.words import count_words

LONGEST = 30_000


class Written:
    """Text; minimum and maximum of words block a submission."""

    name = "written"
    label = "a written answer"
    nothing = "Nothing written"
    instead = "What you wrote stands for this answer."
    becomes_evidence = True
    field_template = "applications/kinds/written_field.html"
    answer_template = "applications/kinds/written_answer.html"
    desk_template = "applications/kinds/written_desk.html"

    def accepts(self, criterion: Criterion) -> bool:
        return criterion.kind in WRITTEN_KINDS and self.name in criterion.version.facts.evidence

    def fields(self, criterion: Criterion) -> dict[str, forms.Field]:
        return {"text": _Text(label=about(_("Your answer"), _("to %s") % criterion.title))}

    def initial(self, value: Any) -> dict[str, Any]:
        return {"text": value}

    def read(self, cleaned: Mapping[str, Any]) -> Any:
        return cleaned.get("text", "")

    def take(self, value: Any) -> Taken:
        cleaned = clean(str(value))
        if len(cleaned.text) > LONGEST:
            raise Invalid(
                f"This answer has {len(cleaned.text):,} characters; at most {LONGEST:,} can be "
                "saved. Your text is still on the page.",
                field="text",
            )
        return Taken(cleaned.text, {"text": cleaned.removed})

    def hint(self, criterion: Criterion, value: Any) -> str:
        asked, least, written = (
            amount(criterion.facts),
            criterion.facts.min_words,
            self.words(value),
        )
        if least and 0 < written < least:
            return f"{written} of {asked}"
        return asked[:1].upper() + asked[1:]

    def missing(self, criterion: Criterion, value: Any) -> list[str]:
        written, least, most = (
            self.words(value),
            criterion.facts.min_words,
            criterion.facts.max_words,
        )
        if not written:
            return [f"“{criterion.title}” has no answer yet."] if criterion.facts.required else []
        if least and written < least:
            return [f"“{criterion.title}” has {written} of at least {least} words."]
        if most and written > most:
            return [f"“{criterion.title}” has {written} words; at most {most} are taken."]
        return []

    def words(self, value: Any) -> int:
        return count_words(value or "")

    def freeze(self, value: Any) -> dict[str, Any]:
        return {"text": value, "words": self.words(value)}

    def plain(self, content: Mapping[str, Any]) -> str:
        return str(content["text"])

    def evidence(self, title: str, content: Mapping[str, Any]) -> Evidence | None:
        return Evidence(name=title, text=self.plain(content))


class _Text(TextField):
    """A box whose text the operation cleans and measures, so that both happen once."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(lines=10, required=False, has_counter=True, **kwargs)
        self.validators = []

    def to_python(self, value: Any) -> str:
        return "" if value in self.empty_values else str(value).strip()
