"""The command line: `openbadges3 verify badge.png`, and what issuers need beside it.

Exit status of `verify`: 0 all good (warnings included), 1 something is bad or could not be
settled, 2 something could not be read.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from openbadges3 import __version__
from openbadges3.baking import bake_png, bake_svg, is_svg, unbake
from openbadges3.did import did_document, did_key, did_web_url
from openbadges3.documents import (
    DirectoryMap,
    Documents,
    LayeredDocuments,
    NoDocuments,
    SafeHttpDocuments,
)
from openbadges3.errors import OpenBadgesError, Unreadable
from openbadges3.examine import examine
from openbadges3.issue import issue, issue_jwt
from openbadges3.json_values import is_object
from openbadges3.keys import PublicKey, SigningKey
from openbadges3.reading import read_json, read_object, read_time

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openbadges3.canonical import Contexts
    from openbadges3.findings import Outcome, Report

_MARKS: Final[dict[Outcome, str]] = {
    "good": "\x1b[32m",
    "warning": "\x1b[33m",
    "unknown": "\x1b[33m",
    "bad": "\x1b[31m",
}
_VERDICTS: Final[dict[Outcome, str]] = {
    "good": "good",
    "warning": "good, with a remark",
    "unknown": "not settled",
    "bad": "not to be relied on",
}
_SECRET: Final = "OPENBADGES3_SECRET"  # noqa: S105  the name of a variable, not a secret


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with `arguments` (those of the process by default); return its exit status."""
    asked = _parser().parse_args(arguments)
    try:
        status: int = asked.run(asked)
    except BrokenPipeError:
        return 1
    except (OpenBadgesError, OSError) as wrong:
        words = wrong.words if isinstance(wrong, OpenBadgesError) else str(wrong)
        print(f"openbadges3: {words}", file=sys.stderr)  # noqa: T201
        return 2
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="openbadges3", description="Verify, issue and bake Open Badges 3.0."
    )
    parser.add_argument("--version", action="version", version=f"openbadges3 {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_verify(commands)
    _add_keygen(commands)
    _add_did(commands)
    _add_issue(commands)
    _add_baking(commands)
    _add_vc_api(commands)
    return parser


def _add_verify(commands: Any) -> None:
    add = commands.add_parser(
        "verify",
        help="check credentials: .json, .jwt, .jws, .png, .svg, or - for standard input",
        description="Check credentials. Exit status: 0 all good (warnings included), 1 something is "
        "bad or could not be settled, 2 something could not be read.",
    )
    add.add_argument(
        "files", nargs="+", metavar="FILE", help="a credential, or - for standard input"
    )
    add.add_argument("--json", action="store_true", help="print the findings as JSON")
    add.add_argument("--offline", action="store_true", help="use no network at all")
    add.add_argument(
        "--documents", metavar="MAP.json", help="{URL or DID: file}, files relative to the map"
    )
    add.add_argument(
        "--at", metavar="TIME", type=_time, help="judge at this time, like 2026-11-22T00:00:00Z"
    )
    add.add_argument("--email", metavar="ADDRESS", help="was the badge made out to this address?")
    add.add_argument(
        "--profile", choices=["badge", "vc"], default="badge", help="vc: credentials of any type"
    )
    add.add_argument(
        "--allow-unknown-status",
        action="store_true",
        help="accept when a status list cannot be had",
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
    add.set_defaults(run=_verify)


def _add_keygen(commands: Any) -> None:
    add = commands.add_parser(
        "keygen",
        help="make a signing key, sealed with a secret",
        description=f"Make a signing key. The secret that seals it is read from {_SECRET} or --secret-file.",
    )
    add.add_argument("file", type=Path, help="where to write the sealed key; it must not exist yet")
    add.add_argument("--kind", choices=["Ed25519", "P-256", "P-384", "RSA"], default="Ed25519")
    _add_secret(add)
    add.set_defaults(run=_keygen)


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
    add.set_defaults(run=_did)


def _add_issue(commands: Any) -> None:
    add = commands.add_parser(
        "issue", help="sign a credential", description="Sign a credential (JSON)."
    )
    add.add_argument("file", help="the unsigned credential, or - for standard input")
    add.add_argument("--key", type=Path, required=True, help="the sealed signing key")
    _add_secret(add)
    add.add_argument(
        "--method", help="the verification method; by default the key's did:key, or <issuer>#<key>"
    )
    add.add_argument("--jwt", metavar="KID", help="sign as a VC-JWT instead, with this kid")
    add.add_argument(
        "--created", type=_time, metavar="TIME", help="when the proof is made; now by default"
    )
    add.set_defaults(run=_issue)


def _add_secret(add: argparse.ArgumentParser) -> None:
    add.add_argument(
        "--secret-file", type=Path, help=f"a file with the secret (else the variable {_SECRET})"
    )


def _add_baking(commands: Any) -> None:
    add = commands.add_parser("bake", help="put a credential into a PNG or SVG image")
    add.add_argument("image", type=Path)
    add.add_argument("credential", type=Path)
    add.add_argument("output", type=Path)
    add.set_defaults(run=_bake)
    add = commands.add_parser("unbake", help="print the credential in a PNG or SVG image")
    add.add_argument("image", type=Path)
    add.set_defaults(run=_unbake)


def _add_vc_api(commands: Any) -> None:
    add = commands.add_parser(
        "vc-api",
        help="serve a VC-API on this machine, for conformance suites",
        description="Serve /credentials/issue, /credentials/verify, /presentations/verify and "
        "/credentials/status on localhost. For tests: it signs for anybody who asks.",
    )
    add.add_argument("--port", type=int, default=8443)
    add.add_argument("--tls-cert", type=Path, help="a certificate (PEM); without one, plain HTTP")
    add.add_argument("--tls-key", type=Path, help="its private key (PEM)")
    add.add_argument("--signing-key", type=Path, help="a sealed signing key; a new one by default")
    _add_secret(add)
    add.set_defaults(run=_vc_api)


def _time(text: str) -> datetime:
    try:
        return read_time(text)
    except Unreadable as wrong:
        raise argparse.ArgumentTypeError(wrong.words) from None


def _verify(asked: argparse.Namespace) -> int:
    documents = _documents(asked)
    contexts = _contexts(asked.context)
    at = asked.at or datetime.now(UTC)
    reports: dict[str, Report] = {}
    unread: dict[str, str] = {}
    for place, name in enumerate(asked.files):
        if len(asked.files) > 9 and sys.stderr.isatty():
            print(f"\r{place + 1} of {len(asked.files)}", end="", file=sys.stderr)  # noqa: T201
        try:
            data = _read(name)
        except OSError as wrong:
            unread[name] = f"the file cannot be read: {wrong.strerror}"
            continue
        reports[name] = examine(
            data,
            documents=documents,
            at=at,
            profile=asked.profile,
            email=asked.email,
            allow_unknown_status=asked.allow_unknown_status,
            status_keepers=asked.status_keeper,
            contexts=contexts,
        )
    if len(asked.files) > 9 and sys.stderr.isatty():
        print(file=sys.stderr)  # noqa: T201
    if asked.json:
        found: dict[str, Any] = {name: report.as_dict() for name, report in reports.items()}
        found.update(
            {name: {"outcome": "unreadable", "words": words} for name, words in unread.items()}
        )
        print(json.dumps(found, indent=1, ensure_ascii=False))  # noqa: T201
    else:
        _tell(reports, unread)
    if unread or any(each.of("reading") for each in reports.values()):
        return 2
    return 0 if all(each.outcome in {"good", "warning"} for each in reports.values()) else 1


def _tell(reports: dict[str, Report], unread: dict[str, str]) -> None:
    coloured = sys.stdout.isatty() and "NO_COLOR" not in os.environ
    for name, report in reports.items():
        print(f"{name}: {_VERDICTS[report.outcome]}")  # noqa: T201
        for each in report.findings:
            mark = (
                f"{_MARKS[each.outcome]}{each.outcome:8}\x1b[0m"
                if coloured
                else f"{each.outcome:8}"
            )
            place = f"  [{each.path}]" if each.path and each.outcome != "good" else ""
            print(f"  {mark} {each.check:9} {each.words}{place}")  # noqa: T201
    for name, words in unread.items():
        print(f"{name}: {words}")  # noqa: T201


def _documents(asked: argparse.Namespace) -> Documents:
    layers: list[Documents] = [DirectoryMap(asked.documents)] if asked.documents else []
    layers.append(NoDocuments() if asked.offline else SafeHttpDocuments())
    return LayeredDocuments(layers)


def _contexts(named: list[str]) -> Contexts:
    from openbadges3.canonical import Contexts, shipped

    if not named:
        return shipped()
    extra: dict[str, Any] = {}
    for each in named:
        address, mark, file = each.partition("=")
        if not mark:
            raise Unreadable(f"--context wants URL=FILE, not {each}")
        extra[address] = read_json(Path(file).read_bytes())
    return Contexts(extra)


def _read(name: str) -> bytes:
    return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()


def _secret(asked: argparse.Namespace) -> bytes:
    if asked.secret_file:
        secret: bytes = asked.secret_file.read_bytes().strip()
        return secret
    found = os.environ.get(_SECRET)
    if not found:
        raise Unreadable(f"the secret of the key is wanted: set {_SECRET} or give --secret-file")
    return found.encode()


def _keygen(asked: argparse.Namespace) -> int:
    secret = _secret(asked)
    made = SigningKey.generate(asked.kind)
    opened = os.open(asked.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(opened, "wb") as file:
        file.write(made.seal(secret))
    print(made.public.multibase)  # noqa: T201
    return 0


def _did(asked: argparse.Namespace) -> int:
    keys = [PublicKey.from_multibase(text) for text in asked.key]
    if asked.did is None:
        print(did_key(keys[0]))  # noqa: T201
        return 0
    print(f"Publish this at {did_web_url(asked.did)} as application/did+json.", file=sys.stderr)  # noqa: T201
    print(json.dumps(did_document(asked.did, keys, assertion=keys), indent=1))  # noqa: T201
    return 0


def _issue(asked: argparse.Namespace) -> int:
    key = SigningKey.unseal(asked.key.read_bytes(), _secret(asked))
    document = read_object(_read(asked.file))
    if asked.jwt:
        print(issue_jwt(document, key=key, kid=asked.jwt))  # noqa: T201
        return 0
    issuer = document.get("issuer")
    name = issuer.get("id") if is_object(issuer) else issuer
    owner = name if isinstance(name, str) and name.startswith("did:") else did_key(key.public)
    signed = issue(
        document,
        key=key,
        verification_method=asked.method or f"{owner}#{key.public.multibase}",
        created=asked.created or datetime.now(UTC),
    )
    print(json.dumps(signed, indent=1, ensure_ascii=False))  # noqa: T201
    return 0


def _bake(asked: argparse.Namespace) -> int:
    image, credential = asked.image.read_bytes(), asked.credential.read_bytes()
    bake = bake_svg if is_svg(image) else bake_png
    asked.output.write_bytes(bake(image, credential))
    return 0


def _unbake(asked: argparse.Namespace) -> int:
    print(unbake(asked.image.read_bytes()))  # noqa: T201
    return 0


def _vc_api(asked: argparse.Namespace) -> int:
    from openbadges3.vc_api_http import server

    if asked.signing_key:
        key = SigningKey.unseal(asked.signing_key.read_bytes(), _secret(asked))
    else:
        key = SigningKey.generate("Ed25519")
    made, service = server(key, port=asked.port, certificate=asked.tls_cert, private=asked.tls_key)
    print(service.did, flush=True)  # noqa: T201
    try:
        made.serve_forever()
    except KeyboardInterrupt:
        print(file=sys.stderr)  # noqa: T201
    finally:
        made.server_close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
