#!/usr/bin/env bash
# While a server has the data directory, the command line changes data through it, never beside it.
set -euo pipefail
yitao=$(realpath "$1")
cd "$(dirname "$0")"
set=$PWD/../fixtures/township-a
work=$(mktemp -d)
servers=()
trap 'kill "${servers[@]}" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"' EXIT
export YITAO_DATA=$work/data

expect() {  # expect WHAT ACTUAL WANTED
    [ "$2" = "$3" ] || { echo "$1: $2, should be $3"; exit 1; }
}

"$yitao" init --units "$set/units.csv" --pack base >/dev/null
"$yitao" import 家庭 "$set/ledgers/households.csv" >/dev/null
"$yitao" serve --listen 127.0.0.1:0 >"$work/address" 2>"$work/log" &
servers=($!)
for _ in $(seq 300); do
    grep -qs "^http" "$work/address" && break
    sleep 0.1
done
changed() {  # rows changed, as the server itself counts them
    node -e 'fetch(process.argv[1] + "metrics").then((r) => r.text()).then((text) =>
        console.log(/^yitao_rows_changed_total (\d+)/m.exec(text)[1]))' "$(head -1 "$work/address")"
}

# A file lands through the server; reading goes on beside it.
(cd "$set/ledgers" && "$yitao" import 居民 residents.csv --json >"$work/first.json")
residents=$("$yitao" eval 'COUNTA(居民[姓名])')
grep -q "\"inserted\":$residents," "$work/first.json"
expect "rows the server changed" "$(changed)" "$residents"

# Bad rows come back beside the command, not beside the server.
printf '身份证号,姓名,单位,出生日期\n,赵一,421221106202,2001.02.03\n,钱二,421221106202,昨天\n' >"$work/bad.csv"
code=0
(cd "$work" && "$yitao" import 居民 bad.csv --rejects rejects.xlsx >bad.log 2>&1) || code=$?
expect "exit code with rejects" $code 1
expect "rejected rows" "$("$yitao" eval 'COUNTA(退回[姓名])' --table "退回=$work/rejects.xlsx")" 1
expect "rows the server changed" "$(changed)" $((residents + 1))
code=0
"$yitao" import 居民 "$work/nothing.csv" >"$work/nothing.log" 2>&1 || code=$?
expect "exit code without a file" $code 2
grep -q nothing.csv "$work/nothing.log"
code=0
"$yitao" import 居民 "$work/bad.csv" --dry-run >/dev/null 2>&1 || code=$?
expect "exit code of a dry run" $code 1

# Units, accounts, deletions.
sed 's/三湾村民委员会/三湾社区居民委员会/' "$set/units.csv" >"$work/units.csv"
"$yitao" update --units "$work/units.csv" | grep -q 单位已更新
"$yitao" units --name 三湾社区 | grep -q 421221106208
"$yitao" account xuwen --person 许文 --role clerk --unit 421221106202 | grep -q password
id=$(sed -n 2p "$set/ledgers/residents.csv" | grep -o '[0-9]\{17\}[0-9X]' | head -1)
"$yitao" forget "$id" --reason 测试 --yes >/dev/null
expect "residents after a deletion" "$("$yitao" eval 'COUNTA(居民[姓名])')" "$residents"
code=0
"$yitao" update --pack base >"$work/packs.log" 2>&1 || code=$?
expect "exit code of packs beside a server" $code 2
grep -q "yitao serve" "$work/packs.log"

kill -TERM "${servers[@]}"
wait "${servers[@]}"
servers=()
[ ! -e "$YITAO_DATA/serve.sock" ]
"$yitao" check >/dev/null
