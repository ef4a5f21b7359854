#!/usr/bin/python3
"""Holds every binding of the report templates against the ledgers of the packs.

Each table, column and code that a formula names must be declared; functions must be known; the
criteria of one COUNTIFS must come in pairs from one ledger; a list must find blank drawn cells to
its right; every visible sheet must carry the four identity fields. Prints what is wrong, place
first, and exits 1.
"""

import pathlib
import re
import sys
import tomllib
from dataclasses import dataclass, field

import openpyxl
from openpyxl.utils import get_column_letter

ROOT = pathlib.Path(__file__).resolve().parents[2]
FUNCTIONS = set("""
COUNTIFS SUMIFS AVERAGEIFS MAXIFS MINIFS COUNTIF SUMIF AVERAGEIF COUNTA COUNT SUM AVERAGE MAX MIN
SUMPRODUCT IF IFS IFERROR AND OR NOT ROUND ROUNDUP ROUNDDOWN INT MOD ABS DATEDIF EDATE EOMONTH DATE
YEAR MONTH DAY TODAY TEXT VALUE LEN LEFT RIGHT MID TRIM SUBSTITUTE CONCAT TEXTJOIN XLOOKUP FILTER
SORT SORTBY UNIQUE TAKE HSTACK LET ASOF
""".split())
NAMES = {"本单位", "本单位名称", "截至日期", "期初", "期末", "填表日期"}
IDENTITY = ["表号：", "制定机关：", "批准文号：", "有效期至："]
UNIT_TABLE = {"code", "name", "level", "parent", "代码", "名称", "级别", "上级"}
UNIT_LEVELS = {"city", "county", "township", "village"}
REFERENCE = re.compile(r"([\w一-鿿]+)\[([^\[\]@#]+)\]")
OWN_ROW = re.compile(r"(?<![\w一-鿿])\[@([^\[\]]+)\]")


@dataclass
class Ledgers:
    columns: dict = field(default_factory=dict)  # table -> column -> list of codes, or None
    packs: dict = field(default_factory=dict)  # table -> pack
    requires: dict = field(default_factory=dict)  # pack -> packs it may use


def load_ledgers(packs: pathlib.Path) -> Ledgers:
    found, codes = Ledgers(), {}
    for path in sorted(packs.glob("*/codes.toml")):
        for one in tomllib.loads(path.read_text("utf-8")).get("list", []):
            codes[one["id"]] = (one.get("codes", [])
                                + [code["name"] for code in one.get("code", [])])
    for path in sorted(packs.glob("*/pack.toml")):
        pack = tomllib.loads(path.read_text("utf-8"))
        found.requires[pack["id"]] = {pack["id"], *pack.get("requires", [])}
    for path in sorted(packs.glob("*/ledgers/*.toml")):
        ledger = tomllib.loads(path.read_text("utf-8"))
        found.packs[ledger["name"]] = path.parts[-3]
        found.columns[ledger["name"]] = {
            column["name"]: codes.get(column["codes"]) if "codes" in column else None
            for column in ledger["column"]}
    return found


def calls(text: str):
    """Every function call in a formula as (name, [argument texts])."""
    plain = re.sub(r'"(?:[^"]|"")*"', lambda m: "\x01" * len(m.group()), text)
    for match in re.finditer(r"([A-Z][A-Z.]*)\(", plain):
        depth, start, arguments = 1, match.end(), []
        for i in range(match.end(), len(plain)):
            if plain[i] == "(":
                depth += 1
            elif plain[i] == ")":
                depth -= 1
            if depth == 0 or (depth == 1 and plain[i] == ","):
                arguments.append(text[start:i])
                start = i + 1
            if depth == 0:
                break
        else:
            raise ValueError(f"括号不配对 ({match.group(1)})")
        yield match.group(1), arguments


