# SPDX-License-Identifier: MIT
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("shop", "0001_cats")]
    operations = [
        migrations.CreateModel(
            "Dog",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("name", models.CharField(max_length=40, db_index=True)),
                ("cat", models.ForeignKey("shop.Cat", models.CASCADE)),
            ],
        ),
    ]
