"""The private halves of issuing keys: one encrypted file each, opened with the master key.

Only the signer is given the path of the master key. (Processes of one operating-system user are
no sandbox against each other; SECURITY.md says so.)
"""

import os
import secrets
import tempfile
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from openbadges3.errors import KeyRefused
from openbadges3.keys import SigningKey


class KeyTrouble(Exception):
    """A key cannot be read; `str()` says which and what to do."""


@dataclass(frozen=True)
class KeyStore:
    """Reads and writes sealed keys below `folder` with the secret in `master_key_file`."""

    folder: Path
    master_key_file: Path

    def keep(self, key: SigningKey) -> None:
        """Write `key` sealed, readable by its owner alone, whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        target = self._path(key.public.multibase)
        handle, name = tempfile.mkstemp(dir=self.folder)
        with os.fdopen(handle, "wb") as file:
            file.write(key.seal(self._secret()))
            file.flush()
            os.fsync(file.fileno())
        Path(name).rename(target)

    def open(self, multibase: str) -> SigningKey:
        """Return the private key whose public half is `multibase`."""
        path = self._path(multibase)
        try:
            sealed = path.read_bytes()
        except OSError as error:
            raise KeyTrouble(
                f"The key file {path.name} cannot be read: restore {self.folder} from a backup."
            ) from error
        try:
            return _unsealed(sealed, self._secret())
        except KeyRefused as error:
            raise KeyTrouble(
                f"The key file {path.name} does not open with this master key: "
                "restore the two from the same backup."
            ) from error

    def _path(self, multibase: str) -> Path:
        return self.folder / f"{multibase}.key"

    def _secret(self) -> bytes:
        try:
            return self.master_key_file.read_bytes()
        except OSError as error:
            raise KeyTrouble(
                f"The master key {self.master_key_file} cannot be read: restore it from a backup."
            ) from error


@lru_cache(maxsize=256)
def _unsealed(sealed: bytes, secret: bytes) -> SigningKey:
    # Opening a sealed key is slow on purpose (scrypt), so the signer does it once for each key.
    return SigningKey.unseal(sealed, secret)


def make_master_key(path: Path) -> None:
    """Write a new random master key (0600) unless there is one."""
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_bytes(32))