class Template:
    def __init__(self, path: pathlib.Path, ledgers: Ledgers):
        self.path = path
        self.pack = path.parts[-3]
        self.ledgers = ledgers
        self.book = openpyxl.load_workbook(path)
        self.problems: list[str] = []
        self.bindings = 0
        self.ledgers_used: set[str] = set()

    def check(self) -> None:
        for sheet in self.book.worksheets:
            texts = []
            for row in sheet.iter_rows():
                for cell in row:
                    if not isinstance(cell.value, str):
                        continue
                    if cell.data_type == "f":
                        self._own_formula(sheet, cell)
                    elif cell.value.startswith("="):
                        self.bindings += 1
                        self._binding(sheet, cell)
                    else:
                        texts.append(cell.value.replace("　", ""))
            if sheet.sheet_state == "visible" and "图" not in sheet.title:
                for name in IDENTITY:
                    if not any(name in text for text in texts):
                        self._say(sheet.title, "", f"缺 {name}")

    def _say(self, sheet: str, cell: str, what: str) -> None:
        self.problems.append(f"{self.pack}/{self.path.name} {sheet}!{cell}: {what}")

    def _own_formula(self, sheet, cell) -> None:
        if "#REF" in cell.value or "[" in cell.value:
            self._say(sheet.title, cell.coordinate, f"模板公式有误 {cell.value}")

    def _binding(self, sheet, cell) -> None:
        def say(what):
            self._say(sheet.title, cell.coordinate, what)

        text = cell.value
        quoted = re.sub(r'"(?:[^"]|"")*"', '""', text)
        try:
            found = list(calls(text))
        except ValueError as error:
            say(str(error))
            return
        for table, column in REFERENCE.findall(quoted):
            self._reference(table, column, say)
        each = set(OWN_ROW.findall(quoted))
        if each and not any(each <= set(columns) for columns in self.ledgers.columns.values()):
            say(f"没有台账含有 {each}")
        for name, arguments in found:
            if name not in FUNCTIONS:
                say(f"没有函数 {name}")
            self._criteria(name, arguments, say)
        self._comparisons(text, say)
        self._names(quoted, found, say)
        self._spill(sheet, cell, found, say)

    def _reference(self, table, column, say) -> None:
        if table == "单位":
            if column not in UNIT_TABLE:
                say(f"单位表没有 {column}")
            return
        if table not in self.ledgers.columns:
            say(f"没有台账 {table}")
            return
        self.ledgers_used.add(table)
        if column not in self.ledgers.columns[table]:
            say(f"{table} 没有字段 {column}")
        if self.ledgers.packs[table] not in self.ledgers.requires.get(self.pack, set()):
            say(f"{self.pack} 不依赖 {table} 所在的 {self.ledgers.packs[table]}")

    def _criteria(self, name, arguments, say) -> None:
        if not name.endswith("IFS") or name == "IFS":
            return
        first = 0 if name == "COUNTIFS" else 1
        if (len(arguments) - first) % 2:
            say(f"{name} 的条件不成对")
            return
        tables = {argument.partition("[")[0] for argument in arguments[first::2]}
        tables |= {argument.partition("[")[0] for argument in arguments[:first]}
        if len(tables) > 1:
            say(f"{name} 用了几个台账 {tables}")
        for column, criterion in zip(arguments[first::2], arguments[first + 1::2]):
            literal = re.fullmatch(r'"((?:[^"]|"")*)"', criterion.strip())
            if literal:
                self._code(column, re.sub(r"^(<>|<=|>=|=|<|>)", "", literal.group(1)), say)

    def _comparisons(self, text, say) -> None:
        for table, column, value in re.findall(
                r'([\w一-鿿]+)\[([^\[\]@#]+)\](?:=|<>)"([^"]*)"', text):
            self._code(f"{table}[{column}]", value, say)

    def _code(self, reference, value, say) -> None:
        match = REFERENCE.fullmatch(reference.strip())
        if not match or value == "" or "*" in value or "?" in value:
            return
        table, column = match.groups()
        if (table, column) in (("单位", "level"), ("单位", "级别")):
            if value not in UNIT_LEVELS:
                say(f"没有级别 {value}")
            return
        codes = self.ledgers.columns.get(table, {}).get(column)
        if codes is not None and value not in codes:
            say(f"{table}[{column}] 没有代码 {value}")

    def _names(self, quoted, found, say) -> None:
        """Words that are neither tables, functions, defined names, LET names nor cells."""
        known = set(NAMES) | {arguments[i].strip() for name, arguments in found if name == "LET"
                              for i in range(0, len(arguments) - 1, 2)}
        bare = OWN_ROW.sub("", REFERENCE.sub("", quoted))
        for sheet in re.findall(r"([\w一-鿿]+)!\$?[A-Z]", bare):
            if sheet not in self.book.sheetnames:
                say(f"没有工作表 {sheet}")
        bare = re.sub(r"[\w一-鿿]+!(\$?[A-Z]+\$?\d+:?)+", "", bare)
        for word in re.findall(r"[A-Za-z_一-鿿][\w一-鿿]*(?![\w(!])", bare):
            if word in known or word in ("TRUE", "FALSE") or re.fullmatch(r"[A-Z]{1,3}\d+", word):
                continue
            if not re.search(rf"(?<![\w一-鿿]){re.escape(word)}\(", bare):
                say(f"不认识的名称 {word}")

    def _spill(self, sheet, cell, found, say) -> None:
        widths = [len(arguments) for name, arguments in found if name == "HSTACK"]
        if not widths:
            return
        for offset in range(1, widths[0]):
            right = sheet.cell(cell.row, cell.column + offset)
            if right.value is not None:
                say(f"溢出区 {right.coordinate} 不空")
            if right.border is None or right.border.top.style is None:
                say(f"溢出区 {right.coordinate} 没有画格")
        self._drawn_rows(sheet, cell, widths[0], say)
        beyond = sheet.cell(cell.row, cell.column + widths[0])
        if not beyond.border or beyond.border.top.style is None:
            return
        column = get_column_letter(beyond.column)
        if any(isinstance(sheet[f"{column}{row}"].value, int)
               and isinstance(sheet.cell(row, cell.column).value, int)
               for row in range(max(1, cell.row - 1), cell.row)):
            say(f"栏号行比溢出的列多（{column} 列无公式）")


    @staticmethod
    def _drawn_rows(sheet, cell, width, say) -> None:
        """Rows numbered in advance must look like the first, or they do not count as drawn."""
        if cell.column == 1 or sheet.cell(cell.row, cell.column - 1).value != 1:
            return
        for column in range(1, sheet.max_column + 1):
            other = sheet.cell(cell.row, column)
            if column not in range(cell.column, cell.column + width) and isinstance(
                    other.value, str) and other.value.startswith("="):
                say(f"同一行 {other.coordinate} 还有公式，清单不能加行")
        row = cell.row + 1
        while isinstance(sheet.cell(row, cell.column - 1).value, int):
            for column in range(cell.column - 1, cell.column + width):
                if sheet.cell(row, column).style_id != sheet.cell(cell.row, column).style_id:
                    say(f"第 {row} 行样式与首行不同")
                    return
            row += 1


def main() -> int:
    packs = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "packs"
    ledgers = load_ledgers(packs)
    numbers: dict[str, str] = {}
    templates, problems, bindings, used = 0, [], 0, set()
    for path in sorted(packs.glob("*/reports/*.xlsx")):
        template = Template(path, ledgers)
        template.check()
        templates += 1
        bindings += template.bindings
        problems += template.problems
        used |= template.ledgers_used
        for sheet in template.book.worksheets:
            for row in sheet.iter_rows(max_row=6, values_only=True):
                for value in row:
                    match = re.search(r"表　*号：(\S+?表)", value) if isinstance(value, str) else None
                    if match and numbers.setdefault(match.group(1), path.name) != path.name:
                        problems.append(f"{path.name}: 表号 {match.group(1)} 与 "
                                        f"{numbers[match.group(1)]} 重复")
    for problem in problems:
        print(problem)
    unused = sorted(set(ledgers.columns) - used)
    print(f"{templates} templates, {bindings} bindings, {len(problems)} problems; "
          f"ledgers no template uses: {'、'.join(unused) or 'none'}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
