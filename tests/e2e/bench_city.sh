#!/usr/bin/env bash
# The live engine on a small sample city: after edits of all kinds, a day, a reform of units and a
# changed code list every value compared is what the store gives, the values did move, and the city
# itself is left as it was.
set -euo pipefail
yitao=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export YITAO_DATA=$work/data

"$yitao" demo --residents 2000 >/dev/null
before=$(sha256sum "$work/data/ledgers.sqlite")
"$yitao" bench city --edits 100 --json >"$work/result"
[ "$(sha256sum "$work/data/ledgers.sqlite")" = "$before" ] || { echo "the city was changed"; exit 1; }
[ "$(ls "$work")" = "$(printf 'data\nresult')" ] || { echo "a copy was left behind"; exit 1; }
number() { sed -n "s/.*\"$1\":\([0-9.E-]*\).*/\1/p" "$work/result"; }
for wanted in 'differences == 0' 'values_moved > 100' 'single_landed > 50' 'bulk_landed > 500' 'across_ledgers > 0'; do
    read -r name relation bound <<<"$wanted"
    awk "BEGIN { exit !($(number "$name") $relation $bound) }" ||
        { echo "$name: $(number "$name"), should be $relation $bound"; cat "$work/result"; exit 1; }
done
