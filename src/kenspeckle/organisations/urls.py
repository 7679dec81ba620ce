from django.urls import path

from kenspeckle.organisations import views

app_name = "organisations"
urlpatterns = [
    path("account/work/", views.work, name="my_work"),
    path("account/outgoing-mail/", views.outgoing_mail, name="outgoing_mail"),
    path("account/outgoing-mail/<int:pk>/try-again/", views.try_mail_again, name="try_mail_again"),
]
