from django.db import migrations

from kenspeckle.kernel.immutable import forbid


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("kernel", "0002_refuse_change")]
    operations = [
        forbid("audit_event"),
    ]
