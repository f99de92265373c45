"""What many do today: pandas reads the file, to_sql puts it into SQLite, SQL groups it by month.

It checks nothing, finds no duplicates and protects nobody; it is the peer of the ETL job's speed.
"""

import sys
from pathlib import Path

import pandas as pd
from sqlalchemy import create_engine, text

QUERY = """
SELECT experiencePointId, substr(localTime, 1, 7) AS month, buttonIndex, count(*) AS presses
FROM press WHERE misuse = 0 GROUP BY 1, 2, 3
"""


def main(source: str, database: str) -> None:
    """Load ``source`` into ``database`` and group it."""
    Path(database).unlink(missing_ok=True)
    engine = create_engine(f"sqlite:///{database}")
    pd.read_csv(source).to_sql("press", engine, index=False, chunksize=100_000)
    with engine.connect() as connection:
        pd.read_sql(text(QUERY), connection)


if __name__ == "__main__":
    main(*sys.argv[1:])
