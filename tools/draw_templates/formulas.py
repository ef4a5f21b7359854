"""Shorthand for the formulas that many cells share.

    count("居民", 性别="女", 年龄=">=60")      COUNTIFS(居民[性别],"女",居民[年龄],">=60")
    count("隐患", within("发现日期"))            COUNTIFS(隐患[发现日期],">="&期初,隐患[发现日期],"<="&期末)
"""

from __future__ import annotations

# The units one level down; a village, which has none, stands for itself.
BELOW = "FILTER(单位[code],单位[parent]=本单位,本单位)"
VILLAGES = 'FILTER(单位[code],单位[level]="village",本单位)'


class Raw(str):
    """A criterion that is itself an expression, not a text."""


UNITS = Raw("各单位")  # the name that by_unit gives to the list of units


def within(column: str) -> list[tuple[str, Raw]]:
    """Dates of the period."""
    return [(column, Raw('">="&期初')), (column, Raw('"<="&期末'))]


def this_year(column: str) -> list[tuple[str, Raw]]:
    """Dates from 1 January to the as-of date."""
    return [(column, Raw('">="&DATE(YEAR(截至日期),1,1)')), (column, Raw('"<="&截至日期'))]


def month_last_year(column: str) -> list[tuple[str, Raw]]:
    """Dates of the same period a year before."""
    return [(column, Raw('">="&EDATE(期初,-12)')), (column, Raw('"<="&EOMONTH(期末,-12)'))]


def last_year_to_date(column: str) -> list[tuple[str, Raw]]:
    return [(column, Raw('">="&DATE(YEAR(截至日期)-1,1,1)')),
            (column, Raw('"<="&EDATE(截至日期,-12)'))]


def before(column: str, limit: str = "期初") -> list[tuple[str, Raw]]:
    return [(column, Raw(f'"<"&{limit}'))]


def until(column: str, limit: str = "期末") -> list[tuple[str, Raw]]:
    return [(column, Raw(f'"<="&{limit}'))]


def _criteria(table: str, conditions, named: dict) -> str:
    pairs: list[tuple[str, object]] = []
    for group in conditions:
        pairs.extend(group if isinstance(group, list) else [group])
    pairs.extend(named.items())
    parts = []
    for column, value in pairs:
        text = value if isinstance(value, Raw) else f'"{value}"'
        parts.append(f"{table}[{column}],{text}")
    return ",".join(parts)


def count(table: str, *conditions, **named) -> str:
    """Rows of a ledger; all of the unit's when no condition is given."""
    if not conditions and not named:
        return f"COUNTIFS({table}[单位],本单位)"
    return f"COUNTIFS({_criteria(table, conditions, named)})"


def total(column: str, *conditions, **named) -> str:
    """total("项目[总投资]", 类别="农业")"""
    table = column.partition("[")[0]
    if not conditions and not named:
        return f"SUM({column})"
    return f"SUMIFS({column},{_criteria(table, conditions, named)})"


def average(column: str, *conditions, **named) -> str:
    table = column.partition("[")[0]
    return f"AVERAGEIFS({column},{_criteria(table, conditions, named)})"


def ratio(part: str, whole: str, digits: int = 4) -> str:
    """A share as a number for a percent format; blank when there is nothing to divide by."""
    return f'IFERROR(ROUND({part}/{whole},{digits}),"")'


def last_year(expression: str) -> str:
    return f"ASOF(EDATE(截至日期,-12),{expression})"


def opening(expression: str) -> str:
    """As it stood before the period began."""
    return f"ASOF(期初-1,{expression})"


def by_unit(cells: list[str], units: str = BELOW, code: bool = False) -> str:
    """A line for each unit below: its name, then `cells`, which speak of the units as UNITS."""
    names = "XLOOKUP(各单位,单位[code],单位[name])"
    first = f"{names},各单位" if code else names
    return f"=LET(各单位,{units},HSTACK({first},{','.join(cells)}))"


def own_level(cell: str) -> str:
    """What is registered at the unit itself, not at a unit below it; `cell` speaks of UNITS."""
    return f"=LET(各单位,本单位,{cell})-SUM(LET(各单位,{BELOW},{cell}))"


def listing(columns: list[str], where: str, by: list[tuple[str, int]]) -> str:
    """The rows of a ledger where `where` holds, sorted."""
    keys = ",".join(f"FILTER({key},{where}),{order}" for key, order in by)
    return f"=SORTBY(FILTER(HSTACK({','.join(columns)}),{where}),{keys})"


def unit_name(table: str) -> str:
    """The name of the unit each row belongs to."""
    return f"XLOOKUP({table}[单位],单位[code],单位[name])"


def few(expression: str) -> str:
    """A count of persons or cases, not shown below 5."""
    return f'LET(n,{expression},IF(AND(n>0,n<5),"＜5",n))'


def growth(now: str, then: str) -> str:
    """The template's own formula for growth over an earlier figure."""
    return f'=IFERROR(ROUND({now}/{then}-1,4),"")'


def share(part: str, whole: str) -> str:
    """The template's own formula for a share."""
    return f'=IFERROR(ROUND({part}/{whole},4),"")'


def by_name(column: str, where: str, cells: list[str], order: int = 0) -> str:
    """A line for each different text of a column; `cells` speak of the texts as EACH. `order`: the
    number of the cell (from 1) whose figure sorts the lines, largest first; 0 sorts by the text.
    Blank when there is no row at all."""
    chosen = f'({where})*({column}<>"")'
    lines = f"HSTACK(各项,{','.join(cells)})"
    names = f"UNIQUE(FILTER({column},{chosen}))"
    if order:
        table = f"LET(各项,{names},SORTBY({lines},{cells[order - 1]},-1))"
    else:
        table = f"LET(各项,SORT({names}),{lines})"
    return f'=IF(SUMPRODUCT({chosen})=0,"",{table})'


EACH = Raw("各项")
