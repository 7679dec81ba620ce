"""What this room lends to the pages of others."""

from django.http import HttpRequest

from kenspeckle.kernel.kit import NavigationEntry


def account_links(request: HttpRequest) -> list[NavigationEntry]:
    """Return the pages about name, addresses and ways to sign in."""
    return [
        NavigationEntry("Your name", "account_name", 20),
        NavigationEntry("Email addresses", "account_email", 30),
        NavigationEntry("Password", "account_change_password", 40),
        NavigationEntry("Second sign-in step", "mfa_index", 50),
        NavigationEntry("Your data", "account_data", 60),
    ]
