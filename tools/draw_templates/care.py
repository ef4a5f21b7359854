"""packs/care: counts only. A count below 5 is not shown, and totals leave it out, so that no single
case can be told from the forms."""

from formulas import Raw, count, few, last_year_to_date, this_year, within
from layout import Book
from parts import Cell, Identity, Look

PERIOD = '=TEXT(期初,"yyyy年m月d日")&"至"&TEXT(期末,"m月d日")'
PERIOD_SAMPLE = "2026年10月1日至10月31日"
HIDDEN = "注：1．只统计数量，不出清单。不足5例的栏以“＜5”表示，不计入合计；平均数和比率在不足5例时不列。"
CASE = "关怀个案"


def enough(cases: str, value: str) -> str:
    """A figure over cases, shown when there are five of them at least."""
    return f'IF({cases}<5,"—",IFERROR({value},"—"))'


def sums(column: str, *conditions) -> str:
    parts = ",".join(f"{CASE}[{name}],{value if isinstance(value, Raw) else chr(34) + value + chr(34)}"
                     for group in conditions
                     for name, value in (group if isinstance(group, list) else [group]))
    return f"SUMIFS({CASE}[{column}],{parts})"


def services(path, preview):
    book = Book(path, Identity("关怀01表", "市卫生健康委员会", 401), preview=preview)
    look = Look(edge="open", row_height=25)
    s = book.sheet("服务情况", [16] + [9] * 10, look=look, landscape=True)
    row = s.front("心理疏导和人文关怀服务情况季报", measure="计量单位：例、天、%", identity="pair",
                  period=PERIOD, period_sample=PERIOD_SAMPLE)
    row = _by_service(s, row)
    s.heights[row] = 12
    row = _by_source(s, row + 1)
    row = s.notes(row, [HIDDEN + "2．服务以本人同意为前提；等待天数指从开案到首次会谈的天数。3．危机情形直接拨打12356、120、110，不在本表排队。"])
    s.foot(row, ["单位负责人：", "审核人：", "填报人："])
    book.close()
    return book


def _by_service(s, row):
    top = row
    row = s.head(row, [
        ["服务类型", "新开案", "<", "<", "期末状态", "<", "<", "服务目标（本年新开）", "<", "<", "平均等待\n天数"],
        ["^", "本期", "本年累计", "上年同期", "服务中", "已结案", "已撤回", "目标数", "已达成", "达成率", "^"]])
    row = s.numbers(row, ["甲"] + list(range(1, 11)))
    s.keep_headings(top, row - 1)
    first, year = row, this_year("开案日期")
    met = [("首次会谈日期", "<>")]

    def year_cases(k, *extra):
        return count(CASE, year, *extra, 服务类型=k)

    cells = [Cell(lambda k: few(count(CASE, within("开案日期"), 服务类型=k)), sample=12),
             Cell(lambda k: few(year_cases(k)), sample=86),
             Cell(lambda k: few(count(CASE, last_year_to_date("开案日期"), 服务类型=k)), sample=74)]
    cells += [Cell(lambda k, st=st: few(count(CASE, 服务类型=k, 状态=st)), sample=31)
              for st in ("服务中", "已结案", "已撤回")]
    goals, reached = "目标数", "达成目标数"
    cells += [
        Cell(lambda k: enough(year_cases(k), sums(goals, year, ("服务类型", k))), sample=172),
        Cell(lambda k: enough(year_cases(k), sums(reached, year, ("服务类型", k))), sample=121),
        Cell(lambda k: enough(year_cases(k), f"ROUND({sums(reached, year, ('服务类型', k))}/"
                                             f"{sums(goals, year, ('服务类型', k))},4)"), "pct", 0.703),
        Cell(lambda k: enough(year_cases(k, met),
                              f"ROUND(({sums('首次会谈日期', year, met, ('服务类型', k))}-"
                              f"{sums('开案日期', year, met, ('服务类型', k))})/{year_cases(k, met)},1)"),
             "dec1", 2.4)]
    kinds = ["心理疏导", "危机干预", "哀伤辅导", "家庭关系", "人文关怀"]
    row = s.grid(row, [(k, k) for k in kinds], cells)
    row = s.totals(row, first, row - 1, ["int"] * 8 + [
        ("pct", '=IFERROR(ROUND(I{r}/H{r},4),"—")'), None], left=1)
    s.frame(top, row - 1)
    return row


