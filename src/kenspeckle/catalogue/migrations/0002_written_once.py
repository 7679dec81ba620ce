from django.db import migrations

from kenspeckle.kernel.immutable import forbid


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial"), ("kernel", "0002_refuse_change")]
    operations = [
        forbid("catalogue_badgeversion"),
        forbid("catalogue_criterion"),
        forbid("catalogue_alignment"),
        forbid("catalogue_prerequisite"),
        forbid("catalogue_terms"),
    ]
