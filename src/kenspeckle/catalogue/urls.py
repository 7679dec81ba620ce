from django.urls import path

from kenspeckle.catalogue import views

app_name = "catalogue"
urlpatterns = [
    path("", views.badges, name="badges"),
    path("<slug:slug>/", views.badge, name="badge"),
    path("<slug:slug>/versions/<int:number>", views.version, name="version"),
    path("<slug:slug>/versions/<int:number>/image.svg", views.image, name="image-svg"),
]
