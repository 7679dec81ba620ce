from kenspeckle.kernel import features


class AccountsConfig(features.Feature):
    """People, sign-in, private claims."""

    name = "kenspeckle.accounts"
    label = "accounts"
    url_prefix = "account/"
    offers = {
        "kernel.account_links": "panels.account_links",
        "accounts.personal_data": "exporting.personal_data",
        "accounts.erasures": "erasing.own_erasure",
    }
    tells = ("person.renamed", "person.erased", "claim.stated", "claim.withdrawn")

    def ready(self) -> None:
        """Hear of confirmed addresses."""
        from kenspeckle.accounts import taking_over

        taking_over.listen()
