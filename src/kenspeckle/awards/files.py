"""The files of an award, for download and for checking without our server."""

import io
import json
import zipfile
from dataclasses import dataclass

from openbadges3.baking import bake_png, bake_svg

from kenspeckle.awards import published
from kenspeckle.awards.addresses import jwk_url, status_list_url
from kenspeckle.awards.certificate import certificate
from kenspeckle.awards.models import Award, Credential
from kenspeckle.catalogue.achievement import version_url
from kenspeckle.catalogue.artwork import badge_art, badge_image, badge_png
from kenspeckle.kernel.refusals import WrongState
from kenspeckle.organisations.identity import issuer_did, issuer_url


@dataclass(frozen=True)
class File:
    """A file to hand over."""

    content: bytes
    content_type: str


def signed(award: Award) -> Credential:
    """Return the award's signed credential; refuse while the signer has not signed it yet."""
    credential = award.credential
    if credential.signed is None:
        raise WrongState(
            "This award is being signed at the moment. Its files are there in a few seconds."
        )
    return credential


def file_of(award: Award, form: str) -> File:
    """Return the credential as "json", "jwt", baked "png" or "svg", or the certificate as "pdf"."""
    credential = signed(award)
    content = bytes(credential.signed or b"")
    match form:
        case "jwt":
            return File(credential.jwt.encode(), "text/plain; charset=utf-8")
        case "png":
            return File(bake_png(badge_png(badge_art(award.version)), content), "image/png")
        case "svg":
            return File(bake_svg(badge_image(badge_art(award.version)), content), "image/svg+xml")
        case "pdf":
            return File(certificate(award, credential=content), "application/pdf")
        case _:
            return File(content, published.CREDENTIAL_TYPE)


def documents(award: Award) -> dict[str, tuple[str, bytes]]:
    """Return everything that the credential names: `{URL or DID: (file name, content)}`."""
    issuer = award.issuer
    status_list = award.credential.status_list
    listed = published.status_list(status_list)
    did = published.did(issuer).content
    found = {
        issuer_did(issuer): ("issuer-did.json", did),
        f"{issuer_url(issuer)}/did.json": ("issuer-did.json", did),
        issuer_url(issuer): ("issuer-profile.json", published.issuer_profile(issuer).content),
        version_url(award.version): (
            "achievement.json",
            published.achievement(award.version).content,
        ),
    }
    if listed:
        found[status_list_url(status_list)] = ("status-list.json", listed.content)
    for key in issuer.keys.filter(kind="P-256"):
        found[jwk_url(key)] = (f"key-{key.multibase[-8:]}.jwk", published.jwk(key).content)
    return found


def offline_bundle(award: Award) -> bytes:
    """Return a ZIP with the award's files and `documents.json`, for `verify --offline`."""
    named = documents(award)
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, form in (
            ("credential.json", "json"),
            ("credential.jwt", "jwt"),
            ("badge.png", "png"),
            ("badge.svg", "svg"),
        ):
            bundle.writestr(name, file_of(award, form).content)
        for name, content in sorted(set(named.values())):
            bundle.writestr(name, content)
        bundle.writestr("documents.json", documents_map(named))
    return file.getvalue()


def bundle_of(signed: bytes, fetched: dict[str, bytes]) -> bytes:
    """Return a ZIP with a credential from anybody and the documents that its check asked for."""
    named = {
        url: (f"document-{number}", content)
        for number, (url, content) in enumerate(sorted(fetched.items()), start=1)
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as bundle:
        bundle.writestr(f"credential{_ending(signed)}", signed)
        for name, content in named.values():
            bundle.writestr(name, content)
        bundle.writestr("documents.json", documents_map(named))
    return file.getvalue()


def _ending(signed: bytes) -> str:
    if signed.startswith(b"\x89PNG"):
        return ".png"
    start = signed.lstrip()[:1]
    return {b"<": ".svg", b"{": ".json"}.get(start, ".jwt")


def documents_map(named: dict[str, tuple[str, bytes]]) -> str:
    """Return the text of `documents.json`."""
    return json.dumps({url: name for url, (name, _) in named.items()}, indent=2) + "\n"
