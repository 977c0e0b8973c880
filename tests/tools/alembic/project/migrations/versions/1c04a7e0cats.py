# SPDX-License-Identifier: MIT
import sqlalchemy as sa
from alembic import op

revision = "1c04a7e0cats"
down_revision = None


def upgrade():
    op.create_table(
        "cats",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(40), nullable=False),
    )
