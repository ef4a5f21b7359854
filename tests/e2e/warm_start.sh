#!/usr/bin/env bash
# A column snapshot changes how fast a first report comes and nothing else: the same workbook with
# it, without it, with a damaged one and after a change; a killed import leaves the old one or none.
set -euo pipefail
yitao=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export YITAO_DATA=$work/data
here=$(cd "$(dirname "$0")/../.." && pwd)

expect() {  # expect WHAT ACTUAL WANTED
    [ "$2" = "$3" ] || { echo "$1: $2, should be $3"; exit 1; }
}
report() {  # report NAME: the city's workbook
    "$yitao" fill "$here"/packs/base/reports/02*.xlsx --as-of 2026-10-31 -o "$work/$1.xlsx" >/dev/null
}

# 20,000 people with identity numbers that bear their check, in the villages of a township.
awk 'BEGIN {
    split("7 9 10 5 8 4 2 1 6 3 7 9 10 5 8 4 2", weight, " ")
    split("1 0 X 9 8 7 6 5 4 3 2", check, " ")
    print "身份证号,姓名,单位,性别,出生日期"
    for (i = 0; i < 20000; i++) {
        day = sprintf("%04d%02d%02d", 1940 + i % 80, 1 + i % 12, 1 + i % 28)
        id = sprintf("429990%s%03d", day, int(i / 1680) * 2 % 1000)
        sum = 0
        for (c = 1; c <= 17; c++) sum += substr(id, c, 1) * weight[c]
        printf "%s%s,人%d,4212211062%02d,女,%s\n", id, check[sum % 11 + 1], i, 1 + i % 3, day
    }
}' >"$work/people.csv"
"$yitao" init --units "$here/tests/fixtures/township-a/units.csv" >/dev/null
"$yitao" import 居民 "$work/people.csv" >"$work/import.log" 2>&1 || { cat "$work/import.log"; exit 1; }
snapshot=$(ls -S "$work"/data/columns/*.cols | head -1)
expect "mode" "$(stat -c %a "$snapshot")" 600
report with
"$yitao" check >/dev/null

cp "$snapshot" "$work/kept"
rm -r "$work/data/columns"
report without
cmp "$work/with.xlsx" "$work/without.xlsx"

# A byte of the ids is another: told by a check, used by no report.
mkdir "$work/data/columns"
cp "$work/kept" "$snapshot"
printf '\377' | dd of="$snapshot" bs=1 seek=4096 conv=notrunc status=none
report damaged
cmp "$work/with.xlsx" "$work/damaged.xlsx"
code=0
"$yitao" check >/dev/null 2>&1 || code=$?
expect "a check of a damaged snapshot" $code 1
cp "$work/kept" "$snapshot"

# One row more than the snapshot knows.
before=$("$yitao" eval 'COUNTA(居民[姓名])')
unit=$("$yitao" eval 'INDEX(居民[单位],1)')
printf '姓名,单位,性别\n新居民,%s,女\n' "$unit" >"$work/one.csv"
"$yitao" import 居民 "$work/one.csv" >/dev/null
cmp "$work/kept" "$snapshot"
expect "rows after a small import" "$("$yitao" eval 'COUNTA(居民[姓名])')" $((before + 1))
expect "the new row" "$("$yitao" eval 'COUNTIFS(居民[姓名],"新居民")')" 1
"$yitao" check >/dev/null

# Killed while a snapshot is written: nothing of it is used, the next writer clears it away.
rm "$snapshot"
"$yitao" import 居民 "$work/one.csv" >/dev/null & pid=$!
for _ in $(seq 200); do [ -e "$snapshot.new" ] && break; sleep 0.01; done
kill -9 $pid 2>/dev/null || true
wait $pid 2>/dev/null || true
expect "rows after the kill" "$("$yitao" eval 'COUNTA(居民[姓名])')" $((before + 1))
"$yitao" import 居民 "$work/one.csv" >/dev/null
[ -s "$snapshot" ] && [ ! -e "$snapshot.new" ]

# A person forgotten is in no file any more.
person=$("$yitao" eval 'INDEX(居民[身份证号],1)')
grep -q "$person" "$snapshot"
"$yitao" forget "$person" --reason 申请 --yes >/dev/null
if grep -rq "$person" "$work/data"/{columns,ledgers.sqlite}; then echo "the forgotten remain"; exit 1; fi
"$yitao" check >/dev/null
