from django.urls import path

from kenspeckle.assessment import views

app_name = "assessment"
urlpatterns = [
    path("", views.queue, name="queue"),
    path("<uuid:uid>/", views.desk, name="desk"),
    path("<uuid:uid>/draft", views.draft, name="draft"),
    path("<uuid:uid>/take", views.take, name="take"),
    path("<uuid:uid>/release", views.release, name="release"),
    path("<uuid:uid>/conflict", views.conflict, name="conflict"),
    path("<uuid:uid>/decision", views.decision, name="decision"),
]
