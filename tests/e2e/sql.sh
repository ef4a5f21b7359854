#!/usr/bin/env bash
# The measures as SQL, against a PostgreSQL of its own where one is installed; nothing else is used.
set -euo pipefail
yitao=$1
work=$(mktemp -d)
server=""
as_postgres() { if [ "$(id -u)" = 0 ]; then su postgres -s /bin/sh -c "$1"; else sh -c "$1"; fi; }
leave() {
    [ -z "$server" ] || as_postgres "'$server/pg_ctl' -D '$work/pg/data' -m immediate stop" >/dev/null 2>&1 || true
    rm -rf "$work"
}
trap leave EXIT
export YITAO_DATA=$work/data
here=$(cd "$(dirname "$0")/.." && pwd)
township=$here/fixtures/township-a

expect() {  # expect WHAT ACTUAL WANTED
    [ "$2" = "$3" ] || { echo "$1: $2, should be $3"; exit 1; }
}

"$yitao" init --units "$township/units.csv" >/dev/null
"$yitao" import 家庭 "$township/ledgers/households.csv" >/dev/null
"$yitao" import 居民 "$township/ledgers/residents.csv" >/dev/null

# Text alone: both dialects, of one formula and of every report.
old='=COUNTIFS(居民[户籍状态],"本地户籍",居民[年龄],">=80")'
"$yitao" sql --formula "$old" --as-of 2026-10-31 >"$work/one.sql"
grep -q '"age" >= 80 AND' "$work/one.sql" || grep -q 'AND "age" >= 80' "$work/one.sql"
"$yitao" sql --dialect clickhouse --formula "$old" --schema province >"$work/click.sql"
grep -q 'FROM "province"."_unit_ancestors"' "$work/click.sql"
"$yitao" sql "$here"/../packs/base/reports/02*.xlsx --rows >"$work/form.sql"
grep -q '^COPY "yitao"."resident"' "$work/form.sql"
code=0
"$yitao" check --against cat 2>"$work/error.log" || code=$?
expect "exit code of a client that says no dialect" $code 2
code=0
"$yitao" check --against false --dialect postgresql --formula "$old" 2>"$work/error.log" || code=$?
expect "exit code of a client that fails" $code 2
# A client that answers nothing is a finding.
code=0
"$yitao" check --against 'cat >/dev/null' --dialect postgresql --formula "$old" >/dev/null || code=$?
expect "exit code without answers" $code 1

for folder in /usr/lib/postgresql/*/bin; do
    if [ -x "$folder/initdb" ]; then server=$folder; fi
done
if [ -z "$server" ] || ! command -v psql >/dev/null; then
    echo "no PostgreSQL here: not compared"
    exit 0
fi
chmod 755 "$work"
mkdir "$work/pg"
[ "$(id -u)" != 0 ] || chown postgres "$work/pg"
as_postgres "'$server/initdb' -D '$work/pg/data' -U postgres -A trust -E UTF8 --locale=C.UTF-8" >/dev/null
as_postgres "'$server/pg_ctl' -D '$work/pg/data' -l '$work/pg/log' -w start \
    -o \"-c listen_addresses= -c unix_socket_directories=$work/pg -c fsync=off\"" >/dev/null
connection="host=$work/pg user=postgres dbname=postgres"
"$yitao" check --against "psql:$connection" --as-of 2026-10-31 --json >"$work/check.json" || {
    cat "$work/check.json"
    exit 1
}
grep -q '"differences":0,"missing":0' "$work/check.json"
# Different values, which do not add up from village to township.
"$yitao" check --against "psql:$connection" --as-of 2026-10-31 --json \
    --formula '=COUNTUNIQUEIFS(居民[户号],居民[性别],"女")+COUNTUNIQUE(居民[民族])' >"$work/check.json"
grep -q '"differences":0,"missing":0' "$work/check.json"
# As a person runs it; the township has what eval says.
"$yitao" sql --formula "$old" --as-of 2026-10-31 --rows | psql -XqAt -d "$connection" >"$work/rows.txt"
expect "the village by PostgreSQL" "$(sed -n 's/^421221106202|//p' "$work/rows.txt")" \
    "$("$yitao" eval "$old" --unit 421221106202 --as-of 2026-10-31)"
