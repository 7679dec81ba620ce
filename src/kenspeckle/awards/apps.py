from kenspeckle.kernel import features


class AwardsConfig(features.Feature):
    """Award, sign, revoke, public pages, certificates, keys, status lists."""

    name = "kenspeckle.awards"
    label = "awards"
    url_prefix = ""
