from django.urls import path

from kenspeckle.portfolio import views

app_name = "portfolio"
urlpatterns = [
    path("", views.my_badges, name="my_badges"),
    path("<uuid:uid>/sharing", views.sharing, name="sharing"),
    path("<uuid:uid>/qr.svg", views.qr, name="qr"),
]
