from kenspeckle.kernel import features


class ApplicationsConfig(features.Feature):
    """Apply, submit, return, withdraw."""

    name = "kenspeckle.applications"
    label = "applications"
    url_prefix = "applications/"
