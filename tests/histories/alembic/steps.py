# SPDX-License-Identifier: MIT
"""steps.py CONFIG: for each line on standard input, the URL of a database and a revision, upgrades that
database to it and answers with a line, "ok" or what is wrong. One process for all of them: starting
Python, importing an application and reading its graph is what costs."""
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
    os.environ["DATABASE_URL"], revision = line.split()
    try:
        with EnvironmentContext(
            config,
            scripts,
            fn=lambda current, _: scripts._upgrade_revs(revision, current),
            destination_rev=revision,
        ):
            scripts.run_env()
        answer = "ok"
    except Exception as failure:
        answer = " ".join(str(failure).split())[:300]
    print(answer, file=answers, flush=True)
