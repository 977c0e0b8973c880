# SPDX-License-Identifier: MIT
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0003_chips")]
    operations = [
        migrations.CreateModel(
            "Bird",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("name", models.CharField(max_length=40, unique=True)),
            ],
        ),
    ]
