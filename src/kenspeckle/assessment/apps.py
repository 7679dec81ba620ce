from kenspeckle.kernel import features


class AssessmentConfig(features.Feature):
    """Queue, verdicts, decisions; decides, then asks awards."""

    name = "kenspeckle.assessment"
    label = "assessment"
    url_prefix = "assess/"
    offers = {
        "accounts.personal_data": "personal.personal_data",
        "accounts.erasures": "personal.erasures",
        "kernel.navigation": "panels.navigation",
        "kernel.promises": "promises.promises",
        "home.panels": "panels.waiting",
        "applications.panels": "panels.last_word",
        "applications.criterion_panels": "panels.on_criterion",
        "applications.steps": "panels.steps",
    }
    tells = (
        "application.taken",
        "application.released",
        "application.decided",
        "assessor.conflict-declared",
    )
