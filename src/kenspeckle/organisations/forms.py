from typing import Any

from django import forms
from django.core.validators import RegexValidator

from kenspeckle.accounts.models import RegisterPart
from kenspeckle.kernel.forms import CleaningForm, TextField
from kenspeckle.organisations.models import Organisation
from kenspeckle.organisations.operations import Practice, Work
from kenspeckle.organisations.queries import Claims

_NUMBER = RegexValidator(
    r"^[A-Za-z0-9][A-Za-z0-9 /-]{2,18}[A-Za-z0-9]$",
    "Type the number as it stands on your certificate: 4 to 20 letters and figures.",
)


class NumberField(TextField):
    """A registration or service number. Empty means: none."""

    optional_note = False

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            max_length=20,
            required=False,
            validators=[_NUMBER],
            widget=forms.TextInput(attrs={"class": "ken-input--short", "autocomplete": "off"}),
            **kwargs,
        )


class WorkForm(CleaningForm):
    """What a person states about registration and work. `part_<name>` holds a registration number."""

    childminder = forms.BooleanField(label="I am a childminder", required=False)
    service_number = NumberField(label="Care Inspectorate service number, if you are a childminder")
    personal_assistant = forms.BooleanField(label="I am a personal assistant", required=False)
    employer = forms.ModelChoiceField(
        Organisation.objects.none(),
        label="Employer",
        required=False,
        to_field_name="slug",
        empty_label="Another employer, or none",
    )
    employer_name = TextField(
        label="Name of your employer, if it is not in the list", max_length=150, required=False
    )
    job_role = TextField(label="Your role there", max_length=100, required=False)

    def __init__(self, data: Any = None, *, claims: Claims, employer: Organisation | None) -> None:
        numbers = {claim.part: claim.number for claim in claims.registrations}
        initial: dict[str, Any] = {
            "childminder": claims.childminder,
            "service_number": claims.service_number,
            "personal_assistant": claims.personal_assistant,
            "employer": employer.slug if employer else None,
            "employer_name": "" if employer else claims.employer,
            "job_role": claims.job_role,
            **{_name(part): numbers.get(part.value, "") for part in RegisterPart},
        }
        super().__init__(data, initial=initial)
        for part in RegisterPart:
            self.fields[_name(part)] = NumberField(label=str(part.label))
        self.order_fields([_name(part) for part in RegisterPart])
        known = self.fields["employer"]
        assert isinstance(known, forms.ModelChoiceField)
        known.queryset = Organisation.objects.filter(is_employer=True).order_by("name")
        for name in ("employer", "employer_name", "job_role"):
            # "(optional)" on each of these would say the same three times: the page says it once.
            self.fields[name].optional_note = False  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for a role where there is an employer, and drop a typed name beside a chosen one."""
        cleaned = super().clean() or {}
        named = cleaned.get("employer") or cleaned.get("employer_name")
        if named and not cleaned.get("job_role") and "job_role" not in self.errors:
            self.add_error("job_role", "Say what you do there, in a few words.")
        if cleaned.get("job_role") and not named and "employer_name" not in self.errors:
            self.add_error("employer_name", "Choose your employer or type its name.")
        return cleaned

    @property
    def part_fields(self) -> list[forms.BoundField]:
        """The fields for registration numbers, in the order of the register's parts."""
        return [self[_name(part)] for part in RegisterPart]

    @property
    def registrations(self) -> dict[RegisterPart, str]:
        """The number for each part of the register that one was given for."""
        given = {part: self.cleaned_data.get(_name(part), "") for part in RegisterPart}
        return {part: number for part, number in given.items() if number}

    @property
    def practice(self) -> Practice:
        """What was stated about childminding and personal assistance."""
        return Practice(
            childminder=self.cleaned_data["childminder"],
            service_number=self.cleaned_data["service_number"],
            personal_assistant=self.cleaned_data["personal_assistant"],
        )

    @property
    def work(self) -> Work:
        """What was stated about employment."""
        employer = self.cleaned_data["employer"]
        return Work(
            employer=employer,
            employer_name="" if employer else self.cleaned_data["employer_name"],
            job_role=self.cleaned_data["job_role"],
        )


def _name(part: RegisterPart) -> str:
    return f"part_{part.value.replace('-', '_')}"
