"""The public addresses of awards and what belongs to them (design: never change once used)."""

from datetime import datetime
from uuid import UUID

from django.conf import settings

from kenspeckle.awards.models import IssuerKey, PublicAddress, StatusList
from kenspeckle.organisations.identity import issuer_did, issuer_url


def credential_url(uid: UUID) -> str:
    """Return the id of a credential."""
    return f"{settings.PUBLIC_URL}/credentials/{uid}"


def award_url(uid: UUID) -> str:
    """Return the address of an award's page."""
    return f"{settings.PUBLIC_URL}/awards/{uid}"


def evidence_url(uid: UUID, position: int) -> str:
    """Return the address that serves the frozen evidence for one criterion."""
    return f"{award_url(uid)}/evidence/{position}"


def status_list_url(status_list: StatusList) -> str:
    """Return the id of a status list credential."""
    return f"{settings.PUBLIC_URL}/status/{status_list.issuer.slug}/{status_list.number}"


def verification_method(key: IssuerKey) -> str:
    """Return the DID URL of a key: the issuer's DID and the key's multibase as fragment."""
    return f"{issuer_did(key.issuer)}#{key.multibase}"


def jwk_url(key: IssuerKey) -> str:
    """Return the address of the bare JWK that the `kid` of a VC-JWT names."""
    return f"{issuer_url(key.issuer)}/keys/{key.multibase}"


class OtherAddress(Exception):
    """The programme has made awards under another public address; `str()` says what to do."""


def check_public_address() -> None:
    """Raise `OtherAddress` when awards exist that name another public address than ours."""
    recorded = PublicAddress.objects.first()
    if recorded and recorded.url != settings.PUBLIC_URL:
        raise OtherAddress(
            f"This programme has made awards under {recorded.url}, and their credentials name that "
            f"address for ever. Start with KENSPECKLE_URL={recorded.url} instead of "
            f"{settings.PUBLIC_URL}."
        )


def record_public_address(at: datetime) -> None:
    """Keep the public address at the first award; refuse when it has changed since."""
    PublicAddress.objects.get_or_create(
        only=True, defaults={"url": settings.PUBLIC_URL, "recorded_at": at}
    )
    check_public_address()
