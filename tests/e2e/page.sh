#!/usr/bin/env bash
# The page in a browser: a clerk's, an officer's and a leader's first day (page.mjs), on the sample city
# and on a small township with right answers.
set -euo pipefail
yitao=$(realpath "$1")
cd "$(dirname "$0")"
set=$PWD/../fixtures/township-a
work=$(mktemp -d)
servers=()
trap 'kill "${servers[@]}" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"' EXIT

# serve DATA NAME: starts a server on a free port; its address in $work/NAME.address.
serve() {
    "$yitao" serve --data "$1" --listen 127.0.0.1:0 >"$work/$2.address" 2>"$work/$2.log" &
    servers+=($!)
    for _ in $(seq 600); do
        grep -qs "^http" "$work/$2.address" && return
        sleep 0.1
    done
    cat "$work/$2.log"
    return 1
}

"$yitao" demo --data "$work/city" >/dev/null
serve "$work/city" city

"$yitao" init --data "$work/township" --units "$set/units.csv" --pack base >/dev/null
"$yitao" import --data "$work/township" 家庭 "$set/ledgers/households.csv" >/dev/null
"$yitao" import --data "$work/township" 居民 "$set/ledgers/residents.csv" >/dev/null
"$yitao" account weijian --person 卫健 --role officer --unit 421221106000 --department 卫生健康局 \
    --data "$work/township" >"$work/account"
serve "$work/township" township

mkdir -p "$work/screens"
CITY=$(head -1 "$work/city.address") TOWNSHIP=$(head -1 "$work/township.address") \
    PASSWORD=$(sed -n 's/.*password: //p' "$work/account") FIXTURES=$set WORK=$work \
    SCREENS=${YITAO_SCREENS:-$work/screens} timeout 600 node page.mjs

# A copy taken while it is served has its workbooks and accounts, and signs nobody in.
"$yitao" backup --data "$work/township" "$work/copy" >/dev/null
[ -s "$work/copy/templates/u-1/form.xlsx" ] && [ -s "$work/copy/access.sqlite" ]
# It stops when told to, and what it took in stands.
kill -TERM "${servers[@]}"
wait "${servers[@]}" || true
servers=()
"$yitao" check --data "$work/township" >/dev/null

# The workbook the officer took home opens in LibreOffice with the right numbers: every number there equals
# the golden copy's; what is not bound yet is blank.
golden=$(echo "$set"/filled/421221106202/02*.xlsx)
cp "$golden" "$work/golden.xlsx"
(cd "$work" && HOME=$work soffice --headless --convert-to csv --outdir "$work/csv" golden.xlsx taken.xlsx >/dev/null 2>&1)
node - "$work/csv/golden.csv" "$work/csv/taken.csv" <<'END'
const { readFileSync } = require('fs')
const cells = (path) => readFileSync(path, 'utf8').split('\n').map((line) => line.split(','))
const [golden, taken] = process.argv.slice(2).map(cells)
let same = 0
let wrong = 0
golden.forEach((row, r) => row.forEach((text, c) => {
  const mine = taken[r]?.[c] ?? ''
  if (!/^-?[\d.]+%?$/.test(text) || mine === '') return
  if (mine === text) same += 1
  else { wrong += 1; console.log(`row ${r + 1} column ${c + 1}: ${mine} instead of ${text}`) }
}))
console.log(`${same} numbers as in the golden copy, ${wrong} not`)
if (same < 60 || wrong > 0) process.exit(1)
END
