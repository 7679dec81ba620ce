from django.urls import URLPattern, URLResolver, include, path

from kenspeckle.accounts import views

# No app_name: django-allauth finds its pages by names without a namespace.
urlpatterns: list[URLPattern | URLResolver] = [
    path("name/", views.name, name="account_name"),
    path("your-data/", views.your_data, name="account_data"),
    path("your-data/archive.zip", views.archive, name="account_archive"),
    path("your-data/erase/", views.erase, name="account_erase"),
    path("demonstration/sign-in/", views.sign_in_as, name="account_sign_in_as"),
    path("", include("allauth.urls")),
]
