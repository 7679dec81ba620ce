"""What django-allauth asks us about."""

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.base_user import AbstractBaseUser
from django.forms import BaseForm
from django.http import HttpRequest

from kenspeckle.accounts.models import Person


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]  # django-allauth ships no types
    """Our answers to django-allauth's questions about accounts."""

    def save_user(
        self, request: HttpRequest, user: AbstractBaseUser, form: BaseForm, commit: bool = True
    ) -> AbstractBaseUser:
        """Keep the display name that the sign-up form asked for, with the rest."""
        assert isinstance(user, Person)
        user.display_name = form.cleaned_data["display_name"]
        saved: AbstractBaseUser = super().save_user(request, user, form, commit)
        return saved

    def format_email_subject(self, subject: str) -> str:
        """Leave the subject as it is written: the sender's name says that it is from us."""
        return subject

    # django-allauth raises these by name; where we have better words, they stand here.
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": "The address or the password is not right. "
        "You can have a sign-in code sent instead.",
        "too_many_login_attempts": "Too many tries in a short time. "
        "Wait a few minutes, then try again.",
        "incorrect_code": "That code is not right. Look at the newest message and type it again.",
        "incorrect_password": "That password is not right.",
    }
