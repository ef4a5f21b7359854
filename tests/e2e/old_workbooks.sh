#!/usr/bin/env bash
# Old .xls workbooks on every way in: recognised as their .xlsx is, counted, filled, sent back, imported.
set -euo pipefail
yitao=$1
command -v soffice >/dev/null || { echo "LibreOffice is not installed: nothing to try"; exit 0; }
set=$(dirname "$0")/../fixtures/township-a
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/forms" "$work/copies"
cp "$set"/templates/01*.xlsx "$work/form.xlsx"
cp "$set"/filled/421221106202/01*.xlsx "$work/四邑村.xlsx"
cp "$set"/templates/02*.xlsx "$work/ages.xlsx"

old() {  # old FOLDER FILE...: the workbooks as Excel 97 wrote them
    soffice -env:UserInstallation=file://"$work/profile" --headless --convert-to xls --outdir "$@" >/dev/null 2>&1
}
old "$work/forms" "$work/form.xlsx" "$work/ages.xlsx"
old "$work/copies" "$work/四邑村.xlsx"

# The same tables are found: heading rows, first data row, paths of the columns.
found() {
    "$yitao" recognise "$1" --json |
        grep -oE '"(header_rows|total_rows|footer_rows)":\[[^]]*\]|"data_start_row":[0-9]+|"path":\[[^]]*\]'
}
for form in form ages; do
    diff <(found "$work/$form.xlsx") <(found "$work/forms/$form.xls")
done

data=$work/data
"$yitao" init --data "$data" --units "$set/units.csv" --pack base >/dev/null
"$yitao" import --data "$data" 家庭 "$set/ledgers/households.csv" >/dev/null
"$yitao" import --data "$data" 居民 "$set/ledgers/residents.csv" >/dev/null
# A folder of them is counted like any other, and a copy comes back.
status=0
"$yitao" burden "$work/forms" --data "$data" --as-of 2026-10-31 >"$work/burden.log" || status=$?
[ $status -le 1 ] || { cat "$work/burden.log"; exit 1; }
status=0
"$yitao" collect "$work/forms/form.xls" "$work/copies/四邑村.xls" -o "$work/out" --data "$data" \
    --as-of 2026-10-31 >"$work/collect.log" || status=$?
[ $status -le 1 ] || { cat "$work/collect.log"; exit 1; }
grep -q '0 格不一致' "$work/collect.log" || { cat "$work/collect.log"; exit 1; }
# Proposed and filled.
"$yitao" recognise "$work/forms/ages.xls" --data "$data" --bind "$work/forms/ages.bindings.toml" >/dev/null
"$yitao" fill "$work/forms/ages.xls" --data "$data" --unit 421221106203 --as-of 2026-10-31 \
    -o "$work/ages-filled.xlsx" >/dev/null
[ -s "$work/ages-filled.xlsx" ]
