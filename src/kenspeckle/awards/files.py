"""The files of an award, for download and for checking without our server."""

import io
import json
import zipfile

from django.db.models import QuerySet
from openbadges3.baking import bake_png, bake_svg

from kenspeckle.art import BadgeArt
from kenspeckle.awards import published
from kenspeckle.awards.addresses import jwk_url, status_list_url
from kenspeckle.awards.certificate import certificate, stamp_of
from kenspeckle.awards.models import Award, SignedDocument
from kenspeckle.catalogue.achievement import version_url
from kenspeckle.catalogue.artwork import badge_art, badge_image, badge_png
from kenspeckle.kernel.refusals import WrongState
from kenspeckle.kernel.serving import Published
from kenspeckle.organisations.addresses import DID
from kenspeckle.organisations.identity import issuer_did, issuer_url


def with_files(awards: QuerySet[Award]) -> QuerySet[Award]:
    """Return the awards with everything that making their files needs."""
    return awards.select_related(
        "issuer", "badge", "credential__document", "credential__status_list__issuer",
        "credential__status_list__document", "version__badge__issuer", "version__badge__series",
    )  # fmt: skip


def signed(award: Award) -> SignedDocument:
    """Return the award's signed document; refuse while the signer has not signed it yet."""
    document = award.credential.document
    if document.erased_at is not None:
        raise WrongState(
            "This award was taken back, and its files were erased at its holder's wish."
        )
    if document.signed is None:
        raise WrongState(
            "This award is being signed at the moment. Its files are there in a few seconds."
        )
    return document


def file_of(award: Award, form: str) -> Published:
    """Return the credential as "json", "jwt", baked "png" or "svg", or the certificate as "pdf"."""
    document = signed(award)
    content = bytes(document.signed or b"")
    match form:
        case "jwt":
            return Published((document.jwt or "").encode(), "text/plain; charset=utf-8")
        case "png":
            return Published(bake_png(badge_png(_art(award)), content), "image/png")
        case "svg":
            return Published(bake_svg(badge_image(_art(award)), content), published.SVG_TYPE)
        case "pdf":
            return Published(certificate(award, credential=content), "application/pdf")
        case _:
            return Published(content, published.CREDENTIAL_TYPE)


def _art(award: Award) -> BadgeArt:
    return badge_art(award.version, stamp=stamp_of(award))


def documents(award: Award) -> dict[str, tuple[str, bytes]]:
    """Return everything that the credential names: `{URL or DID: (file name, content)}`."""
    issuer = award.issuer
    status_list = award.credential.status_list
    listed = published.status_list(status_list)
    did = published.did(issuer).content
    named = {
        issuer_did(issuer): ("issuer-did.json", did),
        DID.url(issuer, slug=issuer.slug): ("issuer-did.json", did),
        issuer_url(issuer): ("issuer-profile.json", published.issuer_profile(issuer).content),
        version_url(award.version): (
            "achievement.json",
            published.achievement(award.version).content,
        ),
    }
    if listed:
        named[status_list_url(status_list)] = ("status-list.json", listed.content)
    for key in issuer.keys.filter(kind="P-256"):
        named[jwk_url(key)] = (f"key-{key.multibase[-8:]}.jwk", published.jwk(key).content)
    return named


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


def documents_map(named: dict[str, tuple[str, bytes]]) -> str:
    """Return the text of `documents.json`."""
    return json.dumps({url: name for url, (name, _) in named.items()}, indent=2) + "\n"
