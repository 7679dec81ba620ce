from kenspeckle.kernel import features


class CatalogueConfig(features.Feature):
    """Badges, versions, criteria, series."""

    name = "kenspeckle.catalogue"
    label = "catalogue"
    url_prefix = "badges/"

    def navigation(self, request: object) -> list[features.NavigationEntry]:
        return [features.NavigationEntry("All badges", "catalogue:badges", 10)]
