#!/usr/bin/env bash
# The newcomer's first command, on a small city; a second run fills again without importing.
set -euo pipefail
yitao=$1
packs=$(cd "$(dirname "$0")/../.." && pwd)/packs
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

absent() {  # absent TEXT LOG: set -e passes over "! grep"
    if grep "$1" "$2"; then
        echo "$2 should not say $1"
        exit 1
    fi
}

"$yitao" demo --data "$work/data" --residents 5000 >"$work/first.log" 2>&1
absent '退回 [1-9]' "$work/first.log"
for unit in 421221106202 421221106000 421221000000 421200000000; do
    count=$(find "$work/data/filled/$unit"* -maxdepth 1 -name '*.xlsx' | wc -l)
    [ "$count" -ge 24 ] || { echo "$unit: $count workbooks"; exit 1; }
done
"$yitao" demo --data "$work/data" --json >"$work/second.json"
grep -q '^{"workbooks":' "$work/second.json"
"$yitao" demo --data "$work/data" >"$work/second.log" 2>&1
absent '导入' "$work/second.log"

# Templates and ledgers that have changed in packs/ are taken over; further rows are not made.
cp -r "$packs" "$work/packs"
cp "$packs"/base/reports/02*.xlsx "$work/packs/base/reports/99新表.xlsx"
YITAO_PACKS=$work/packs "$yitao" demo --data "$work/data" >"$work/third.log" 2>&1
absent '导入' "$work/third.log"
[ -s "$work/data/filled/421221106202"*/99新表.xlsx ]

# Another city, or a folder that demo did not make, is refused and left as it is.
code=0
"$yitao" demo --data "$work/data" --residents 6000 2>/dev/null || code=$?
[ "$code" = 2 ]
"$yitao" init --data "$work/own" --units "$packs/base/units/xianning.csv" >/dev/null
code=0
"$yitao" demo --data "$work/own" 2>/dev/null || code=$?
[ "$code" = 2 ]
"$yitao" units --data "$work/own" --level city | grep -q 咸宁市
"$yitao" check --data "$work/data"
