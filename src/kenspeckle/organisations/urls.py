from django.urls import path

from kenspeckle.organisations import views

app_name = "organisations"
urlpatterns = [path("account/work/", views.work, name="my_work")]
