# SPDX-License-Identifier: MIT
import sqlalchemy as sa
from alembic import op

revision = "4c04a7e0bird"
down_revision = "3c04a7e0chip"


def upgrade():
    op.create_table(
        "birds",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(40), unique=True),
    )
