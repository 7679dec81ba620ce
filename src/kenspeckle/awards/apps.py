from kenspeckle.kernel import features


class AwardsConfig(features.Feature):
    """Award, sign, revoke, public pages, certificates, keys, status lists."""

    name = "kenspeckle.awards"
    label = "awards"
    url_prefix = ""
    offers = {
        "kernel.account_links": "panels.account_links",
        "awards.document_kinds": "kinds.ours.document_kinds",
        "kernel.promises": "promises.promises",
    }
    tells = (
        "award.recorded",
        "award.signed",
        "award.shared",
        "award.unshared",
        "award.evidence-shared",
        "award.revoked",
        "issuer.key-made",
    )
    reactions = {"badge.published": "tasks.prepare_keys"}
