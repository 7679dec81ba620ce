from django.db import migrations

from kenspeckle.kernel.immutable import forbid


class Migration(migrations.Migration):
    dependencies = [("awards", "0001_initial"), ("kernel", "0002_refuse_change")]
    operations = [
        forbid("awards_signature"),
        forbid("awards_publicaddress", delete=False),
        forbid("awards_award", but=("state", "shared_at", "revoked_at", "revocation_reason")),
        forbid("awards_evidenceitem", but=("shared",)),
        forbid("awards_credential", but=("signed", "jwt", "signed_at")),
    ]
