# SPDX-License-Identifier: MIT
"""steps.py CONFIG: for each line on standard input, the URL of a database and a revision, upgrades that
database to it and answers with a line: "ok" and how many statements that took, or what is wrong. One
process for all of them: starting Python, importing an application and reading its graph is what costs.

A third word asks for less: a number, for so many statements only, each committed by itself; "stamp",
for none of them, so that the revision counts as applied without being it."""
import os
import sys

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory

answers = sys.stdout
sys.stdout = sys.stderr
config = Config(sys.argv[1])
scripts = ScriptDirectory.from_config(config)
for line in sys.stdin:
    os.environ["DATABASE_URL"], revision, *less = line.split()
    stamp = less == ["stamp"]
    count = config.attributes["count"] = {
        "statements": 0,
        "limit": int(less[0]) if less and not stamp else None,
        "cut": False,
    }
    plan = scripts._stamp_revs if stamp else scripts._upgrade_revs
    try:
        with EnvironmentContext(
            config,
            scripts,
            fn=lambda current, _: plan(revision, current),
            destination_rev=revision,
        ):
            scripts.run_env()
        answer = f"ok {count['statements']}"
    except Exception as failure:
        answer = "ok" if count["cut"] else " ".join(str(failure).split())[:300]
    print(answer, file=answers, flush=True)
