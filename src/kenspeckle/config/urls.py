"""Every feature declares its own prefix; this module only loops over them."""

from django.urls import URLPattern, URLResolver, include, path

from kenspeckle.kernel import features

urlpatterns: list[URLPattern | URLResolver] = [
    *(
        path(feature.url_prefix, include(f"{feature.name}.urls"))
        for feature in features.all_features()
        if feature.url_prefix is not None
    ),
]
handler400 = "kenspeckle.kernel.views.bad_request"
handler403 = "kenspeckle.kernel.views.forbidden"
handler404 = "kenspeckle.kernel.views.not_found"
handler429 = "kenspeckle.kernel.views.too_often"
handler500 = "kenspeckle.kernel.views.server_error"
