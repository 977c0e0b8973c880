# SPDX-License-Identifier: MIT
import sqlalchemy as sa
from alembic import op

revision = "3c04a7e0chip"
down_revision = "2c04a7e0dogs"


def upgrade():
    op.add_column("cats", sa.Column("chip", sa.String(15)))
