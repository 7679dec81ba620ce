from kenspeckle.kernel import features


class CatalogueConfig(features.Feature):
    """Badges, versions, criteria, series."""

    name = "kenspeckle.catalogue"
    label = "catalogue"
    url_prefix = "badges/"
    offers = {"kernel.navigation": "panels.navigation"}
    tells = ("badge.published",)
