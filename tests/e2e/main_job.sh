#!/usr/bin/env bash
# The main job by the program alone: an installation, an import with bad rows, a fill, a backup.
set -euo pipefail
yitao=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export YITAO_DATA=$work/data
here=$(cd "$(dirname "$0")/.." && pwd)
township=$here/fixtures/township-a

expect() {  # expect WHAT ACTUAL WANTED
    [ "$2" = "$3" ] || { echo "$1: $2, should be $3"; exit 1; }
}

"$yitao" init --units "$township/units.csv"
"$yitao" import 家庭 "$township/ledgers/households.csv" >/dev/null
"$yitao" import 居民 "$township/ledgers/residents.csv" >/dev/null

# A second run of the same file changes nothing.
"$yitao" import 居民 "$township/ledgers/residents.csv" --json >"$work/second.json"
grep -q '"inserted":0,"updated":0' "$work/second.json"

# Bad rows go into a workbook, the good one lands.
printf '身份证号,姓名,单位,出生日期\n,赵一,421221106202,2001.02.03\n,钱二,421221106202,昨天\n,孙三,不存在村,2001-01-01\n' >"$work/bad.csv"
before=$("$yitao" eval 'COUNTA(居民[姓名])')
code=0
"$yitao" import 居民 "$work/bad.csv" --rejects "$work/rejects.xlsx" >"$work/bad.log" 2>&1 || code=$?
expect "exit code with rejects" $code 1
expect "rows after a bad import" "$("$yitao" eval 'COUNTA(居民[姓名])')" $((before + 1))
expect "rejected rows" "$("$yitao" eval 'COUNTA(退回[姓名])' --table "退回=$work/rejects.xlsx")" 2

# Filling for a unit by name, values as Excel would show them.
expect "women of 60 and more" \
    "$("$yitao" eval 'COUNTIFS(居民[户籍状态],"本地户籍",居民[年龄],">=80")' --unit 三湾村民委员会 --as-of 2026-10-31)" 26

# The rows behind that number, page by page and masked; what moved it since last month.
old='=COUNTIFS(居民[户籍状态],"本地户籍",居民[年龄],">=80")'
evidence() { "$yitao" evidence "$@" --unit 三湾村民委员会 --as-of 2026-10-31; }
expect "rows behind a number" "$(evidence "$old" --json | grep -o '"row":' | wc -l)" 26
expect "rows of the second page" \
    "$(evidence "$old" --rows 20 --page 2 --json | grep -o '"row":' | wc -l)" 6
expect "identity numbers in full" "$(evidence "$old" | grep -cE '[0-9]{17}')" 0
expect "identity numbers shown" "$(evidence "$old" --show-personal | grep -cE '[0-9]{17}')" 26
evidence "$old" --since 2025-10-31 --json >"$work/moved.json"
grep -q '"by":"time"' "$work/moved.json"
expect "what moved it sums up" \
    "$(grep -o '"moved":"[^"]*"' "$work/moved.json" | awk -F'"' '{ sum += $4 } END { print sum }')" \
    "$(($("$yitao" eval "$old" --unit 三湾村民委员会 --as-of 2026-10-31) -
        $("$yitao" eval "$old" --unit 三湾村民委员会 --as-of 2025-10-31)))"
cp "$here/../packs/base/reports/02"*.xlsx "$work/form.xlsx"
"$yitao" fill "$work/form.xlsx" --unit 421221106202 --period 2026-10 -o "$work/out.xlsx" >/dev/null
[ -s "$work/out.xlsx" ]
cp "$work/form.xlsx" "$work/macro.xlsm"
"$yitao" fill "$work/macro.xlsm" --unit 421221106202 -o "$work/macros" >/dev/null
[ -s "$work/macros/macro.xlsm" ]
"$yitao" fill "$work/form.xlsx" --level village -o "$work/villages" >/dev/null
expect "copies of every village" "$(find "$work/villages" -name '*.xlsx' | wc -l)" 8

# The department's own file is never written over; a city's or county's short code will do.
cp "$work/form.xlsx" "$work/before.xlsx"
code=0
"$yitao" fill "$work/form.xlsx" --unit 421221106 -o "$work/form.xlsx" 2>/dev/null || code=$?
expect "exit code of overwriting the template" $code 2
(cd "$work" && "$yitao" fill form.xlsx --unit 421221106 >/dev/null)
cmp "$work/form.xlsx" "$work/before.xlsx"
code=0
"$yitao" fill "$work/form.xlsx" --unit 421221106 -o "$work/form.xls" 2>/dev/null || code=$?
expect "exit code of another ending" $code 2
[ -s "$work"/421221106000*-form.xlsx ]

# What is wrong is said with its place and the next step; nothing is written.
code=0
"$yitao" eval 'COUNTIFS(居名[性别],"女")' 2>"$work/error.log" || code=$?
expect "exit code of an unknown ledger" $code 2
grep -q 居民 "$work/error.log"
expect "a whole number as JSON" "$("$yitao" eval '60*2' --json)" 120
code=0
"$yitao" eval 'COUNTA(居民[姓名])' --data "$work/nowhere" 2>"$work/error.log" || code=$?
expect "exit code without an installation" $code 2
grep -q 'yitao init' "$work/error.log"
code=0
"$yitao" fill "$0" --unit 421221106202 -o "$work/no.xlsx" 2>/dev/null || code=$?
expect "exit code for what is no workbook" $code 2
[ ! -e "$work/no.xlsx" ]

# A backup is an installation.
"$yitao" backup "$work/copy" >/dev/null
"$yitao" check --data "$work/copy" >/dev/null
expect "rows of the backup" "$("$yitao" eval 'COUNTA(居民[姓名])' --data "$work/copy")" $((before + 1))
"$yitao" starter "$work/starter.xlsx" >/dev/null
code=0
"$yitao" starter "$work/none.xlsx" --ledger 居名 2>/dev/null || code=$?
expect "exit code of a starter without its ledger" $code 2
"$yitao" fill "$work/starter.xlsx" --unit 421221106202 -o "$work/started.xlsx" >/dev/null
"$yitao" report "$work/form.xlsx" --json | grep -q '"measures"'

# Newer packs and units are taken over; who must be forgotten is, and what is left stays sound.
"$yitao" update >/dev/null
sed 's/三湾村民委员会/三湾新村/' "$township/units.csv" >"$work/units.csv"
"$yitao" update --units "$work/units.csv" >/dev/null
"$yitao" units --name 三湾新村 | grep 三湾新村 >/dev/null
person=$("$yitao" eval 'INDEX(居民[身份证号],1)')
code=0
"$yitao" forget "$person" --reason 依申请 >/dev/null || code=$?
expect "exit code of forgetting unconfirmed" $code 1
"$yitao" forget "$person" --reason 依申请 --yes >/dev/null
expect "rows after forgetting" "$("$yitao" eval 'COUNTA(居民[姓名])')" $before
"$yitao" check >/dev/null
