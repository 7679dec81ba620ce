from collections.abc import Sequence
from typing import Any, ClassVar

from allauth.account import forms as allauth
from django import forms
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest

from kenspeckle.accounts.models import Person
from kenspeckle.accounts.personal_data import Keepsake
from kenspeckle.kernel.forms import CleaningForm, TextField

_NAME_HELP = "Badges and certificates say this name. You can change it later for new badges."


class LoginForm(allauth.LoginForm):  # type: ignore[misc]  # django-allauth ships no types
    """Sign-in with an address and a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "Email address"
        self.fields["password"].help_text = ""
        for name in ("login", "password"):
            self.fields[name].error_messages["required"] = "Fill this in."
        self.fields["remember"].label = "Keep me signed in on this device"


class SignupForm(allauth.SignupForm):  # type: ignore[misc]  # django-allauth ships no types
    """Sign-up with an address, a name and, if wanted, a password."""

    field_order = ("display_name", "email", "password1")

    display_name = TextField(
        label="Your name as it should appear on awards",
        help_text=_NAME_HELP,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "Email address"
        self.fields["email"].error_messages["required"] = "Fill this in."
        self.fields["password1"].label = "Password"
        self.fields[
            "password1"
        ].help_text = (
            "Ten characters or more. Leave it empty to sign in with a code by email each time."
        )

    def try_save(self, request: HttpRequest) -> Any:
        """Make the account, or for a known address the letter, in the same time.

        A new account's password is hashed, which takes most of it: else the time would tell whether an
        address has an account.
        """
        if self.account_already_exists and self.cleaned_data.get("password1"):
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)


class _InOurWords:
    """A form of django-allauth, its fields named as on our other pages."""

    labels: ClassVar[dict[str, str]] = {
        "email": "Email address",
        "oldpassword": "Your password now",
        "password": "Your password",
        "password1": "New password",
        "password2": "New password once more",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, forms.Field] = self.fields  # type: ignore[attr-defined]  # a mixin
        for name, label in self.labels.items():
            if name in fields:
                fields[name].label = label
                fields[name].error_messages["required"] = "Fill this in."


class AddEmailForm(_InOurWords, allauth.AddEmailForm):  # type: ignore[misc]  # untyped
    """Another address."""


class ChangePasswordForm(_InOurWords, allauth.ChangePasswordForm):  # type: ignore[misc]  # untyped
    """Another password."""


class SetPasswordForm(_InOurWords, allauth.SetPasswordForm):  # type: ignore[misc]  # untyped
    """A first password."""


class ResetPasswordForm(_InOurWords, allauth.ResetPasswordForm):  # type: ignore[misc]  # untyped
    """Whose password is forgotten."""


class ResetPasswordKeyForm(_InOurWords, allauth.ResetPasswordKeyForm):  # type: ignore[misc]  # untyped
    """The password instead of a forgotten one."""


class RequestLoginCodeForm(_InOurWords, allauth.RequestLoginCodeForm):  # type: ignore[misc]  # untyped
    """Where to send a code."""


class ReauthenticateForm(_InOurWords, allauth.ReauthenticateForm):  # type: ignore[misc]  # untyped
    """The password once more."""


class NameForm(CleaningForm):
    """The name that new awards are made out to."""

    display_name = TextField(
        label="Your name as it should appear on awards",
        help_text=_NAME_HELP,
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class DemonstrationSignInForm(forms.Form):
    """Which of the demonstration people to sign in as."""

    person = forms.ModelChoiceField(Person.objects.none(), to_field_name="uid")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Person.objects.filter(is_demonstration=True, is_active=True)


class EraseForm(CleaningForm):
    """Which awards to keep, and the address typed once more, so that nobody erases by a slip."""

    kept = forms.MultipleChoiceField(
        label="Which awards do you want to keep?",
        help_text="Those go on being valid, with the name that they were made out to. "
        "The others are revoked, and their documents are erased.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    address = TextField(
        label="Type your email address to confirm",
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "email"}),
        error_messages={"required": "Type your email address to confirm."},
    )

    def __init__(
        self, data: Any = None, *, person: Person, keepsakes: Sequence[Keepsake], **kwargs: Any
    ) -> None:
        super().__init__(data, **kwargs)
        self._address = person.email
        keepable = [(one.uid, one.title) for one in keepsakes if not one.why_not]
        field = self.fields["kept"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = keepable
        field.optional_note = False  # type: ignore[attr-defined]
        if not keepable:
            del self.fields["kept"]

    def clean_address(self) -> str:
        """Take the address of this account, and no other."""
        typed: str = self.cleaned_data["address"]
        if typed.strip().lower() != self._address.lower():
            raise forms.ValidationError("This is not the email address of this account.")
        return typed
