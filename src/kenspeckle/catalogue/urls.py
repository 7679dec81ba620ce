from django.urls import path

from kenspeckle.catalogue import views
from kenspeckle.catalogue.addresses import (
    BADGE,
    VERSION,
    VERSION_IMAGE,
    VERSION_IMAGE_PNG,
    VERSION_IMAGE_SMALL,
)

app_name = "catalogue"
urlpatterns = [
    path("", views.badges, name="badges"),
    path("invitations/<str:secret>", views.invitation, name="invitation"),
    BADGE.path(views.badge, below="badges/"),
    VERSION.path(views.version, below="badges/"),
    VERSION_IMAGE.path(views.image, {"form": "svg"}, below="badges/"),
    VERSION_IMAGE_SMALL.path(views.image, {"form": "small.svg"}, below="badges/"),
    VERSION_IMAGE_PNG.path(views.image, {"form": "png"}, below="badges/"),
]
