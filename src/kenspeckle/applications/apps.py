from kenspeckle.kernel import features


class ApplicationsConfig(features.Feature):
    """Apply, submit, return, withdraw."""

    name = "kenspeckle.applications"
    label = "applications"
    url_prefix = "applications/"
    offers = {
        "accounts.personal_data": "personal.personal_data",
        "accounts.erasures": "personal.erasures",
        "kernel.promises": "promises.promises",
        "catalogue.badge_panels": "panels.on_badge_page",
        "home.panels": "panels.on_front_page",
        "portfolio.panels": "panels.all_applications",
    }
    tells = ("application.started", "application.submitted", "application.withdrawn")
