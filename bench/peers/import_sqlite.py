"""import_sqlite.py FILE.csv DB: the rows of a CSV file into one SQLite table with a unique key and
the pragmas of the store, and nothing else: no types, no checks, no journal, no columns."""
import csv
import sqlite3
import sys

BATCH = 65_536

source, target = sys.argv[1:3]
db = sqlite3.connect(target)
for pragma in ("page_size=8192", "journal_mode=WAL", "synchronous=FULL", "cache_size=-196608"):
    db.execute(f"PRAGMA {pragma}")
with open(source, encoding="utf-8-sig", newline="") as file:
    rows = csv.reader(file)
    columns = [f'"{name}" TEXT' for name in next(rows)]
    db.execute(f"CREATE TABLE t({','.join(columns)})")
    db.execute(f"CREATE UNIQUE INDEX key ON t({columns[0].rsplit(' ', 1)[0]})")
    insert = f"INSERT INTO t VALUES({','.join('?' * len(columns))})"
    batch = []
    for row in rows:
        batch.append(row)
        if len(batch) == BATCH:
            db.executemany(insert, batch)
            db.commit()
            batch = []
    db.executemany(insert, batch)
    db.commit()
