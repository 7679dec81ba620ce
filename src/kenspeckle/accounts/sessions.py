"""Where sessions are kept: in the database, each with the person whose it is."""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db

from kenspeckle.accounts.models import Session


class SessionStore(db.SessionStore):
    """Django's store over `Session`; see "Extending database-backed session engines" in its manual."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Return the model of the rows."""
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """Return the row for `data`, which names the person who signed in, if anybody did."""
        row = super().create_model_instance(data)
        assert isinstance(row, Session)
        signed_in = data.get(SESSION_KEY)
        row.person_id = int(signed_in) if signed_in else None
        return row
