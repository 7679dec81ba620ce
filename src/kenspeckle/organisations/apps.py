from kenspeckle.kernel import features


class OrganisationsConfig(features.Feature):
    """Issuers and employers, membership and roles."""

    name = "kenspeckle.organisations"
    label = "organisations"
    url_prefix = ""
