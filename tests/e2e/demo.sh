#!/usr/bin/env bash
# The newcomer's first command, on a small city; a second run fills again without importing.
set -euo pipefail
yitao=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$yitao" demo --data "$work/data" --residents 5000 >"$work/first.log" 2>&1
! grep -q '退回 [1-9]' "$work/first.log" || { cat "$work/first.log"; exit 1; }
for unit in 421221106202 421221106000 421221000000 421200000000; do
    count=$(find "$work/data/filled/$unit"* -maxdepth 1 -name '*.xlsx' | wc -l)
    [ "$count" -ge 24 ] || { echo "$unit: $count workbooks"; exit 1; }
done
"$yitao" demo --data "$work/data" >"$work/second.log" 2>&1
! grep -q '导入' "$work/second.log"
"$yitao" check --data "$work/data"
