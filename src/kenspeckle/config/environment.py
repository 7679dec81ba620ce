"""What the operator may set, read once from the environment.

Secrets may come as `NAME` or as `NAME_FILE`, the path of a file that holds the value.
"""

import os
from pathlib import Path

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict

# In the data folder: at which address the service was started last.
ADDRESS = "address"


class Environment(BaseSettings):
    """The settings of one installation. A bad value stops the start with a sentence that names it."""

    model_config = SettingsConfigDict(extra="ignore")

    database_url: str = Field(default="", alias="DATABASE_URL")
    url: str = Field(default="http://localhost:8000", alias="KENSPECKLE_URL")
    also_at: str = Field(default="", alias="KENSPECKLE_ALSO_AT")
    data: Path = Field(default=Path("data"), alias="KENSPECKLE_DATA")
    secret_key: str = Field(default="", alias="KENSPECKLE_SECRET_KEY")
    demonstration: bool = Field(default=False, alias="KENSPECKLE_DEMONSTRATION")
    debug: bool = Field(default=False, alias="KENSPECKLE_DEBUG")
    collect: bool = Field(default=False, alias="KENSPECKLE_COLLECTED")
    master_key_file: Path | None = Field(default=None, alias="KENSPECKLE_MASTER_KEY_FILE")
    workers: int = Field(default=0, ge=0, le=64, alias="KENSPECKLE_WORKERS")
    keep_versions_days: int = Field(
        default=30, ge=0, le=3650, alias="KENSPECKLE_KEEP_VERSIONS_DAYS"
    )
    email_url: str = Field(default="", alias="KENSPECKLE_EMAIL_URL")
    email_from: str = Field(
        default="Kenspeckle <no-reply@kenspeckle.example>", alias="KENSPECKLE_EMAIL_FROM"
    )


def read_environment() -> Environment:
    """Return the settings, with `NAME_FILE` read into `NAME` for every name that is not set itself."""
    for field in Environment.model_fields.values():
        name = field.alias or ""
        path = os.environ.get(f"{name}_FILE")
        if name not in os.environ and path and name != "KENSPECKLE_MASTER_KEY":
            os.environ[name] = Path(path).read_text(encoding="utf-8").strip()
    return Environment()
