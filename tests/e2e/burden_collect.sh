#!/usr/bin/env bash
# What a folder of forms asks, as register and XLSForm; then villages' copies of one form collected.
set -euo pipefail
yitao=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
set=tests/fixtures/township-a
data=$work/data
"$yitao" init --units $set/units.csv --data "$data" >/dev/null
for pair in 家庭=households 居民=residents 经营主体=enterprises 场所=places 隐患=hazards 纠纷=disputes \
    项目=projects 活动=activities 工作群=workgroups; do
    "$yitao" import "${pair%%=*}" "$set/ledgers/${pair##*=}.csv" --data "$data" >/dev/null
done

# 1: there are questions left.
status=0
"$yitao" burden $set/templates --data "$data" --as-of 2026-10-31 --json \
    --register "$work/register.xlsx" --xlsform "$work/questions.xlsx" >"$work/burden.json" || status=$?
[ $status = 1 ]
grep -q '"cells_before":10721,' "$work/burden.json"
for book in register questions; do [ -s "$work/$book.xlsx" ]; done
"$yitao" recognise "$work/register.xlsx" | grep -q '报表目录'
# The XLSForm read back: every name once.
names='=ROWS(UNIQUE(FILTER(表[name],表[name]<>"")))=COUNTA(表[name])'
[ "$("$yitao" eval "$names" --table "表=$work/questions.xlsx")" = TRUE ]
# Readers of XLSForms want these; checked with a reader of workbooks that is not ours, where there is one.
if /usr/bin/python3 -c 'import openpyxl' 2>/dev/null; then
    /usr/bin/python3 - "$work/questions.xlsx" <<'CHECK'
import re, sys
import openpyxl
book = openpyxl.load_workbook(sys.argv[1])
assert book.sheetnames[:3] == ["survey", "choices", "settings"], book.sheetnames
survey = list(book["survey"].iter_rows(values_only=True))
head = survey[0]
for column in ("type", "name", "label::中文 (zh)", "label::English (en)", "constraint", "relevant"):
    assert column in head, column
rows = [row for row in survey[1:] if not row[0].startswith("end_")]
names = [row[head.index("name")] for row in rows]
assert len(names) == len(set(names)) and all(re.fullmatch(r"[A-Za-z_][\w.-]*", name) for name in names)
assert all(row[head.index(label)] for row in rows for label in ("label::中文 (zh)", "label::English (en)"))
choices = list(book["choices"].iter_rows(values_only=True))
assert choices[0][:2] == ("list_name", "name")
lists = {row[0] for row in choices[1:]}
assert all(row[0].split()[1] in lists for row in rows if row[0].startswith("select_"))
open_groups = []
for row in survey[1:]:
    if row[0].startswith("begin_"): open_groups.append(row[0][6:])
    if row[0].startswith("end_"): assert open_groups.pop() == row[0][4:]
assert not open_groups
CHECK
fi

# Villages' right copies agree; nothing to import, no data changed.
form=$(echo $set/templates/01*.xlsx)
name=$(basename "$form" .xlsx)
mkdir "$work/sent"
for unit in 421221106202 421221106203 421221106208; do
    cp "$set/filled/$unit/$name.xlsx" "$work/sent/$unit.xlsx"
done
"$yitao" collect "$form" --unit 421221106202.xlsx=四邑村 "$work/sent" -o "$work/out" --as-of 2026-10-31 --data "$data" \
    >"$work/collect.log"
grep -q '42 格一致，0 格不一致' "$work/collect.log"
[ -s "$work/out/汇总_$name.xlsx" ] && [ -s "$work/out/比对_$name.xlsx" ]
[ "$(find "$work/out" -name '*.xlsx' | wc -l)" = 2 ]
# The same unit twice is refused.
cp "$work/sent/421221106202.xlsx" "$work/again.xlsx"
if "$yitao" collect "$form" "$work/sent" "$work/again.xlsx" -o "$work/out2" \
    --data "$data" 2>"$work/refused.log"; then
    exit 1
fi
grep -q '有两份' "$work/refused.log"
"$yitao" check --data "$data"
