from django.urls import path

from kenspeckle.kernel import views

app_name = "kernel"
urlpatterns = [
    path("mail/", views.mail, name="mail"),
    path("alive", views.alive, name="alive"),
    path("ready", views.ready, name="ready"),
]
