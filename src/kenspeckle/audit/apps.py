from kenspeckle.kernel import features


class AuditConfig(features.Feature):
    """Append-only events, one hash chain per object."""

    name = "kenspeckle.audit"
    label = "audit"
    offers = {"kernel.promises": "promises.promises"}
