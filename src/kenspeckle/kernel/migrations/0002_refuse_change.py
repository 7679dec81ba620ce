from django.core.management import call_command
from django.db import migrations

from kenspeckle.kernel.immutable import REFUSE_CHANGE


def make_cache_table(apps, schema_editor):
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]
    operations = [
        REFUSE_CHANGE,
        migrations.RunPython(make_cache_table, migrations.RunPython.noop),
    ]
