from django.urls import path

from kenspeckle.catalogue import views
from kenspeckle.catalogue.addresses import BADGE, VERSION, VERSION_IMAGE

app_name = "catalogue"
urlpatterns = [
    path("", views.badges, name="badges"),
    path("invitations/<str:secret>", views.invitation, name="invitation"),
    BADGE.path(views.badge, below="badges/"),
    VERSION.path(views.version, below="badges/"),
    VERSION_IMAGE.path(views.image, {"form": "svg"}, below="badges/"),
    path(
        "<slug:slug>/versions/<int:number>/image-small.svg",
        views.image,
        {"form": "small.svg"},
        name="image-small-svg",
    ),
    path(
        "<slug:slug>/versions/<int:number>/image.png",
        views.image,
        {"form": "png"},
        name="image-png",
    ),
]
