"""What django-allauth asks us about."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context as allauth_context
from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.sites.shortcuts import get_current_site
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse

from kenspeckle.accounts import devices
from kenspeckle.accounts.models import Person
from kenspeckle.kernel import mail
from kenspeckle.kernel.clock import now
from kenspeckle.kernel.mail import Letter

CODE_SECONDS: int = settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT


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

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the message with what it tells of: no visitor waits for a mail server.

        One with a code says until when the code works, and does not go after that.
        """
        at = now()
        until = at + timedelta(seconds=CODE_SECONDS) if "code" in context else None
        request = allauth_context.request
        message = self.render_mail(
            template_prefix,
            email,
            {
                "request": request,
                "email": email,
                "current_site": get_current_site(request),
                "until": until,
                **context,
            },
        )
        mail.queue(
            f"account.{template_prefix.rpartition('/')[2]}:{uuid4()}",
            to=email,
            letter=Letter(str(message.subject), str(message.body)),
            at=at,
            secret=until is not None,
            useless_after=until,
        )

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a sign-in with a password: by network address and account, or by a known browser."""
        email = str(credentials.get("email", ""))
        if not devices.is_known(request, email):
            super().pre_authenticate(request, **credentials)
            return
        self._login_failed_rl_usage = ratelimit.consume(
            request,
            app="kenspeckle.accounts",
            action="known_browser",
            config={"known_browser": devices.ATTEMPTS},
            key=email.lower(),
        )
        if not self._login_failed_rl_usage:
            raise self.validation_error("too_many_login_attempts")

    def post_login(
        self, request: HttpRequest, user: AbstractBaseUser, **facts: Any
    ) -> HttpResponse:
        """Remember that this account was signed in to in this browser."""
        response: HttpResponse = super().post_login(request, user, **facts)
        assert isinstance(user, Person)
        devices.remember(request, response, user.email)
        return response

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
