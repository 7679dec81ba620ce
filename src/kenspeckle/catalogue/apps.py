from kenspeckle.kernel import features


class CatalogueConfig(features.Feature):
    """Badges, versions, criteria, series."""

    name = "kenspeckle.catalogue"
    label = "catalogue"
    url_prefix = "badges/"
    offers = {
        "kernel.navigation": "panels.navigation",
        "frameworks.counting_towards": "panels.counting_towards",
        "accounts.personal_data": "people.personal_data",
        "accounts.erasures": "people.erasures",
    }
    tells = (
        "badge.published",
        "badge.invited",
        "badge.link-made",
        "badge.links-ended",
        "event.attendance-loaded",
    )
