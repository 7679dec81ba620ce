"""A link that stands for an answer: it is checked, never fetched, here, and counts no words."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from kenspeckle.applications.kinds.kind import Taken
from kenspeckle.applications.links import public_link
from kenspeckle.awards.basis import Evidence
from kenspeckle.catalogue.models import Criterion
from kenspeckle.catalogue.schema.badge import WRITTEN_KINDS
from kenspeckle.kernel.forms import LinkField, about


class Link:
    """The address of a blog or portfolio where the question is answered."""

    name = "link"
    label = "a link"
    nothing = "No link given"
    instead = (
        "The link stands for this answer. What you wrote for it stays with you and is not sent."
    )
    becomes_evidence = True
    field_template = "applications/kinds/link_field.html"
    answer_template = "applications/kinds/link_answer.html"
    desk_template = "applications/kinds/link_desk.html"

    def accepts(self, criterion: Criterion) -> bool:
        return criterion.kind in WRITTEN_KINDS and self.name in criterion.version.facts.evidence

    def fields(self, criterion: Criterion) -> dict[str, forms.Field]:
        label = about(_("Your link"), _("for %s") % criterion.title)
        hint = (
            _("To a page, pictures or a recording that opens for anyone. It starts with https://")
            if criterion.version.facts.evidence == (self.name,)
            else _("The link stands for this answer: what you wrote here is not sent.")
        )
        return {"link": LinkField(label=label, required=False, help_text=hint)}

    def initial(self, value: Any) -> dict[str, Any]:
        return {"link": value}

    def read(self, cleaned: Mapping[str, Any]) -> Any:
        return cleaned.get("link", "")

    def take(self, value: Any) -> Taken:
        return Taken(public_link(str(value), field="link") if str(value).strip() else "")

    def hint(self, criterion: Criterion, value: Any) -> str:
        return "By link"

    def missing(self, criterion: Criterion, value: Any) -> list[str]:
        if value or not criterion.facts.required:
            return []
        return [f"“{criterion.title}” has no link yet."]

    def words(self, value: Any) -> int:
        return 0

    def freeze(self, value: Any) -> dict[str, Any]:
        return {"link": value}

    def plain(self, content: Mapping[str, Any]) -> str:
        return str(content["link"])

    def evidence(self, title: str, content: Mapping[str, Any]) -> Evidence | None:
        return Evidence(name=title, text=self.plain(content))
