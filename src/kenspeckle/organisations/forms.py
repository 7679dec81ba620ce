from collections.abc import Sequence
from typing import Any

from django import forms

from kenspeckle.accounts.claim_fields import ClaimFields, Group
from kenspeckle.accounts.claims import ClaimDefinition, StatedClaim
from kenspeckle.kernel.forms import CleaningForm, TextField
from kenspeckle.organisations.models import Employment, Organisation
from kenspeckle.organisations.operations import Work


class WorkForm(CleaningForm):
    """What a person states about themselves: the programme's claims, and where they work."""

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

    def __init__(
        self,
        data: Any = None,
        *,
        asked: Sequence[ClaimDefinition],
        claims: Sequence[StatedClaim],
        employment: Employment | None,
    ) -> None:
        self.claim_fields = ClaimFields(asked)
        employer = employment.employer if employment else None
        initial: dict[str, Any] = {
            "employer": employer.slug if employer else None,
            "employer_name": employment.employer_name if employment and not employer else "",
            "job_role": employment.job_role if employment else "",
            **self.claim_fields.initial(claims),
        }
        super().__init__(data, initial=initial)
        self.claim_fields.add_to(self)
        known = self.fields["employer"]
        assert isinstance(known, forms.ModelChoiceField)
        known.queryset = Organisation.objects.filter(is_employer=True).order_by("name")
        for name in ("employer", "employer_name", "job_role"):
            # "(optional)" on each of these would say the same three times: the page says it once.
            self.fields[name].optional_note = False  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for a role where there is an employer, and drop a typed name beside a chosen one."""
        cleaned = super().clean() or {}
        self.claims = self.claim_fields.clean(self)
        named = cleaned.get("employer") or cleaned.get("employer_name")
        if named and not cleaned.get("job_role") and "job_role" not in self.errors:
            self.add_error("job_role", "Say what you do there, in a few words.")
        if cleaned.get("job_role") and not named and "employer_name" not in self.errors:
            self.add_error("employer_name", "Choose your employer or type its name.")
        return cleaned

    @property
    def claim_groups(self) -> list[Group]:
        """The fields of the claims, in the groups in which they stand on the page."""
        return self.claim_fields.groups(self)

    @property
    def work(self) -> Work:
        """What was stated about employment."""
        employer = self.cleaned_data["employer"]
        return Work(
            employer=employer,
            employer_name="" if employer else self.cleaned_data["employer_name"],
            job_role=self.cleaned_data["job_role"],
        )
