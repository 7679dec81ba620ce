from kenspeckle.kernel import features


class FrameworksConfig(features.Feature):
    """Elements, capabilities and standards: versioned data."""

    name = "kenspeckle.frameworks"
    label = "frameworks"
