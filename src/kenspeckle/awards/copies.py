"""The public copies of an award's files: there exactly while its holder shares it."""

from django.db import transaction

from kenspeckle.awards import files
from kenspeckle.awards.addresses import CREDENTIAL, CREDENTIAL_FORMS, FORM_TERMS
from kenspeckle.awards.models import Award, SignedDocument
from kenspeckle.kernel import copies
from kenspeckle.kernel.serving import Published

SIGNED_FORMS = ("json", "jwt")


def about(award: Award) -> str:
    """Return what the copies of an award's files are about."""
    return f"award:{award.uid}"


def path(award: Award, form: str) -> str:
    """Return at which path one form of the credential is found."""
    address = CREDENTIAL if form == "json" else CREDENTIAL_FORMS[form]
    return address.below(uid=award.uid)


def follow(award: Award) -> None:
    """Make the copies follow what is true of the award now, in the caller's transaction.

    What is signed is kept at once; pictures and certificate when somebody first asks for them.
    """
    copies.take_away(about(award))
    document = SignedDocument.objects.get(credential__award=award)
    if award.shared_at is None or document.signed is None:
        return
    award.credential.document = document
    for form in SIGNED_FORMS:
        copies.keep(
            path(award, form), files.file_of(award, form), FORM_TERMS[form], about=about(award)
        )


def keep_form(award: Award, form: str, made: Published, *, publication: int) -> None:
    """Keep a picture or the certificate, made of `award` as it was read at `publication`.

    Nothing is kept when the award has changed since: whoever closes or revokes it has waited for us,
    or we for them.
    """
    if form in SIGNED_FORMS:
        return
    with transaction.atomic():
        now = Award.objects.select_for_update(no_key=True).get(pk=award.pk)
        if (now.shared_at, now.state) == (award.shared_at, award.state):
            copies.keep(
                path(award, form),
                made,
                FORM_TERMS[form],
                about=about(award),
                publication=publication,
            )
