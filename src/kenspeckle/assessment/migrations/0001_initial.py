import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from kenspeckle.kernel.immutable import forbid


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('kernel', '0002_refuse_change'),
        ('applications', '0001_initial'),
        ('catalogue', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Claim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('claimed_at', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('draft', models.JSONField(default=dict)),
                ('application', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='claim', to='applications.application')),
                ('assessor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='claims', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('outcome', models.CharField(choices=[('award', 'Award the badge'), ('return', 'Return for more evidence'), ('decline', 'Decline')], max_length=7)),
                ('reason', models.CharField(blank=True, choices=[('wrong-badge', 'Another badge fits this learning'), ('already-recognised', 'This learning is already recognised'), ('not-own-work', "The work does not seem to be the applicant's own"), ('identifies-people', 'The evidence identifies other people'), ('ai-rules', 'The rules on AI were not followed'), ('not-eligible', 'The applicant does not meet who may apply'), ('other', 'Another reason, given in the feedback')], max_length=20)),
                ('feedback', models.TextField(help_text='The applicant reads this word for word.')),
                ('decided_at', models.DateTimeField()),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='applications.application')),
                ('assessor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to=settings.AUTH_USER_MODEL)),
                ('submission', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='decision', to='applications.submission')),
            ],
            options={
                'ordering': ['decided_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Verdict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('met', models.BooleanField()),
                ('comment', models.TextField(blank=True)),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.criterion')),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='verdicts', to='assessment.decision')),
            ],
            options={
                'ordering': ['decision', 'criterion__position'],
            },
        ),
        migrations.CreateModel(
            name='Conflict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('declared_at', models.DateTimeField()),
                ('assessor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('assessor', 'person'), name='one_conflict_per_pair')],
            },
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(('feedback', ''), _negated=True), name='decision_has_feedback'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'decline'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='decline_has_a_reason'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.UniqueConstraint(condition=models.Q(('outcome', 'return'), _negated=True), fields=('application',), name='one_final_decision_per_application'),
        ),
        migrations.AddConstraint(
            model_name='verdict',
            constraint=models.UniqueConstraint(fields=('decision', 'criterion'), name='one_verdict_per_criterion'),
        ),
        forbid("assessment_decision"),
        forbid("assessment_verdict"),
    ]
