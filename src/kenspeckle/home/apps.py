from kenspeckle.kernel import features


class HomeConfig(features.Feature):
    """The front page, which gathers from every room."""

    name = "kenspeckle.home"
    label = "home"
    url_prefix = ""
