from django.db import migrations

from kenspeckle.kernel.publications import counts


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial"), ("kernel", "0003_publications")]
    operations = [counts("catalogue_series", "catalogue_badge", "catalogue_badgeversion", "catalogue_criterion", "catalogue_alignment", "catalogue_prerequisite", "catalogue_terms", "catalogue_reason")]
