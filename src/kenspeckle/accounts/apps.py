from kenspeckle.kernel import features


class AccountsConfig(features.Feature):
    """People, sign-in, private claims."""

    name = "kenspeckle.accounts"
    label = "accounts"
    url_prefix = "account/"
    offers = {"kernel.account_links": "panels.account_links"}
    tells = ("person.renamed",)
