# SPDX-License-Identifier: MIT
"""Runs somebody's migrations on the database of DATABASE_URL, without the application they belong to."""
import importlib
import os
import re
import sys

from alembic import context
from sqlalchemy import create_engine, event, pool

# Some migrations use options that these modules register.
for module in (context.config.get_main_option("preload") or "").split():
    importlib.import_module(module)

# A statement in another server's language, in a corpus that was never meant for this one.
foreign = context.config.get_main_option("leave_out")


# What steps.py wants to know of the statements, and how many of them it wants; Alembic itself wants all.
count = context.config.attributes.get("count", {"statements": 0, "limit": None, "cut": False})


class CutShort(Exception):
    pass


def leave_out(conn, cursor, statement, parameters, execution_context, executemany):
    if foreign and re.search(foreign, statement):
        return "SELECT 1", ()
    if not re.match(r"\s*(SELECT|SHOW|PRAGMA)|.*alembic_version", statement, re.DOTALL | re.IGNORECASE):
        if count["statements"] == count["limit"]:
            count["cut"] = True
            raise CutShort
        count["statements"] += 1
    return statement, parameters


url = os.environ.get("DATABASE_URL") or context.config.get_main_option("sqlalchemy.url")
# A few migrations ask the application for a connection of its own; they are read first.
context.script.get_heads()
if "oslo_db" in sys.modules:
    from oslo_config import cfg
    from oslo_db import options

    options.set_defaults(cfg.CONF, connection=url)
alone = {} if count["limit"] is None else {"isolation_level": "AUTOCOMMIT"}
engine = create_engine(url, poolclass=pool.NullPool, **alone)
event.listen(engine, "before_cursor_execute", leave_out, retval=True)
with engine.connect() as connection:
    context.configure(connection=connection, target_metadata=None, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()
