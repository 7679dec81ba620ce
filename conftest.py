"""What every test of the service stands on."""

import pytest
from django.conf import settings
from openbadges3 import keys


def pytest_configure(config: pytest.Config) -> None:
    """Serve static files as they lie in the source tree: tests gather none under hashed names."""
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.WHITENOISE_AUTOREFRESH = True
    # Passwords and the secrets of issuing keys are slow to open on purpose; no test is about that.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    keys._SCRYPT["n"] = 2
