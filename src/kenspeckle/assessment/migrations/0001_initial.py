import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models

from kenspeckle.kernel.immutable import erasable, forbid


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
            name='Assignment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('taken_at', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('draft', models.JSONField(default=dict)),
                ('revision', models.PositiveIntegerField(default=0)),
                ('assessor', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='assignments', to=settings.AUTH_USER_MODEL)),
                ('submission', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='assignment', to='applications.submission')),
            ],
        ),
        migrations.CreateModel(
            name='Decision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('outcome', models.CharField(choices=[('award', 'Award the badge'), ('return', 'Return for more evidence'), ('decline', 'Decline')], max_length=7)),
                ('reason', models.CharField(blank=True, max_length=60)),
                ('reason_told', models.TextField(blank=True)),
                ('feedback', models.TextField(help_text='The applicant reads this word for word.')),
                ('decided_at', models.DateTimeField()),
                ('erased_at', models.DateTimeField(null=True)),
                ('erased_because', models.CharField(max_length=200, null=True)),
                ('application', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='applications.application')),
                ('assessor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to=settings.AUTH_USER_MODEL)),
                ('submission', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='decision', to='applications.submission')),
            ],
            options={
                'ordering': ['decided_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Judgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('first', 'First judgement')], default='first', max_length=12)),
                ('judged_at', models.DateTimeField()),
                ('assessor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='judgements', to=settings.AUTH_USER_MODEL)),
                ('submission', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='judgements', to='applications.submission')),
            ],
            options={
                'ordering': ['judged_at', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='DecisionJudgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('decision', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grounds', to='assessment.decision')),
                ('judgement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grounds', to='assessment.judgement')),
            ],
        ),
        migrations.AddField(
            model_name='decision',
            name='judgements',
            field=models.ManyToManyField(related_name='decisions', through='assessment.DecisionJudgement', to='assessment.judgement'),
        ),
        migrations.CreateModel(
            name='Verdict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('competence', models.CharField(blank=True, max_length=60)),
                ('met', models.BooleanField()),
                ('comment', models.TextField(blank=True)),
                ('erased_at', models.DateTimeField(null=True)),
                ('erased_because', models.CharField(max_length=200, null=True)),
                ('criterion', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='catalogue.criterion')),
                ('judgement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='verdicts', to='assessment.judgement')),
            ],
            options={
                'ordering': ['judgement', 'criterion__position', 'pk'],
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
            model_name='judgement',
            constraint=models.UniqueConstraint(fields=('submission', 'assessor', 'kind'), name='one_judgement_of_a_kind_each'),
        ),
        migrations.AddConstraint(
            model_name='judgement',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'first')), fields=('submission',), name='one_first_judgement_per_submission'),
        ),
        migrations.AddConstraint(
            model_name='decisionjudgement',
            constraint=models.UniqueConstraint(fields=('decision', 'judgement'), name='one_ground_per_judgement'),
        ),
        migrations.AddConstraint(
            model_name='decision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('feedback', ''), _negated=True), ('erased_at__isnull', False), _connector='OR'), name='decision_has_feedback'),
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
            constraint=models.UniqueConstraint(fields=('judgement', 'criterion', 'competence'), name='one_verdict_per_point'),
        ),
        forbid("assessment_judgement"),
        erasable("assessment_verdict", texts=("comment",)),
        erasable("assessment_decision", texts=("feedback",)),
        forbid("assessment_decisionjudgement"),
    ]
