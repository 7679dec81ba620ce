"""What the command can be asked: its subcommands, their options and their help."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from openbadges3 import __version__
from openbadges3.errors import Unreadable
from openbadges3.reading import read_time

if TYPE_CHECKING:
    from datetime import datetime

SECRET: Final = "OPENBADGES3_SECRET"  # noqa: S105  the name of a variable, not a secret


def parser() -> argparse.ArgumentParser:
    """The parser; what it finds has the name of the subcommand as `command`."""
    made = argparse.ArgumentParser(
        prog="openbadges3",
        description="Verify, issue and bake Open Badges 3.0.",
        epilog="Options of a command: openbadges3 COMMAND --help",
    )
    made.add_argument("--version", action="version", version=f"openbadges3 {__version__}")
    commands = made.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_verify(commands)
    _add_keygen(commands)
    _add_did(commands)
    _add_issue(commands)
    _add_status_list(commands)
    _add_baking(commands)
    _add_vc_api(commands)
    return made


def _add_verify(commands: Any) -> None:
    add = commands.add_parser(
        "verify",
        help="check credentials: .json, .jwt, .jws, .png, .svg, .pdf, or - for standard input",
        description="Check credentials. Keys and status lists are looked up over HTTPS unless "
        "--offline. Exit status: 0 all good (warnings included), 1 something is bad or could not "
        "be settled, 2 something could not be read.",
    )
    add.add_argument(
        "files", nargs="+", metavar="FILE", help="a credential, or - for standard input"
    )
    add.add_argument("--json", action="store_true", help="print the findings as JSON")
    add.add_argument("--offline", action="store_true", help="use no network at all")
    add.add_argument(
        "--documents",
        metavar="MAP.json",
        help="look here first: a JSON object {URL or DID: file}, files relative to the map",
    )
    add.add_argument(
        "--at", metavar="TIME", type=_time, help="judge at this time, like 2026-11-22T00:00:00Z"
    )
    add.add_argument("--email", metavar="ADDRESS", help="was the badge made out to this address?")
    add.add_argument(
        "--profile",
        choices=["badge", "vc"],
        default="badge",
        help="badge: Open Badges (the default); vc: verifiable credentials of any type",
    )
    add.add_argument(
        "--allow-unknown-status",
        action="store_true",
        help="accept a credential whose status list cannot be had",
    )
    add.add_argument(
        "--status-keeper",
        metavar="ID",
        action="append",
        help="take status lists only from issuers themselves and from this keeper (repeatable)",
    )
    add.add_argument(
        "--context",
        metavar="URL=FILE",
        action="append",
        default=[],
        help="a further JSON-LD context that credentials may name",
    )


def _add_keygen(commands: Any) -> None:
    add = commands.add_parser(
        "keygen",
        help="make a signing key, sealed with a secret",
        description="Make a signing key, write it to a file sealed with a secret, and print the public "
        f"key. The secret is read from the variable {SECRET} or from --secret-file.",
    )
    add.add_argument("file", type=Path, help="where to write the sealed key; it must not exist yet")
    add.add_argument(
        "--kind",
        choices=["Ed25519", "P-256", "P-384", "RSA"],
        default="Ed25519",
        help="Ed25519 by default; RSA keys sign JWTs only",
    )
    _add_secret(add)


def _add_did(commands: Any) -> None:
    add = commands.add_parser(
        "did",
        help="print the DID document of an issuer",
        description="Print the DID document of DID (did:web) with the given public keys, and say on "
        "standard error where to publish it. With --key only, print the did:key.",
    )
    add.add_argument("did", nargs="?", help="for example did:web:badges.example:issuers:college")
    add.add_argument(
        "--key", action="append", required=True, metavar="MULTIBASE", help="a public key, z..."
    )


def _add_issue(commands: Any) -> None:
    add = commands.add_parser(
        "issue",
        help="sign a credential",
        description="Sign a credential (JSON) and print it. If its issuer is an object without an "
        "id, the id is the did:key of the signing key.",
    )
    add.add_argument("file", help="the unsigned credential, or - for standard input")
    add.add_argument(
        "--key", type=Path, required=True, metavar="FILE", help="the sealed key, as keygen made it"
    )
    _add_secret(add)
    form = add.add_mutually_exclusive_group()
    form.add_argument(
        "--method",
        metavar="URL",
        help="where verifiers find the public key; by default <id of the issuer>#<public key>",
    )
    form.add_argument("--jwt", metavar="KID", help="sign as a VC-JWT instead, with this kid")
    add.add_argument(
        "--created", type=_time, metavar="TIME", help="when the proof is made; now by default"
    )


def _add_status_list(commands: Any) -> None:
    verbs = commands.add_parser(
        "status-list",
        help="make a status list, and revoke credentials in it",
        description="Keep a signed status list in a file, to be published at its address. Sign it "
        "anew (renew) before its time is over.",
    ).add_subparsers(dest="verb", required=True)
    add = _verb(verbs, "new", "make a list in which nothing is revoked")
    add.add_argument("--id", required=True, metavar="URL", help="where it will be published")
    add.add_argument("--issuer", metavar="ID", help="by default the did:key of the signing key")
    add.add_argument("--purpose", choices=["revocation", "suspension"], default="revocation")
    add.add_argument("--size", type=int, default=131_072, help="places (131072 by default)")
    add.add_argument("--days", type=int, default=1, help="for how long it is valid (1 by default)")
    for name, what in (("set", "revoke"), ("unset", "no longer revoke")):
        add = _verb(verbs, name, f"{what} credentials (or suspend, by the purpose of the list)")
        add.add_argument(
            "places", nargs="+", metavar="PLACE", help="a number, or a credential's file"
        )
    _verb(verbs, "renew", "sign the list anew, for as long as before")
    add = verbs.add_parser("entry", help="print what a credential with this place says")
    add.add_argument("file", type=Path)
    add.add_argument("place", help="a number")


def _verb(verbs: Any, name: str, what: str) -> argparse.ArgumentParser:
    add: argparse.ArgumentParser = verbs.add_parser(name, help=what)
    add.add_argument("file", type=Path, help="the file of the list")
    add.add_argument(
        "--key", type=Path, required=True, metavar="FILE", help="the sealed key, as keygen made it"
    )
    add.add_argument(
        "--method",
        metavar="URL",
        help="where verifiers find the public key; by default <id of the issuer>#<public key>",
    )
    _add_secret(add)
    return add


def _add_secret(add: argparse.ArgumentParser) -> None:
    add.add_argument(
        "--secret-file",
        type=Path,
        metavar="FILE",
        help=f"a file with the secret (else the variable {SECRET})",
    )


def _add_baking(commands: Any) -> None:
    add = commands.add_parser(
        "bake",
        help="put a credential into a PNG or SVG image",
        description="Put a credential into a PNG or SVG image. A credential that the image already "
        "carries is replaced; whether the new one is to be relied on is not asked.",
    )
    add.add_argument("image", help="a PNG or SVG image")
    add.add_argument("credential", help="a credential (JSON or JWT), or - for standard input")
    add.add_argument("output", type=Path, help="where to write the image; replaced if it exists")
    add = commands.add_parser(
        "unbake",
        help="print the credential in an image or a PDF",
        description="Print the credential in a PNG or SVG image, or attached to a PDF, as it is; "
        "nothing is verified.",
    )
    add.add_argument("image", help="a PNG, SVG or PDF, or - for standard input")


def _add_vc_api(commands: Any) -> None:
    add = commands.add_parser(
        "vc-api",
        help="serve a VC-API on this machine, for conformance suites",
        description="Serve /credentials/issue, /credentials/verify, /presentations/verify and "
        "/credentials/status on localhost, and print the DID that signs. For tests: it signs for "
        "anybody who asks.",
    )
    add.add_argument("--port", type=_port, default=8443, help="8443 by default; 0: any free one")
    add.add_argument(
        "--tls-cert", type=Path, metavar="FILE", help="a certificate (PEM); without one, plain HTTP"
    )
    add.add_argument(
        "--tls-key",
        type=Path,
        metavar="FILE",
        help="its private key (PEM), if that is not in the same file",
    )
    add.add_argument(
        "--signing-key",
        type=Path,
        metavar="FILE",
        help="a sealed key, as keygen made it; a new one by default",
    )
    _add_secret(add)


def _time(text: str) -> datetime:
    try:
        return read_time(text)
    except Unreadable as wrong:
        raise argparse.ArgumentTypeError(wrong.message) from None


def _port(text: str) -> int:
    if text.isdecimal() and int(text) < 2**16:
        return int(text)
    raise argparse.ArgumentTypeError(f"a port is a number from 0 to 65535, not {text}")
