from kenspeckle.kernel import features


class PortfolioConfig(features.Feature):
    """My badges and sharing."""

    name = "kenspeckle.portfolio"
    label = "portfolio"
    url_prefix = "my-badges/"
    offers = {"kernel.navigation": "panels.navigation"}
