from django.db import migrations, models

from kenspeckle.kernel.publications import COUNT_PUBLICATIONS


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_refuse_change")]
    operations = [
        migrations.CreateModel(
            name="Publication",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="PublicCopy",
            fields=[
                ("path", models.CharField(max_length=300, primary_key=True, serialize=False)),
                ("terms", models.CharField(max_length=40)),
                ("content", models.BinaryField()),
                ("content_type", models.CharField(max_length=60)),
                ("etag", models.CharField(max_length=40)),
                ("about", models.CharField(blank=True, db_index=True, max_length=100)),
                ("publication", models.BigIntegerField(null=True)),
            ],
        ),
        COUNT_PUBLICATIONS,
    ]
