from django.urls import path

from kenspeckle.catalogue import views

app_name = "catalogue"
urlpatterns = [
    path("", views.badges, name="badges"),
    path("<slug:slug>/", views.badge, name="badge"),
    path("<slug:slug>/versions/<int:number>", views.version, name="version"),
    path(
        "<slug:slug>/versions/<int:number>/image.svg",
        views.image,
        {"form": "svg"},
        name="image-svg",
    ),
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