def _by_source(s, row):
    top = row
    row = s.head(row, [["来　源", "本期新开案", "<", "本年累计", "<", "会谈（本期）", "<", "<", "<", "<", "<"],
                       ["^", "例数", "<", "例数", "<", "方　式", "<", "次　数", "<", "平均时长（分）", "<"]])
    sources = ["本人求助", "家属陪同", "经同意推荐", "热线转介"]
    ways = ["面谈", "电话", "视频", "同行"]
    day = within("日期")
    for source, way in zip(sources, ways):
        s.label(f"A{row}", source)
        s.bind(f"B{row}:C{row}", "=" + few(count(CASE, within("开案日期"), 来源=source)), sample=9)
        s.bind(f"D{row}:E{row}", "=" + few(count(CASE, this_year("开案日期"), 来源=source)), sample=64)
        talks = count("会谈记录", day, 方式=way)
        s.label(f"F{row}:G{row}", way)
        s.bind(f"H{row}:I{row}", "=" + few(talks), sample=38)
        mean = "ROUND(AVERAGEIFS(会谈记录[时长]," + talks[len("COUNTIFS("):-1] + "),0)"
        s.bind(f"J{row}:K{row}", "=" + enough(talks, mean), sample=48)
        row += 1
    s.frame(top, row - 1)
    return row


def referrals(path, preview):
    book = Book(path, Identity("关怀02表", "市民政局", 402), preview=preview)
    look = Look(title_font="宋体", title_size=20, fill="#EDEDED", row_height=26)
    s = book.sheet("同意转介结案", [14, 20] + [13] * 4, look=look)
    row = s.front("知情同意、转介和结案情况统计表", measure="计量单位：份、例",
                  period='=TEXT(截至日期,"yyyy年")&"1月1日至"&TEXT(截至日期,"m月d日")',
                  period_sample="2026年1月1日至10月31日")
    top = row
    row = s.head(row, [["项　　目", "<", "本　期", "本年累计", "上年同期", "占累计比重"]])
    row = s.numbers(row, ["甲", "乙", 1, 2, 3, 4])
    s.keep_headings(top, row - 1)
    blocks = [
        ("知情同意\n（按用途）", "知情同意", "同意日期", "用途", ["接受服务", "转介", "匿名统计"]),
        ("同意方式", "知情同意", "同意日期", "方式", ["书面", "口头并记录"]),
        ("转介结果", "转介", "转介日期", "结果", ["已接受", "已婉拒", "待答复"]),
        ("结案原因", "结案", "结案日期", "原因", ["目标达成", "本人提出", "转介", "失去联系"])]
    for name, table, day, column, values in blocks:
        row = _block(s, row, name, table, day, column, values)
    s.label(f"A{row}:B{row}", "本年撤回同意", bold=True)
    for c, when in (("C", within("撤回日期")), ("D", this_year("撤回日期")),
                    ("E", last_year_to_date("撤回日期"))):
        s.bind(f"{c}{row}", "=" + few(count("知情同意", when)), sample=5)
    s.label(f"F{row}", "—")
    s.frame(top, row)
    row = s.notes(row + 1, [HIDDEN + "2．转介须有本人针对转介的同意，只提供同意范围内的内容。3．撤回同意后立即停止查阅，愿意的继续服务；结案资料按期删除。"])
    s.foot(row, ["单位负责人：", "审核人：", "填报人："])
    book.close()
    return book


def _block(s, row, name, table, day, column, values):
    first, end = row, row + len(values)
    cells = [Cell(lambda v: few(count(table, within(day), (column, v))), sample=8),
             Cell(lambda v: few(count(table, this_year(day), (column, v))), sample=66),
             Cell(lambda v: few(count(table, last_year_to_date(day), (column, v))), sample=58),
             Cell(f'=IFERROR(ROUND(D{{r}}/D${end},4),"—")', "pct")]
    row = s.grid(row, [([None, v], v) for v in values], cells, left=2)
    s.label(f"B{row}", "小　计", bold=True)
    for c in "CDE":
        s.calc(f"{c}{row}", f"=SUM({c}{first}:{c}{row - 1})", bold=True)
    s.calc(f"F{row}", f'=IFERROR(ROUND(D{row}/D{row},4),"—")', "pct", bold=True)
    s.group(first, row, name)
    return row + 1


TEMPLATES = {
    "01卫健_心理疏导和人文关怀服务情况季报": services,
    "02民政_知情同意转介和结案情况统计表": referrals,
}
