from kenspeckle.kernel import features


class OrganisationsConfig(features.Feature):
    """Issuers and employers, membership and roles."""

    name = "kenspeckle.organisations"
    label = "organisations"
    url_prefix = ""
    offers = {
        "kernel.account_links": "panels.account_links",
        "home.panels": "panels.say_where_you_work",
        "accounts.entrance_panels": "panels.ready_sign_ins",
        "accounts.personal_data": "personal.personal_data",
        "accounts.erasures": "personal.erasures",
    }
    tells = (
        "employment.stated",
        "employment.withdrawn",
        "membership.added",
        "membership.ended",
    )
