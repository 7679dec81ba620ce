from django.urls import path

from kenspeckle.awards import views

app_name = "awards"
urlpatterns = [
    path("verify", views.verify, name="verify"),
    path("credentials/<uuid:uid>", views.credential, {"form": "json"}, name="credential"),
    path("credentials/<uuid:uid>.jwt", views.credential, {"form": "jwt"}, name="credential-jwt"),
    path("credentials/<uuid:uid>.png", views.credential, {"form": "png"}, name="credential-png"),
    path("credentials/<uuid:uid>.svg", views.credential, {"form": "svg"}, name="credential-svg"),
    path("credentials/<uuid:uid>.pdf", views.credential, {"form": "pdf"}, name="credential-pdf"),
    path("awards/", views.made, name="made"),
    path("awards/<uuid:uid>", views.award, name="award"),
    path("awards/<uuid:uid>/verification", views.verify_award, name="verify-award"),
    path("awards/<uuid:uid>/offline.zip", views.offline, name="offline"),
    path("awards/<uuid:uid>/evidence/<int:position>", views.evidence, name="evidence"),
    path("awards/<uuid:uid>/revocation", views.revoke, name="revoke"),
    path("issuers/<slug:slug>", views.issuer, name="issuer"),
    path("issuers/<slug:slug>/did.json", views.did, name="did"),
    path("issuers/<slug:slug>/image.svg", views.issuer_image, name="issuer-image"),
    path("issuers/<slug:slug>/keys/<str:multibase>", views.jwk, name="jwk"),
    path("status/<slug:slug>/<int:number>", views.status_list, name="status-list"),
]
