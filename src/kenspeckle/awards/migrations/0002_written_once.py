from django.db import migrations

from kenspeckle.kernel.immutable import forbid


class Migration(migrations.Migration):
    dependencies = [("awards", "0001_initial"), ("kernel", "0002_refuse_change")]
    operations = [
        forbid("awards_signature"),
        forbid("awards_publicaddress", delete=False),
        forbid("awards_award", only=("uid", "person_id", "issuer_id", "badge_id", "version_id", "awarded_at", "basis", "basis_digest", "basis_reference", "scope", "period", "slot")),
        forbid("awards_evidenceitem", only=("award_id", "position", "name", "content_type", "content", "digest")),
        forbid("awards_credential", only=("award_id", "status_list_id", "status_index", "unsigned", "unsigned_digest", "recorded_at")),
    ]
