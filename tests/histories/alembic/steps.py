# SPDX-License-Identifier: MIT
"""steps.py CONFIG: for each line on standard input, the URL of a database and a revision, upgrades that
database to it and answers with a line: "ok" and how many statements that took, or what is wrong. One
process for all of them: starting Python, importing an application and reading its graph is what costs.

A third word asks for less: a number, for so many statements only, each committed by itself; "stamp",
for none of them, so that the revision counts as applied without being it."""
import importlib
import os
import sys
import tempfile

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect

answers = sys.stdout
sys.stdout = sys.stderr
config = Config(sys.argv[1])
scripts = ScriptDirectory.from_config(config)


def run(plan, revision, limit=None):
    count = config.attributes["count"] = {"statements": 0, "limit": limit, "cut": False}
    with EnvironmentContext(
        config, scripts, fn=lambda current, _: plan(revision, current), destination_rev=revision
    ):
        scripts.run_env()
    return count["statements"]


def begin_with_models(module):
    """A history that begins with a schema of which only the models are left: those, downgraded."""
    for tables in config.get_main_option("preload").split():
        importlib.import_module(tables)
    engine = create_engine(os.environ["DATABASE_URL"])
    if not inspect(engine).get_table_names():
        importlib.import_module(module).Model.metadata.create_all(engine)
        run(scripts._stamp_revs, "head")
        run(scripts._downgrade_revs, "base")
    engine.dispose()


# Migrations that move files find none.
for folder in (config.get_main_option("folders") or "").split():
    module, settings, name = folder.split(":")
    setattr(getattr(importlib.import_module(module), settings), name, tempfile.mkdtemp())
for line in sys.stdin:
    os.environ["DATABASE_URL"], revision, *less = line.split()
    config.attributes["count"] = {"cut": False}
    try:
        if config.get_main_option("models"):
            begin_with_models(config.get_main_option("models"))
        if less == ["stamp"]:
            run(scripts._stamp_revs, revision)
            answer = "ok 0"
        else:
            answer = f"ok {run(scripts._upgrade_revs, revision, int(less[0]) if less else None)}"
    except Exception as failure:
        cut = config.attributes["count"]["cut"]
        answer = "ok" if cut else " ".join(str(failure).split())[:300]
    print(answer, file=answers, flush=True)
