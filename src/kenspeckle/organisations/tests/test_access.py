import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import RequestFactory
from pytest_django import Settings

from kenspeckle.organisations.access import SecondFactorNeeded, require_second_factor
from kenspeckle.organisations.models import Role
from tests import factories as make

pytestmark = pytest.mark.django_db


def test_staff_without_a_second_step_are_sent_to_set_it_up(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = make.member(make.issuer(), Role.LEAD)

    with pytest.raises(SecondFactorNeeded) as refused:
        require_second_factor(request)

    assert refused.value.link == "/account/2fa/"


def test_staff_with_a_second_step_pass(rf: RequestFactory) -> None:
    request = rf.get("/")
    request.user = make.member(make.issuer(), Role.LEAD)
    TOTP.activate(request.user, generate_totp_secret())

    require_second_factor(request)


def test_a_demonstration_goes_without_a_second_step(rf: RequestFactory, settings: Settings) -> None:
    request = rf.get("/")
    request.user = make.member(make.issuer(), Role.LEAD)
    settings.DEMONSTRATION = True

    require_second_factor(request)
