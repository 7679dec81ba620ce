from typing import TYPE_CHECKING

from kenspeckle.kernel import features

if TYPE_CHECKING:
    from django.http import HttpRequest


class AccountsConfig(features.Feature):
    """People, sign-in, private claims."""

    name = "kenspeckle.accounts"
    label = "accounts"
    url_prefix = "account/"

    def account_links(self, _request: "HttpRequest") -> list[features.NavigationEntry]:
        """Return the pages about name, addresses and ways to sign in."""
        return [
            features.NavigationEntry("Your name", "account_name", 20),
            features.NavigationEntry("Email addresses", "account_email", 30),
            features.NavigationEntry("Password", "account_change_password", 40),
            features.NavigationEntry("Second sign-in step", "mfa_index", 50),
        ]
