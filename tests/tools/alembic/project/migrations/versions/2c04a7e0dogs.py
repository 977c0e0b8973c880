# SPDX-License-Identifier: MIT
import sqlalchemy as sa
from alembic import op

revision = "2c04a7e0dogs"
down_revision = "1c04a7e0cats"


def upgrade():
    op.create_table(
        "dogs",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("name", sa.String(40)),
        sa.Column("cat_id", sa.Integer, sa.ForeignKey("cats.id")),
    )
    op.create_index("dogs_name", "dogs", ["name"])
