from kenspeckle.kernel import features


class KernelConfig(features.Feature):
    """Refusals, features, jobs, mail, the look of pages."""

    name = "kenspeckle.kernel"
    label = "kernel"
    url_prefix = ""
