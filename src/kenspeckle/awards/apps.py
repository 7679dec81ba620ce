from kenspeckle.kernel import features


class AwardsConfig(features.Feature):
    """Award, sign, revoke, public pages, certificates, keys, status lists."""

    name = "kenspeckle.awards"
    label = "awards"
    url_prefix = ""
    offers = {
        "accounts.personal_data": "personal.personal_data",
        "accounts.erasures": "personal.erasures",
        "accounts.keepsakes": "personal.keepsakes",
        "kernel.account_links": "panels.account_links",
        "awards.document_kinds": "kinds.ours.document_kinds",
        "catalogue.badge_panels": "panels.on_badge_page",
        "kernel.promises": "promises.promises",
    }
    tells = (
        "award.recorded",
        "award.signed",
        "award.shared",
        "award.unshared",
        "award.evidence-shared",
        "award.revoked",
        "award.evidence-erased",
        "award.forgotten",
        "issuer.key-made",
    )
    reactions = {
        "badge.published": "tasks.prepare_keys",
        "award.signed": "tasks.tell_of_milestones",
    }
