from kenspeckle.kernel import features


class CheckingConfig(features.Feature):
    """Verification of credentials of any issuer, and of our awards in front of a visitor."""

    name = "kenspeckle.checking"
    label = "checking"
    url_prefix = ""
    offers = {"kernel.navigation": "panels.navigation"}
