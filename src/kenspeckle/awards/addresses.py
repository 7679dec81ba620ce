"""The public addresses of awards and what belongs to them (design: never change once used).

What is found at each, for machines, is in the table of `awards.documents`.
"""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings

from kenspeckle.awards.models import Award, IssuerKey, PublicAddress, StatusList
from kenspeckle.kernel.refusals import WrongState
from kenspeckle.kernel.serving import MINUTE, Terms
from kenspeckle.organisations.addresses import Address, base_url
from kenspeckle.organisations.identity import issuer_did
from kenspeckle.organisations.models import Organisation

CREDENTIAL = Address("awards:credential", "credentials/<uuid:uid>")
CREDENTIAL_FORMS = {
    form: Address(f"awards:credential-{form}", f"credentials/<uuid:uid>.{form}")
    for form in ("jwt", "png", "svg", "pdf")
}
AWARD = Address("awards:award", "awards/<uuid:uid>")
EVIDENCE = Address("awards:evidence", "awards/<uuid:uid>/evidence/<int:position>")
JWK = Address("awards:jwk", "issuers/<slug:slug>/keys/<str:multibase>")
STATUS_LIST = Address("awards:status-list", "status/<slug:slug>/<int:number>")

FORM_TERMS = {
    form: Terms(
        f"credential-{form}",
        5 * MINUTE,
        varies=("Accept", "Cookie"),
        unlisted=True,
        saved_as="certificate.pdf" if form == "pdf" else "",
    )
    for form in ("json", *CREDENTIAL_FORMS)
}
STATUS_LIST_TERMS = Terms("status-list", 10 * MINUTE)


def credential_url(award: Award) -> str:
    """Return the id of an award's credential."""
    return CREDENTIAL.url(award.issuer, uid=award.uid)


def award_url(award: Award) -> str:
    """Return the address of an award's page."""
    return AWARD.url(award.issuer, uid=award.uid)


def evidence_url(award: Award, position: int) -> str:
    """Return the address that serves the frozen evidence for one criterion."""
    return EVIDENCE.url(award.issuer, uid=award.uid, position=position)


def status_list_url(status_list: StatusList) -> str:
    """Return the id of a status list credential."""
    issuer = status_list.issuer
    return STATUS_LIST.url(issuer, slug=issuer.slug, number=status_list.number)


def verification_method(key: IssuerKey) -> str:
    """Return the DID URL of a key: the issuer's DID and the key's multibase as fragment."""
    return f"{issuer_did(key.issuer)}#{key.multibase}"


def jwk_url(key: IssuerKey) -> str:
    """Return the address of the bare JWK that the `kid` of a VC-JWT names."""
    return JWK.url(key.issuer, slug=key.issuer.slug, multibase=key.multibase)


class OtherAddress(WrongState):
    """An issuer has made awards under another public address; `str()` says what to do."""


def check_public_address() -> None:
    """Raise `OtherAddress` when awards name another address than ours, or one we do not answer at."""
    for recorded in PublicAddress.objects.select_related("issuer"):
        _check(recorded)
    for issuer in Organisation.objects.filter(is_issuer=True).exclude(base_url=""):
        host = urlsplit(issuer.base_url).hostname
        if host not in settings.ALLOWED_HOSTS:
            raise OtherAddress(
                f"{issuer.name} publishes under {issuer.base_url}, and this installation does not "
                f"answer there. Add it to KENSPECKLE_ALSO_AT, or take it out of the issuer's file."
            )


def record_public_address(issuer: Organisation, at: datetime) -> None:
    """Keep the base of the issuer's addresses at its first award; refuse when it has changed since."""
    recorded, _ = PublicAddress.objects.select_related("issuer").get_or_create(
        issuer=issuer, defaults={"url": base_url(issuer), "recorded_at": at}
    )
    _check(recorded)


def _check(recorded: PublicAddress) -> None:
    issuer = recorded.issuer
    if recorded.url == base_url(issuer):
        return
    do = (
        f"Set `base_url` of {issuer.slug} back to {recorded.url}"
        if issuer.base_url
        else f"Start with KENSPECKLE_URL={recorded.url}"
    )
    raise OtherAddress(
        f"{issuer.name} has made awards under {recorded.url}, and their credentials name that "
        f"address for ever. {do} instead of {base_url(issuer)}."
    )
