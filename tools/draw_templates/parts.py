"""What a form is made of: its look, its identity fields, the kinds of its cells."""

from __future__ import annotations

import datetime
import unicodedata
from dataclasses import dataclass, field

from xlsxwriter.utility import xl_cell_to_rowcol, xl_col_to_name

NUMBER_FORMATS = {
    "int": "#,##0",
    "dec1": "#,##0.0",
    "dec2": "#,##0.00",
    "pct": "0.0%",
    "date": "yyyy/m/d",
    "month": 'yyyy"年"m"月"',
    "text": "General",
    "long": "General",
    "id": "@",
    "code": "@",
}
# What a preview shows in place of a binding, so that the layout can be judged with figures in it.
SAMPLES = {
    "int": 1286,
    "dec1": 186.5,
    "dec2": 23856.72,
    "pct": 0.876,
    "date": datetime.date(2026, 9, 16),
    "month": datetime.date(2026, 9, 16),
    "text": "样例",
    "long": "样例样例样例样例",
    "id": "429999195602171234",
    "code": "",
}
@dataclass
class Look:
    """How a department's forms look."""

    title_font: str = "黑体"
    title_size: int = 18
    head_font: str = "宋体"
    font: str = "宋体"
    size: float = 10.5
    fill: str | None = None  # of headings
    edge: str = "boxed"  # "boxed", "heavy" (thick frame) or "open" (no sides, thick top and bottom)
    number_align: str = "center"
    bold_head: bool = True
    row_height: float = 19.5  # of the lines of a table


@dataclass
class Identity:
    """The four identity fields every form carries."""

    number: str
    organ: str
    approval: int
    valid_to: str = "2028年12月"

    def lines(self, suffix: str = "") -> list[str]:
        number = self.number.replace("表", f"{suffix}表") if suffix else self.number
        return [
            f"表　　号：{number}",
            f"制定机关：{self.organ}",
            f"批准文号：咸表批〔2026〕{self.approval:03d}号",
            f"有效期至：{self.valid_to}",
        ]


@dataclass
class Column:
    """One column of a roster: how it is shown, and what a preview shows in it."""

    kind: str = "text"
    sample: object = None
    style: dict = field(default_factory=dict)


@dataclass
class Cell:
    """A column of a grid. `make` is a function that gives the binding for a line, or the text of
    the template's own formula with {r} for the row; "" leaves the cell to people."""

    make: object
    kind: str = "int"
    sample: object = None


def text_width(text: str) -> float:
    """Width in the unit of Excel's column widths: a Chinese character takes two."""
    return sum(2.0 if unicodedata.east_asian_width(ch) in "WF" else 1.05 for ch in text)


def split_range(where: str) -> tuple[int, int, int, int]:
    first, _, last = where.partition(":")
    r1, c1 = xl_cell_to_rowcol(first)
    r2, c2 = xl_cell_to_rowcol(last or first)
    return r1, c1, r2, c2


def a1(row: int, column: int) -> str:
    """Row as people count it (from 1), column from 0."""
    return f"{xl_col_to_name(column)}{row}"
