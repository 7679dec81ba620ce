from django.urls import URLPattern, URLResolver, include, path

# No app_name: django-allauth finds its pages by names without a namespace.
urlpatterns: list[URLPattern | URLResolver] = [path("", include("allauth.urls"))]
