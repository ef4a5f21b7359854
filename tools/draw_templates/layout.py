"""Drawing helpers for the report templates of the packs: paper, headings, bindings, rosters, feet.

A template is a blank workbook as a department would send it. A cell that Yitao fills holds its
formula as TEXT ("=COUNTIFS(...)"); the template's own totals are real formulas. Cells are collected
first and written on close, so that frames and row heights can be settled over the whole sheet.

    book = Book("packs/base/reports/01x.xlsx", Identity("民政基01表", "市民政局", 1))
    s = book.sheet("月报", [5, 20, 10, 10], look=Look(fill="#DDEBF7"))
    row = s.front("救助情况月报表", measure="计量单位：人")
    row = s.head(row, [["序号", "单位名称", "老年人", "<"], ["^", "^", "合计", "其中：女"]])
    s.bind(f"C{row}", '=COUNTIFS(居民[年龄],">=60")')
    book.close()
"""

from __future__ import annotations

import datetime
import itertools
import math
import os

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from parts import NUMBER_FORMATS, SAMPLES, Cell, Column, Identity, Look, a1, split_range, text_width

# Drawn files must not change when nothing in them did.
CREATED = datetime.datetime(2026, 1, 1)

# `period` of a form whose conditional formats look at the as-of date: Sheet.as_of is its cell.
AS_OF_DATE = "=截至日期"
AS_OF_SAMPLE = datetime.date(2026, 10, 31)


class Book:
    def __init__(self, path: str, identity: Identity, *, preview: bool = False):
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        self.path = path
        self.identity = identity
        self.preview = preview
        self.bindings = 0
        self.file = xlsxwriter.Workbook(path, {"in_memory": True})
        self.file.set_properties({"created": CREATED, "author": "", "company": ""})
        self.file.set_calc_mode("auto")
        self.sheets: list[Sheet] = []
        self._formats: dict[tuple, object] = {}

    def sheet(self, name: str, widths: list[float], **options) -> "Sheet":
        sheet = Sheet(self, name, widths, **options)
        self.sheets.append(sheet)
        return sheet

    def format(self, style: dict):
        key = tuple(sorted(style.items()))
        if key not in self._formats:
            self._formats[key] = self.file.add_format(style)
        return self._formats[key]

    def close(self, each: str = "", about: str = "") -> None:
        """`each`: the rows a form is made for, kept in a bindings file beside the workbook."""
        for sheet in self.sheets:
            sheet.write()
        self.file.close()
        if each:
            with open(self.path.removesuffix(".xlsx") + ".bindings.toml", "w",
                      encoding="utf-8") as out:
                out.write(f"# {about}\neach = '{each}'\n")


