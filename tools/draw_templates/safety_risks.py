"""packs/safety: the register of risks, likelihood and consequence kept apart."""

from formulas import before, count, listing, share, this_year, unit_name
from layout import AS_OF_DATE, Book
from parts import Cell, Column, Identity, Look

AS_OF = '="截至"&TEXT(截至日期,"yyyy年m月d日")'
AS_OF_SAMPLE = "截至2026年10月31日"
RISK = "风险清单"
HELD = ("状态", "管控中")
# Of the 5 x 5 matrix: which colour a pair of likelihood and consequence has.
COLOURS = {"蓝": "#9DC3E6", "黄": "#FFE699", "橙": "#F4B183", "红": "#FF7C80"}


def colour(likelihood: int, consequence: int) -> str:
    if likelihood + consequence >= 9:
        return "红"
    if likelihood + consequence >= 7 or consequence == 5:
        return "橙"
    return "黄" if likelihood + consequence >= 5 else "蓝"


def risks(path, preview):
    book = Book(path, Identity("平安05表", "市应急管理局", 305), preview=preview)
    look = Look(title_font="宋体", title_size=20, row_height=24)
    s = book.sheet("风险矩阵", [14] + [10.5] * 8, look=look, suffix="-1", landscape=True)
    row = s.front("安全风险分级管控情况表", measure="计量单位：项", identity="pair", period=AS_OF,
                  period_sample=AS_OF_SAMPLE)
    row = _matrix(s, row)
    s.heights[row] = 10
    row = _by_kind(s, row + 1)
    row = s.notes(row, ["注：1．矩阵各格为管控中的风险项数，可能性、后果各分5级，5级最高。2．只在同一版本的矩阵内比较，不同版本的等级不换算、不相乘。"
                        "3．评估的是事项、场所和决策，不评估个人。"])
    s.foot(row, ["单位负责人：", "审核人：", "填报人："])
    _high_risks(book)
    book.close()
    return book


def _matrix(s, row):
    top = row
    row = s.head(row, [["可能性＼后果", "1 轻微", "2 较小", "3 中等", "4 严重", "5 特别严重", "合　计", "其中：本\n年评估",
                        "应复评\n未复评"]])
    names = ["5 极可能", "4 很可能", "3 可能", "2 较不可能", "1 罕见"]
    first = row
    for likelihood, name in zip((5, 4, 3, 2, 1), names):
        s.label(f"A{row}", name)
        for consequence in range(1, 6):
            shade = COLOURS[colour(likelihood, consequence)]
            s.bind(f"{'ABCDEF'[consequence]}{row}",
                   "=" + count(RISK, HELD, 可能性=str(likelihood), 后果=str(consequence)), sample=4,
                   bg_color=shade)
        s.calc(f"G{row}", f"=SUM(B{row}:F{row})", bold=True)
        level = ("可能性", str(likelihood))
        s.bind(f"H{row}", "=" + count(RISK, HELD, level, this_year("评估日期")), sample=8)
        s.bind(f"I{row}", "=" + count(RISK, HELD, level, before("复评日期", "截至日期")), sample=1)
        row += 1
    s.label(f"A{row}", "合　计", bold=True)
    for c in "BCDEFGHI":
        s.calc(f"{c}{row}", f"=SUM({c}{first}:{c}{row - 1})", bold=True)
    s.frame(top, row)
    return row + 1


def _by_kind(s, row):
    top = row
    row = s.head(row, [["风险类别", "管控中", "<", "<", "<", "本年评估", "本年解除", "应复评\n未复评", "高风险\n占比"],
                       ["^", "合计", "低", "中", "高", "^", "^", "^", "^"]])
    first = row
    cells = [Cell("=C{r}+D{r}+E{r}")]
    cells += [Cell(lambda k, v=v: count(RISK, HELD, 类别=k, 剩余风险=v), sample=9) for v in ("低", "中",
                                                                                       "高")]
    cells += [Cell(lambda k: count(RISK, this_year("评估日期"), 类别=k), sample=12),
              Cell(lambda k: count(RISK, this_year("复评日期"), 类别=k, 状态="已解除"), sample=3),
              Cell(lambda k: count(RISK, HELD, before("复评日期", "截至日期"), 类别=k), sample=1),
              Cell(share("E{r}", "B{r}"), "pct")]
    kinds = ["重大决策", "生产安全", "自然灾害", "公共卫生", "公共设施", "大型活动"]
    row = s.grid(row, [(k, k) for k in kinds], cells)
    row = s.totals(row, first, row - 1, ["int"] * 7 + [("pct", share("E{r}", "B{r}"))], left=1)
    s.frame(top, row - 1)
    return row


def _high_risks(book):
    s = book.sheet("高风险清单", [5, 26, 10, 14, 8, 7, 32, 16, 11, 11], look=Look(), landscape=True,
                   suffix="-2", one_page=False)
    row = s.front("管控中高风险事项清单", measure="", identity="line", period=AS_OF_DATE,
                  period_sample=AS_OF_SAMPLE)
    top = row
    row = s.head(row, [["序号", "风险名称", "类别", "所在地", "可能性", "后果", "管控措施", "责任部门", "评估日期",
                        "复评日期"]])
    s.keep_headings(top, row - 1)
    formula = listing(
        [f"{RISK}[名称]", f"{RISK}[类别]", unit_name(RISK), f"{RISK}[可能性]", f"{RISK}[后果]",
         f"{RISK}[管控措施]", f"{RISK}[责任部门]", f"{RISK}[评估日期]", f"{RISK}[复评日期]"],
        f'({RISK}[剩余风险]="高")*({RISK}[状态]="管控中")',
        [(f"{RISK}[复评日期]", 1), (f"{RISK}[风险编号]", 1)])
    first = row
    row = s.roster(row, 14, formula, [
        Column("text", "渡口汛期渡运安全", {"align": "left"}), Column("text", "公共设施"),
        Column("text", "潘家湾镇"), Column("int", 3), Column("int", 5),
        Column("long", "限载、停航水位标识、救生器材到位"), Column("text", "市交通运输局"), Column("date"),
        Column("date")], height=28)
    s.mark(f"J{first}:J{row - 1}", {"type": "formula",
                                    "criteria": f"=AND(ISNUMBER($J{first}),$J{first}<{s.as_of})"},
           bg_color="#F8CBAD")
    s.foot(row, ["审核人：", "填报人："])
