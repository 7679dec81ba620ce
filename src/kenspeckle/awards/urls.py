from django.urls import URLPattern, path

from kenspeckle.awards import views
from kenspeckle.awards.addresses import (
    AWARD,
    CREDENTIAL,
    CREDENTIAL_FORMS,
    EVIDENCE,
    JWK,
    STATUS_LIST,
)
from kenspeckle.organisations.addresses import DID, ISSUER, ISSUER_IMAGE, Address


def _document(address: Address) -> URLPattern:
    """Return the route of an address that has a document and nothing else."""
    return address.path(views.document, {"route": address.route})


app_name = "awards"
urlpatterns = [
    CREDENTIAL.path(views.credential, {"form": "json"}),
    *(address.path(views.credential, {"form": form}) for form, address in CREDENTIAL_FORMS.items()),
    path("milestones/<slug:slug>", views.claim, name="claim"),
    path("awards/", views.made, name="made"),
    AWARD.path(views.award),
    path("awards/<uuid:uid>/offline.zip", views.offline, name="offline"),
    EVIDENCE.path(views.evidence),
    path("awards/<uuid:uid>/revocation", views.revoke, name="revoke"),
    ISSUER.path(views.issuer),
    _document(DID),
    _document(ISSUER_IMAGE),
    _document(JWK),
    _document(STATUS_LIST),
]
