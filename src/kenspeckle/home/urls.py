from django.urls import path

from kenspeckle.home import views

app_name = "home"
urlpatterns = [path("", views.front_page, name="front-page")]
