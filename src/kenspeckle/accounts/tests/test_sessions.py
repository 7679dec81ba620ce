"""Sessions: whose they are, and that they end."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from kenspeckle.accounts.models import Session
from kenspeckle.accounts.tasks import forget_ended_sessions
from tests import factories as make

# The job closes its connections, as in a worker.
pytestmark = pytest.mark.django_db(transaction=True)


def test_an_unfinished_sign_in_is_forgotten_when_its_session_is_over(client: Client) -> None:
    client.post("/account/login/code/", {"email": "somebody@example.org"})
    signed_in = Client()
    signed_in.force_login(make.person())
    unfinished = Session.objects.get(person=None)
    assert "somebody@example.org" in str(unfinished.get_decoded())
    Session.objects.filter(pk=unfinished.pk).update(
        expire_date=timezone.now() - timedelta(seconds=1)
    )

    forget_ended_sessions()

    assert not Session.objects.filter(person=None).exists()
    assert Session.objects.count() == 1
