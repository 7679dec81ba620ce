"""What django-allauth asks us about."""

from allauth.account.adapter import DefaultAccountAdapter


class Adapter(DefaultAccountAdapter):
    """Our answers to django-allauth's questions about accounts."""
