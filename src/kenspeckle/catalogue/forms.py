from typing import Any

from django import forms

from kenspeckle.catalogue import queries
from kenspeckle.kernel.forms import TextField


class SearchField(TextField):
    """What is looked for."""

    widget = forms.TextInput(attrs={"type": "search", "autocomplete": "off"})
    optional_note = False


class FilterField(forms.ChoiceField):
    """One value to narrow the list by, or all."""

    optional_note = False
    default_error_messages = {"invalid_choice": "There is no such choice any more. Choose again."}


class CatalogueForm(forms.Form):
    """Search and filters of the catalogue, from the query string."""

    q = SearchField(label="Search the words of all badges", required=False)
    series = FilterField(label="Series", required=False)
    element = FilterField(label="Element", required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # passed on as they come
        self._choose(
            "series", [(row.slug, row.name) for row in queries.series_on_offer()], "All series"
        )
        self._choose(
            "element",
            [
                (
                    f"{framework.name}: {framework.group}",
                    [(f"{framework.slug}/{row.code}", row.name) for row in elements],
                )
                for framework, elements in queries.elements_on_offer()
            ],
            "All elements",
        )

    def _choose(self, name: str, choices: list[Any], all_of_them: str) -> None:
        field = self.fields[name]
        assert isinstance(field, FilterField)
        field.choices = [("", all_of_them), *choices]
