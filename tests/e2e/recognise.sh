#!/usr/bin/env bash
# A department's form, read, proved by copies of last month, marked, confirmed and remembered.
set -euo pipefail
yitao=$1
set=$(dirname "$0")/../fixtures/township-a
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
data=$work/data
"$yitao" init --data "$data" --units "$set/units.csv" --pack base >/dev/null
"$yitao" import --data "$data" 家庭 "$set/ledgers/households.csv" >/dev/null
"$yitao" import --data "$data" 居民 "$set/ledgers/residents.csv" >/dev/null
form=$work/人口年龄结构.xlsx
cp "$set"/templates/02*.xlsx "$form"
village=$(echo "$set"/filled/421221106202/02*.xlsx)

# The unit is read from the copy; the form bears no full date, so the day is said.
"$yitao" recognise "$form" --data "$data" --example "$village" --as-of 2026-10-31 \
    --bind "$work/人口年龄结构.bindings.toml" --mark "$work/标注.xlsx" >"$work/log"
grep -q '例表 四邑村民委员会 2026-10-31' "$work/log" || { cat "$work/log"; exit 1; }
grep -q '已填表证实：四邑村民委员会' "$work/人口年龄结构.bindings.toml"
[ -s "$work/标注.xlsx" ]
"$yitao" fill "$form" --data "$data" --unit 421221106203 --as-of 2026-10-31 -o "$work/填好.xlsx" >/dev/null

# A copy of another unit proves nothing.
"$yitao" recognise "$form" --data "$data" --example "$village" --unit 421221106208 \
    --as-of 2026-10-31 >"$work/log"
grep -q '与多数有把握的格不符' "$work/log" || { cat "$work/log"; exit 1; }

# What is confirmed is shown first, kept with --yes, and known the next time.
printf '[[cell]]\ncell = "E25"\nformula = '"'"'=COUNTIFS(居民[常住],"是",居民[性别],"男",居民[年龄],"<=6")'"'"'\n' \
    >"$work/确认.bindings.toml"
code=0  # set -e passes over "! command"
"$yitao" recognise "$form" --data "$data" --learn "$work/确认.bindings.toml" >"$work/log" || code=$?
[ "$code" = 1 ] || { echo "exit code of what is not kept: $code"; exit 1; }
grep -q '尚未记下' "$work/log" || { cat "$work/log"; exit 1; }
"$yitao" recognise "$form" --data "$data" --learn "$work/确认.bindings.toml" --yes >/dev/null
"$yitao" recognise "$form" --data "$data" --bind "$work/again.toml" >/dev/null
grep -q '记得：确认.bindings.toml 里确认过' "$work/again.toml"
"$yitao" check --data "$data" >/dev/null
