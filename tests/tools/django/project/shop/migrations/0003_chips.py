# SPDX-License-Identifier: MIT
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0002_dogs")]
    operations = [
        migrations.AddField("Cat", "chip", models.CharField(max_length=15, null=True)),
    ]
