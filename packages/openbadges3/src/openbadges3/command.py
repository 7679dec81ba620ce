"""The command line: `openbadges3 verify badge.png`, and what issuers need beside it.

Exit status of `verify`: 0 all good (warnings included), 1 something is bad or could not be
settled, 2 something could not be read. Whatever else goes wrong is told on standard error and
ends with 2.
"""

from __future__ import annotations

import json
import os
import sys
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from openbadges3.baking import bake_png, bake_svg, is_image, is_svg, unbake
from openbadges3.did import did_document, did_key, did_web_url
from openbadges3.documents import (
    DirectoryMap,
    Documents,
    LayeredDocuments,
    NoDocuments,
    SafeHttpDocuments,
)
from openbadges3.errors import BakingRefused, KeyRefused, OpenBadgesError, Unreadable
from openbadges3.examine import Finding, Report, examine
from openbadges3.issue import issue, issue_jwt
from openbadges3.json_values import is_object
from openbadges3.keys import PublicKey, SigningKey
from openbadges3.options import SECRET, parser
from openbadges3.reading import read_json, read_object
from openbadges3.telling import (
    complain,
    give,
    in_words,
    is_unread,
    say,
    tell,
    tell_as_json,
    with_progress,
)

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator, Sequence

    from openbadges3.canonical import Contexts


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with `arguments` (those of the process by default); return its exit status."""
    asked = parser().parse_args(arguments)
    try:
        status = _RUNS[asked.command](asked)
        sys.stdout.flush()
    except BrokenPipeError:
        # Nobody reads on. What is left unwritten must not be tried again when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except KeyboardInterrupt:
        return 130
    except (OpenBadgesError, OSError) as wrong:
        complain(in_words(wrong))
        return 2
    return status


def _verify(asked: argparse.Namespace) -> int:
    documents = _documents(asked)
    contexts = _contexts(asked.context)
    at = asked.at or datetime.now(UTC)
    reports: dict[str, Report] = {}
    for name in with_progress(list(dict.fromkeys(asked.files))):
        try:
            data = _read(name)
        except OSError as wrong:
            message = f"The file cannot be read: {wrong.strerror}."
            reports[name] = Report((Finding("reading", "bad", "", message, ""),))
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
    (tell_as_json if asked.json else tell)(reports)
    if any(is_unread(each) for each in reports.values()):
        return 2
    return 0 if all(each.outcome in {"good", "warning"} for each in reports.values()) else 1


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
        with _about(file):
            extra[address] = read_json(Path(file).read_bytes())
    return Contexts(extra)


def _read(name: str) -> bytes:
    return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()


@contextmanager
def _about(name: str | Path) -> Iterator[None]:
    """Say of an error which of the files it is about."""
    try:
        yield
    except OpenBadgesError as wrong:
        file = "standard input" if name == "-" else name
        raise Unreadable(f"{file}: {in_words(wrong)}") from wrong


def _secret(asked: argparse.Namespace) -> bytes:
    if asked.secret_file:
        secret: bytes = asked.secret_file.read_bytes().strip()
        return secret
    given = os.environ.get(SECRET)
    if not given:
        raise Unreadable(f"the secret of the key is wanted: set {SECRET} or give --secret-file")
    return given.encode()


def _unsealed(file: Path, asked: argparse.Namespace) -> SigningKey:
    secret = _secret(asked)
    with _about(file):
        return SigningKey.unseal(file.read_bytes(), secret)


def _keygen(asked: argparse.Namespace) -> int:
    secret = _secret(asked)
    made = SigningKey.generate(asked.kind)
    opened = os.open(asked.file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(opened, "wb") as file:
        file.write(made.seal(secret))
    say(made.public.multibase)
    return 0


def _did(asked: argparse.Namespace) -> int:
    keys = [PublicKey.from_multibase(text) for text in asked.key]
    if asked.did is None:
        if len(keys) > 1:
            raise Unreadable("a did:key has one key; several need the DID of a document")
        say(did_key(keys[0]))
        return 0
    complain(f"publish this at {did_web_url(asked.did)} as application/did+json")
    give(json.dumps(did_document(asked.did, keys, assertion=keys), indent=1))
    return 0


def _issue(asked: argparse.Namespace) -> int:
    key = _unsealed(asked.key, asked)
    with _about(asked.file):
        document = read_object(_read(asked.file))
        _name_issuer(document, key)
        if asked.jwt:
            give(issue_jwt(document, key=key, kid=asked.jwt))
            return 0
        signed = issue(
            document,
            key=key,
            verification_method=asked.method,
            created=asked.created or datetime.now(UTC),
        )
    give(json.dumps(signed, indent=1, ensure_ascii=False))
    return 0


def _name_issuer(document: dict[str, Any], key: SigningKey) -> None:
    """Make the key itself the issuer of `document` if the issuer's id was left out."""
    mine = did_key(key.public)
    issuer = document.get("issuer")
    named = issuer.setdefault("id", mine) if is_object(issuer) else issuer
    if isinstance(named, str) and named.startswith("did:key:") and named != mine:
        raise KeyRefused(f"the issuer is {named}, but the key that would sign is {mine}")


def _status_list(asked: argparse.Namespace) -> int:
    from openbadges3.keeping import keep

    with _about(asked.file):
        return keep(asked, None if asked.verb == "entry" else _unsealed(asked.key, asked))


def _bake(asked: argparse.Namespace) -> int:
    with _about(asked.credential):
        credential = _read(asked.credential)
        if credential.lstrip().startswith(b"{"):
            read_object(credential)
    image = Path(asked.image).read_bytes()
    if not is_image(image):
        raise BakingRefused(f"{asked.image}: only PNG and SVG images carry credentials")
    bake = bake_svg if is_svg(image) else bake_png
    asked.output.write_bytes(bake(image, credential))
    return 0


def _unbake(asked: argparse.Namespace) -> int:
    with _about(asked.image):
        give(unbake(_read(asked.image)))
    return 0


def _vc_api(asked: argparse.Namespace) -> int:
    from openbadges3.vc_api.http import server

    if asked.tls_key and not asked.tls_cert:
        raise Unreadable("--tls-key is the key of a certificate: give --tls-cert, too")
    key = (
        _unsealed(asked.signing_key, asked) if asked.signing_key else SigningKey.generate("Ed25519")
    )
    made, service = server(key, port=asked.port, certificate=asked.tls_cert, private=asked.tls_key)
    say(service.did)
    sys.stdout.flush()
    try:
        made.serve_forever()
    except KeyboardInterrupt:
        say("", sys.stderr)
    finally:
        made.server_close()
    return 0


_RUNS: Final = {
    "verify": _verify,
    "keygen": _keygen,
    "did": _did,
    "issue": _issue,
    "status-list": _status_list,
    "bake": _bake,
    "unbake": _unbake,
    "vc-api": _vc_api,
}