class Sheet:
    """One sheet of a template. Rows are counted from 1, as people see them."""

    def __init__(self, book: Book, name: str, widths: list[float], *, look: Look | None = None,
                 landscape: bool = False, suffix: str = "", one_page: bool = True):
        self.book = book
        self.name = name
        self.widths = widths
        self.look = look or Look()
        self.suffix = suffix
        self.paper = book.file.add_worksheet(name)
        self.cells: dict[tuple[int, int, int, int], tuple[str, object, dict]] = {}
        self.heights: dict[int, float] = {}
        self.frames: list[tuple[int, int, int, int]] = []
        self.as_of = ""
        self._set_paper(landscape, one_page)

    @property
    def last(self) -> int:
        """The last column, from 0."""
        return len(self.widths) - 1

    def _set_paper(self, landscape: bool, one_page: bool) -> None:
        paper = self.paper
        paper.set_paper(9)  # A4
        if landscape:
            paper.set_landscape()
        paper.set_margins(left=0.6, right=0.6, top=0.75, bottom=0.75)
        paper.set_footer('&C&"宋体,常规"&9第 &P 页，共 &N 页')
        paper.center_horizontally()
        paper.fit_to_pages(1, 1 if one_page else 0)
        for column, width in enumerate(self.widths):
            paper.set_column(column, column, width)
        paper.hide_gridlines(2)

    # -- single cells ---------------------------------------------------------------------------

    def put(self, where: str, kind: str, value: object, style: dict) -> None:
        key = split_range(where)
        self.cells[key] = (kind, value, style)

    def text(self, where: str, value: object, **style) -> None:
        """Static text without a box."""
        base = {"font_name": self.look.font, "font_size": self.look.size, "valign": "vcenter"}
        self.put(where, "text", value, base | style)

    def label(self, where: str, value: object, **style) -> None:
        """Static text inside a table."""
        base = self._box("text") | {"text_wrap": True, "shrink": False}
        if style.get("align") in ("left", "right"):
            base["indent"] = 1
        self.put(where, "text", value, base | style)

    def bind(self, where: str, formula: str, kind: str = "int", sample: object = None,
             **style) -> None:
        """A cell inside a table that Yitao fills."""
        value = SAMPLES[kind] if sample is None else sample
        self.put(where, "bind", (formula, value), self._box(kind) | style)

    def bind_line(self, where: str, formula: str, sample: str, **style) -> None:
        """A filled line outside any table: unit name, dates."""
        base = {"font_name": self.look.font, "font_size": self.look.size, "valign": "vcenter"}
        self.put(where, "bind", (formula, sample), base | style)

    def calc(self, where: str, formula: str, kind: str = "int", **style) -> None:
        """The template's own formula."""
        self.put(where, "calc", formula, self._box(kind) | style)

    def hand(self, where: str, kind: str = "text", **style) -> None:
        """A cell a person writes."""
        self.put(where, "text", None, self._box(kind) | style)

    def _box(self, kind: str) -> dict:
        look = self.look
        align = {"text": "center", "long": "left", "id": "center", "code": "center",
                 "date": "center", "month": "center"}.get(kind, look.number_align)
        style = {"font_name": look.font, "font_size": look.size, "border": 1,
                 "valign": "vcenter", "align": align, "num_format": NUMBER_FORMATS[kind]}
        if kind == "long":
            style["text_wrap"] = True
        elif kind in ("text", "id"):
            style["shrink"] = True
        if align == "right":
            style["indent"] = 1
        return style

    # -- the parts of a form --------------------------------------------------------------------

    def front(self, title: str, *, measure: str = "", period: str | None = None,
              period_sample: str = "2026年10月", unit_label: str = "填报单位（盖章）：",
              identity: str = "stack", attachment: str = "") -> int:
        """Title, identity fields and the line above the table; gives the first free row.

        identity: "stack" (four lines at the right), "pair" (two lines of two), "line" (one line).
        """
        row = 1
        if attachment:
            self.text(f"A{row}", attachment, font_name="黑体", font_size=12)
            self.heights[row] = 18
            row += 1
        end = xl_col_to_name(self.last)
        self.text(f"A{row}:{end}{row}", title, font_name=self.look.title_font,
                  font_size=self.look.title_size, align="center",
                  bold=self.look.title_font == "宋体")
        self.heights[row] = self.look.title_size * 1.9
        row = self._identity(row + 1, identity)
        self._meta(row, unit_label, period, period_sample, measure)
        return row + 1

    def _identity(self, row: int, how: str) -> int:
        lines = self.book.identity.lines(self.suffix)
        small = {"font_size": 9, "align": "left"}
        if how == "line":
            text = "　　".join(line.replace("　　", "") for line in lines)
            self.text(f"A{row}:{a1(row, self.last)}", text, font_size=9, align="right")
            self.heights[row] = 14
            return row + 1
        groups = [[line] for line in lines] if how == "stack" else [lines[:2], lines[2:]]
        blocks = [max(text_width(group[i]) * 0.88 + 1 for group in groups)
                  for i in range(len(groups[0]))]
        for group in groups:
            right = self.last
            for width, line in zip(reversed(blocks), reversed(group)):
                left = self._reach(right, width)
                self.text(self.span(row, left, right), line, **small)
                right = left - 1
            self.heights[row] = 14
            row += 1
        return row

    def _reach(self, right: int, width: float) -> int:
        """The column from which the columns up to `right` give that width."""
        left, total = right, self.widths[right]
        while total < width and left > 0:
            left -= 1
            total += self.widths[left]
        return left

    def _meta(self, row: int, unit_label: str, period: str | None, period_sample: str,
              measure: str) -> None:
        thirds = self._thirds(unit_label, period_sample, measure)
        self.bind_line(self.span(row, *thirds[0]), f'="{unit_label}"&本单位名称',
                       f"{unit_label}嘉鱼县潘家湾镇", align="left", shrink=True)
        period = period or '=TEXT(期初,"yyyy年m月")'
        if period == AS_OF_DATE:
            # A date that shows as text: what is overdue is judged by it, not by the reader's today.
            self.as_of = f"${xl_col_to_name(thirds[1][0])}${row}"
            self.bind_line(self.span(row, *thirds[1]), period, AS_OF_SAMPLE, align="center",
                           num_format='"截至"yyyy"年"m"月"d"日"')
        else:
            self.bind_line(self.span(row, *thirds[1]), period, period_sample, align="center")
        self.text(self.span(row, *thirds[2]), measure, align="right")
        self.heights[row] = 18

    def _thirds(self, label: str, middle: str, right: str) -> list[tuple[int, int]]:
        """The columns cut into three: the left for a long unit name, the others for their texts."""
        total, size = sum(self.widths), self.look.size / 10.5
        wanted = [total * 0.4, total * 0.3, total * 0.3]
        others = [text_width(text) * size - 1 for text in (middle, right)]
        for name in (20.0, 14.0, 8.0):
            try:
                return self._cut(wanted, [(text_width(label) + name) * size, *others])
            except ValueError:
                continue
        raise ValueError(f"{self.name}: no room for unit, period and measure")

    def _cut(self, wanted: list[float], least: list[float] | None = None) -> list[tuple[int, int]]:
        """The columns cut into parts as near to the wanted widths as can be, none below `least`."""
        best: tuple[float, list[tuple[int, int]]] = (math.inf, [])
        columns = range(len(self.widths))
        for ends in itertools.combinations(columns[:-1], len(wanted) - 1):
            edges = [-1, *ends, self.last]
            parts = [(a + 1, b) for a, b in zip(edges, edges[1:])]
            have = [sum(self.widths[a:b + 1]) for a, b in parts]
            if least and any(width < need for width, need in zip(have, least)):
                continue
            best = min(best, (sum((a - b) ** 2 for a, b in zip(have, wanted)), parts))
        if not best[1]:
            raise ValueError(f"{self.name}: no room for {len(wanted)} parts in a line")
        return best[1]

    def span(self, row: int, left: int, right: int) -> str:
        return a1(row, left) if left == right else f"{a1(row, left)}:{a1(row, right)}"

    def head(self, row: int, grid: list[list[str]], left: int = 0, **style) -> int:
        """Merged headings: "<" joins the cell to its left, "^" to the one above."""
        look = self.look
        base = self._box("text") | {"text_wrap": True, "shrink": False, "font_name": look.head_font,
                                    "bold": look.bold_head, "align": "center"}
        if look.fill:
            base["bg_color"] = look.fill
        for i, line in enumerate(grid):
            for j, value in enumerate(line):
                if value in ("<", "^"):
                    continue
                right = j
                while right + 1 < len(line) and line[right + 1] == "<":
                    right += 1
                down = i
                while down + 1 < len(grid) and grid[down + 1][j] == "^":
                    down += 1
                where = f"{a1(row + i, left + j)}:{a1(row + down, left + right)}"
                self.put(where, "text", value, base | style)
        return row + len(grid)

    def numbers(self, row: int, labels: list[object], left: int = 0) -> int:
        """The line 甲 乙 1 2 3 under the headings."""
        for j, value in enumerate(labels):
            self.put(a1(row, left + j), "text", value,
                     self._box("text") | {"font_size": 9, "num_format": "0"})
        self.heights[row] = 15
        return row + 1

    def roster(self, row: int, count: int, formula: str, columns: list[Column], *, left: int = 1,
               serial: bool = True, hand: int = 0, height: float = 0) -> int:
        """Drawn rows of a list region; the first cell holds the formula that spills.

        Columns after the spilled ones (`hand`) are left for people. Gives the first row below.
        """
        for i in range(count):
            if serial:
                self.put(a1(row + i, left - 1), "text", i + 1, self._box("int"))
            for j, column in enumerate(columns):
                self._roster_cell(row + i, left, j, column, formula if i == j == 0 else None)
            for j in range(hand):
                self.hand(a1(row + i, left + len(columns) + j))
            self.heights[row + i] = height or self.look.row_height
        return row + count

    def _roster_cell(self, row: int, left: int, j: int, column: Column, formula: str | None):
        style = self._box(column.kind) | column.style
        if style["align"] == "left":
            style["indent"] = 1
        sample = SAMPLES[column.kind] if column.sample is None else column.sample
        if formula:
            self.put(a1(row, left + j), "bind", (formula, sample), style)
        else:
            self.put(a1(row, left + j), "sample", sample, style)

    def grid(self, row: int, lines: list[tuple], cells: list[Cell], *, left: int = 1,
             **label_style) -> int:
        """Indicators down, categories across. A line is (label, what) or ([labels], what); `what`
        goes to each cell's function. Cells begin at column `left`; gives the first row below."""
        for labels, what in lines:
            labels = labels if isinstance(labels, list) else [labels]
            for j, label in enumerate(labels):
                if label is not None:
                    self.label(a1(row, left - len(labels) + j), label, **label_style)
            for j, cell in enumerate(cells, left):
                if callable(cell.make):
                    self.bind(a1(row, j), "=" + cell.make(what), cell.kind, cell.sample)
                elif cell.make:
                    self.calc(a1(row, j), cell.make.format(r=row), cell.kind)
                else:
                    self.hand(a1(row, j), cell.kind)
            row += 1
        return row

    def totals(self, row: int, first: int, last: int, cells: list, *, left: int = 2,
               label: str = "合　计") -> int:
        """A line of totals over rows first..last. A cell is a kind (summed), a pair (kind, own
        formula with {r}), or None for a dash."""
        self.label(f"A{row}:{a1(row, left - 1)}" if left > 1 else f"A{row}", label, bold=True)
        for j, cell in enumerate(cells, left):
            column = xl_col_to_name(j)
            if cell is None:
                self.label(a1(row, j), "—")
            elif isinstance(cell, tuple):
                self.calc(a1(row, j), cell[1].format(r=row), cell[0], bold=True)
            else:
                self.calc(a1(row, j), f"=SUM({column}{first}:{column}{last})", cell, bold=True)
        return row + 1

    def group(self, first: int, last: int, label: str, column: int = 0, **style) -> None:
        """A label over several lines."""
        self.label(f"{a1(first, column)}:{a1(last, column)}" if last > first else a1(first, column),
                   label, **style)

    def mark(self, where: str, rule: dict, **look) -> None:
        """A conditional format."""
        self.paper.conditional_format(where, rule | {"format": self.book.format(look)})

    def own_line(self, row: int, formulas: list[str | None], columns: list[Column]) -> int:
        """The line 本级 above a list of units; a rate, which has no such part, gets a dash."""
        self.label(f"A{row}:B{row}", "本　级")
        for j, (formula, column) in enumerate(zip(formulas, columns), 2):
            if formula:
                self.bind(a1(row, j), formula, column.kind, 3)
            else:
                self.label(a1(row, j), "—")
        return row + 1

    def notes(self, row: int, lines: list[str]) -> int:
        for line in lines:
            self.text(self.span(row, 0, self.last), line, font_size=9, text_wrap=True,
                      valign="top", align="left")
            row += 1
        return row

    def foot(self, row: int, parts: list[str], dated: bool = True, gap: bool = True) -> int:
        """单位负责人 审核人 填报人 and the date, spread over the width."""
        if gap:
            self.heights[row] = 8
            row += 1
        total, count = sum(self.widths), len(parts) + (1 if dated else 0)
        date_width = max(26.0, total / count)
        wanted = [(total - date_width) / len(parts)] * len(parts) + [date_width]
        texts = parts + ["填报日期：2026年11月30日"] * dated
        least = [text_width(text) * self.look.size / 10.5 - 2 for text in texts]
        edges = self._cut(wanted if dated else [total / count] * count, least)
        for (left, right), part in zip(edges, parts):
            self.text(self.span(row, left, right), part, align="left")
        if dated:
            left, right = edges[-1]
            self.bind_line(self.span(row, left, right),
                           '="填报日期："&TEXT(填表日期,"yyyy年m月d日")',
                           "填报日期：2026年11月3日", align="right" if count > 1 else "left")
        self.heights[row] = 20
        return row + 1

    def frame(self, first_row: int, last_row: int, left: int = 0, right: int | None = None) -> None:
        """The outer edge of a table, drawn as the look says."""
        self.frames.append((first_row - 1, left, last_row - 1,
                            self.last if right is None else right))

    def keep_headings(self, first_row: int, last_row: int, freeze_columns: int = 0) -> None:
        """Heading rows stay on the screen and are repeated on every page."""
        self.paper.repeat_rows(first_row - 1, last_row - 1)
        self.paper.freeze_panes(last_row, freeze_columns)

    # -- writing --------------------------------------------------------------------------------

    def write(self) -> None:
        self._apply_frames()
        self._settle_heights()
        for (r1, c1, r2, c2), (kind, value, style) in sorted(self.cells.items()):
            cell_format = self.book.format(style)
            if (r1, c1) != (r2, c2):
                self.paper.merge_range(r1, c1, r2, c2, "", cell_format)
            self._write_cell(r1, c1, kind, value, cell_format)
        for row, height in self.heights.items():
            self.paper.set_row(row - 1, height)
        bottom = max(key[2] for key in self.cells)
        self.paper.print_area(0, 0, bottom, self.last)

    def _write_cell(self, row: int, column: int, kind: str, value, cell_format) -> None:
        if kind == "calc":
            self.paper.write_formula(row, column, value, cell_format)
        elif kind == "bind":
            self.book.bindings += 1
            if self.book.preview:
                self._write_value(row, column, value[1], cell_format)
            else:
                self.paper.write_string(row, column, value[0], cell_format)
        elif kind == "sample":
            self._write_value(row, column, value if self.book.preview else None, cell_format)
        else:
            self._write_value(row, column, value, cell_format)

    def _write_value(self, row: int, column: int, value, cell_format) -> None:
        if value is None:
            self.paper.write_blank(row, column, None, cell_format)
        elif isinstance(value, str):
            self.paper.write_string(row, column, value, cell_format)
        elif isinstance(value, datetime.date):
            self.paper.write_datetime(row, column, value, cell_format)
        else:
            self.paper.write_number(row, column, value, cell_format)

    def _apply_frames(self) -> None:
        edge = self.look.edge
        if edge == "boxed":
            return
        for top, left, bottom, right in self.frames:
            for key, (kind, value, style) in list(self.cells.items()):
                r1, c1, r2, c2 = key
                if "border" not in style or r1 < top or r2 > bottom or c1 < left or c2 > right:
                    continue
                style = {k: v for k, v in style.items() if k != "border"}
                sides = 2 if edge == "heavy" else 0
                style |= {"top": 2 if r1 == top else 1, "bottom": 2 if r2 == bottom else 1,
                          "left": sides if c1 == left else 1,
                          "right": sides if c2 == right else 1}
                self.cells[key] = (kind, value, style)

    def _settle_heights(self) -> None:
        """Rows are made high enough for their wrapped text; given heights are only raised."""
        need: dict[int, float] = {}
        tall = []
        for (r1, c1, r2, c2), (kind, value, style) in self.cells.items():
            if not style.get("text_wrap") or not isinstance(value, str):
                if "border" in style or "top" in style:
                    for row in range(r1 + 1, r2 + 2):
                        need[row] = max(need.get(row, 0), self.look.row_height)
                continue
            width = sum(self.widths[c1:c2 + 1]) - 0.8 - 1.5 * style.get("indent", 0)
            size = style["font_size"]
            width *= 10.5 / size if size > 10.5 else 1 + (10.5 - size) * 0.07
            lines = sum(max(1, math.ceil(text_width(part) / width)) for part in value.split("\n"))
            wanted = lines * size * 1.32 + 4
            if r1 == r2:
                need[r1 + 1] = max(need.get(r1 + 1, 0), wanted)
            else:
                tall.append((r1 + 1, r2 + 1, wanted))
        for row, wanted in need.items():
            self.heights[row] = max(self.heights.get(row, 0), wanted)
        for first, last, wanted in tall:
            have = sum(self.heights.setdefault(row, self.look.row_height) for row in range(first,
                                                                                           last + 1))
            if have < wanted:
                extra = (wanted - have) / (last - first + 1)
                for row in range(first, last + 1):
                    self.heights[row] += extra
