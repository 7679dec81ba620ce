from kenspeckle.kernel import features


class FrameworksConfig(features.Feature):
    """Elements, capabilities and standards: versioned data, and pages to browse them."""

    name = "kenspeckle.frameworks"
    label = "frameworks"
    url_prefix = "standards/"
    offers = {"kernel.navigation": "panels.navigation"}
