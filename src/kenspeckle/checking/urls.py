from django.urls import path

from kenspeckle.checking import views

app_name = "checking"
urlpatterns = [
    path("verify", views.verify, name="verify"),
    path("awards/<uuid:uid>/verification", views.award, name="award"),
]
