from kenspeckle.kernel import features


class KernelConfig(features.Feature):
    """Refusals, hooks and reactions, jobs, mail, the look of pages."""

    name = "kenspeckle.kernel"
    label = "kernel"
    url_prefix = ""
    offers = {"kernel.promises": "mail_promises.promises"}

    def ready(self) -> None:
        """Resolve what all rooms offer. The kernel is the lowest room, so that all others are known."""
        features.gather()
