from django.urls import path

from kenspeckle.frameworks import views

app_name = "frameworks"
urlpatterns = [
    path("", views.standards, name="standards"),
    path("<slug:framework>/", views.framework, name="framework"),
    path("<slug:framework>/<slug:code>/", views.element, name="element"),
]
