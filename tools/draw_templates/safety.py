"""packs/safety: hazards, disputes, plans, incidents, patrols. Places and matters, never persons."""

from dataclasses import replace

from formulas import (UNITS, Raw, average, before, by_unit, count, last_year_to_date, listing,
                      own_level, share, this_year, total, unit_name, until, within)
from layout import AS_OF_DATE, Book
from parts import Cell, Column, Identity, Look
from safety_risks import risks

PERIOD = '=TEXT(期初,"yyyy年m月d日")&"至"&TEXT(期末,"m月d日")'
PERIOD_SAMPLE = "2026年10月1日至10月31日"
AS_OF = '="截至"&TEXT(截至日期,"yyyy年m月d日")'
AS_OF_SAMPLE = "截至2026年10月31日"


# ---- 01 hazards ----------------------------------------------------------------------------------

def hazards(path, preview):
    book = Book(path, Identity("平安01表", "市应急管理局", 301), preview=preview)
    s = book.sheet("月报表", [9] + [7.9] * 16, look=Look(fill="#FCE4D6", row_height=24),
                   landscape=True, suffix="-1")
    row = s.front("安全生产隐患排查治理情况月报表", measure="计量单位：处", identity="pair", period=PERIOD,
                  period_sample=PERIOD_SAMPLE)
    top = row
    row = s.head(row, [
        ["隐患\n类别", "上月末\n结转", "本月排查", "<", "本月整改", "<", "<", "月末未整改", "<", "<", "本月\n整改率",
         "本年累计", "<", "<", "<", "<", "<"],
        ["^", "^", "发现", "其中：\n重大", "整改", "其中", "<", "合计", "其中", "<", "^", "排查", "<", "整改", "<",
         "累计\n整改率", "排查比\n上年同期"],
        ["^", "^", "^", "^", "^", "重大", "按期\n整改", "^", "重大", "逾期", "^", "发现", "其中：\n重大",
         "整改", "其中：\n重大", "^", "^"]])
    row = s.numbers(row, ["甲"] + list(range(1, 17)))
    s.keep_headings(top, row - 1)
    first, h = row, "隐患"
    found, closed = within("发现日期"), within("整改日期")
    grave = ("等级", "重大")
    late = before("整改期限", "期末")
    cells = [
        Cell(lambda k: f'{count(h, before("发现日期"), 类别=k)}-'
                       f'{count(h, before("发现日期"), before("整改日期"), 类别=k)}', sample=17),
        Cell(lambda k: count(h, found, 类别=k), sample=42),
        Cell(lambda k: count(h, found, grave, 类别=k), sample=3),
        Cell(lambda k: count(h, closed, 类别=k), sample=45),
        Cell(lambda k: count(h, closed, grave, 类别=k), sample=2),
        Cell(lambda k: f'SUMPRODUCT((隐患[类别]="{k}")*(隐患[整改日期]>=期初)*(隐患[整改日期]<=期末)'
                       "*(隐患[整改日期]<=隐患[整改期限]))", sample=41),
        Cell("=B{r}+C{r}-E{r}"),
        Cell(lambda k: f'{count(h, until("发现日期"), grave, 类别=k)}-'
                       f'{count(h, until("发现日期"), until("整改日期"), grave, 类别=k)}', sample=2),
        Cell(lambda k: f"{count(h, late, 类别=k)}-{count(h, late, until('整改日期'), 类别=k)}", sample=1),
        Cell('=IFERROR(ROUND(E{r}/(B{r}+C{r}),4),"")', "pct")]
    year, last = this_year("发现日期"), last_year_to_date("发现日期")
    cells += [
        Cell(lambda k: count(h, year, 类别=k), sample=386),
        Cell(lambda k: count(h, year, grave, 类别=k), sample=21),
        Cell(lambda k: count(h, year, 类别=k, 状态="已整改"), sample=372),
        Cell(lambda k: count(h, year, grave, 类别=k, 状态="已整改"), sample=19),
        Cell(share("N{r}", "L{r}"), "pct"),
        Cell(lambda k: f'IFERROR(ROUND({count(h, year, 类别=k)}/{count(h, last, 类别=k)}-1,4),"")',
             "pct", -0.034)]
    kinds = ["消防", "用电", "燃气", "道路", "水域", "建筑", "其他"]
    row = s.grid(row, [(k, k) for k in kinds], cells)
    row = s.totals(row, first, row - 1, ["int"] * 9 + [
        ("pct", '=IFERROR(ROUND(E{r}/(B{r}+C{r}),4),"")')] + ["int"] * 4
        + [("pct", share("N{r}", "L{r}")), None], left=1)
    s.frame(top, row - 1)
    row = s.notes(row, ["注：1．7=1+2-4，10=4÷(1+2)，15=13÷11。2．本月整改含以前月份发现、本月完成整改的；累计整改指本年发现并已整改的。"
                        "3．整改期限当天完成的为按期，次日起为逾期。"])
    s.foot(row, ["单位负责人：", "审核人：", "填报人：", "联系电话："])
    _grave_hazards(book)
    _places(book)
    book.close()
    return book


def _grave_hazards(book):
    s = book.sheet("重大隐患清单", [5, 15, 24, 14, 8, 11, 11, 9, 8, 8, 8, 8, 8],
                   look=Look(fill="#FCE4D6"), landscape=True, suffix="-2", one_page=False)
    row = s.front("未整改重大隐患“五落实”清单", measure="计量单位：处", identity="line", period=AS_OF_DATE,
                  period_sample=AS_OF_SAMPLE)
    top = row
    row = s.head(row, [
        ["序号", "隐患编号", "场所名称", "所在村\n（社区）", "类别", "发现日期", "整改期限", "状态", "五落实（是打√）", "<",
         "<", "<", "<"],
        ["^", "^", "^", "^", "^", "^", "^", "^", "责任", "措施", "资金", "时限", "预案"]])
    s.keep_headings(top, row - 1)
    formula = listing(
        ["隐患[隐患编号]", "XLOOKUP(隐患[场所编号],场所[场所编号],场所[名称],\"\")", unit_name("隐患"), "隐患[类别]",
         "隐患[发现日期]", "隐患[整改期限]", "隐患[状态]"], '(隐患[等级]="重大")*(隐患[状态]<>"已整改")',
        [("隐患[整改期限]", 1), ("隐患[隐患编号]", 1)])
    first = row
    row = s.roster(row, 12, formula, [
        Column("text", "YH2026100012"), Column("text", "潘家湾镇中心小学", {"align": "left"}),
        Column("text", "四邑村"), Column("text", "消防"), Column("date"), Column("date"),
        Column("text", "整改中")], hand=5, height=22)
    s.paper.data_validation(f"I{first}:M{row - 1}", {"validate": "list", "source": ["√"],
                                                     "ignore_blank": True})
    s.mark(f"G{first}:G{row - 1}", {"type": "formula",
                                    "criteria": f"=AND(ISNUMBER($G{first}),$G{first}<{s.as_of})"},
           bg_color="#F8CBAD", font_color="#C00000")
    row = s.notes(row, ["注：按整改期限由近到远排列，已逾期的以底色提示；责任落实到岗位。"])
    s.foot(row, ["审核人：", "填报人："])


def _places(book):
    s = book.sheet("场所底数", [16] + [12] * 5, look=Look(fill="#FCE4D6"), suffix="-3")
    row = s.front("重点场所底数", measure="计量单位：处、平方米", period=AS_OF, period_sample=AS_OF_SAMPLE)
    top = row
    row = s.head(row, [["场所类型", "场所数", "上年同期", "增减数", "总面积", "平均面积"]])
    first = row
    kinds = ["学校", "养老机构", "商场超市", "宾馆", "加油站", "工地", "水域", "其他"]
    cells = [Cell(lambda k: count("场所", 类型=k), sample=24),
             Cell(lambda k: f'ASOF(EDATE(截至日期,-12),{count("场所", 类型=k)})', sample=22),
             Cell("=B{r}-C{r}"), Cell(lambda k: total("场所[面积]", 类型=k), sample=48620),
             Cell(lambda k: f'IFERROR(ROUND({average("场所[面积]", 类型=k)},0),"")', sample=2026)]
    row = s.grid(row, [(k, k) for k in kinds], cells)
    row = s.totals(row, first, row - 1, ["int"] * 4 + [None], left=1)
    s.frame(top, row - 1)
    s.foot(row, ["审核人：", "填报人："])


# ---- 02 disputes ---------------------------------------------------------------------------------

def disputes(path, preview):
    book = Book(path, Identity("平安02表", "市司法局", 302), preview=preview)
    look = Look(title_font="宋体", title_size=20, font="仿宋", head_font="黑体", size=11,
                bold_head=False, edge="heavy", row_height=26)
    s = book.sheet("附表1 月报", [15] + [8.8] * 13, look=look, landscape=True, suffix="-1")
    row = s.front("矛盾纠纷排查化解情况月报表", attachment="附表1", measure="计量单位：件、人、万元",
                  identity="pair", unit_label="单位（盖章）：")
    top = row
    row = s.head(row, [
        ["纠纷类型", "本月受理", "<", "<", "本月办结", "<", "<", "月末调\n解中", "本年累计受理", "<", "<", "<",
         "累计调\n解成功率", "比上年\n同期"],
        ["^", "件数", "涉及\n人数", "涉及\n金额", "合计", "调解\n成功", "引导\n诉讼", "^", "件数", "涉及\n人数",
         "涉及\n金额", "调解\n成功", "^", "^"]])
    row = s.numbers(row, ["甲"] + list(range(1, 14)))
    s.keep_headings(top, row - 1)
    first, d = row, "纠纷"
    now, year = within("受理日期"), this_year("受理日期")
    money = "纠纷[涉及金额]"
    cells = [
        Cell(lambda k: count(d, now, 类型=k), sample=12),
        Cell(lambda k: total("纠纷[涉及人数]", now, 类型=k), sample=31),
        Cell(lambda k: f"ROUND({total(money, now, 类型=k)}/10000,2)", "dec2", 26.85),
        Cell("=F{r}+G{r}"),
        Cell(lambda k: count(d, within("办结日期"), 类型=k, 结果="调解成功"), sample=9),
        Cell(lambda k: count(d, within("办结日期"), 类型=k, 结果="引导诉讼"), sample=1),
        Cell(lambda k: f'{count(d, until("受理日期"), 类型=k)}-'
                       f'{count(d, until("受理日期"), until("办结日期"), 类型=k)}', sample=6),
        Cell(lambda k: count(d, year, 类型=k), sample=128),
        Cell(lambda k: total("纠纷[涉及人数]", year, 类型=k), sample=322),
        Cell(lambda k: f"ROUND({total(money, year, 类型=k)}/10000,2)", "dec2", 301.20),
        Cell(lambda k: count(d, year, 类型=k, 结果="调解成功"), sample=117),
        Cell(lambda k: f'IFERROR(ROUND({count(d, year, 类型=k, 结果="调解成功")}/'
                       f'({count(d, year, 类型=k, 结果="调解成功")}+{count(d, year, 类型=k, 结果="引导诉讼")}),4),"")',
             "pct", 0.936),
        Cell(lambda k: f'IFERROR(ROUND({count(d, year, 类型=k)}/'
                       f'{count(d, last_year_to_date("受理日期"), 类型=k)}-1,4),"")', "pct", -0.081)]
    kinds = [("邻里纠纷", "邻里"), ("婚姻家庭纠纷", "婚姻家庭"), ("土地山林纠纷", "土地山林"),
             ("劳资纠纷", "劳资"), ("合同纠纷", "合同"), ("其他纠纷", "其他")]
    row = s.grid(row, kinds, cells)
    row = s.totals(row, first, row - 1, ["int", "int", "dec2"] + ["int"] * 6 + ["dec2", "int", None,
                                                                            None], left=1)
    s.frame(top, row - 1)
    row = s.notes(row, ["注：4=5+6；调解成功率=调解成功÷（调解成功+引导诉讼）。当事人不参加调解或达不成协议的，告知仲裁、行政、司法途径，列入“引导诉讼”。"])
    s.label(f"A{row}", "工作情况\n（200字以内）")
    s.hand(f"B{row}:N{row}", "long", valign="top")
    s.heights[row] = 60
    s.foot(row + 1, ["负责人：", "审核人：", "填表人："])
    _disputes_by_unit(book, replace(look, row_height=21))
    book.close()
    return book


def _disputes_by_unit(book, look):
    s = book.sheet("附表2 分单位", [5, 18] + [10.5] * 7, look=look, suffix="-2", landscape=True,
                   one_page=False)
    row = s.front("矛盾纠纷化解情况（分单位）", attachment="附表2", measure="计量单位：件",
                  identity="line", unit_label="单位（盖章）：")
    top = row
    row = s.head(row, [["序号", "单位名称", "本月受理", "本月办结", "月末\n调解中", "本年累计", "<", "<", "<"],
                       ["^", "^", "^", "^", "^", "受理", "调解成功", "引导诉讼", "平均办理\n天数"]])
    s.keep_headings(top, row - 1)
    unit, d = [("单位", UNITS)], "纠纷"
    year = this_year("受理日期")
    cells = [count(d, unit, within("受理日期")), count(d, unit, within("办结日期")),
             f'{count(d, unit, until("受理日期"))}-{count(d, unit, until("受理日期"), until("办结日期"))}',
             count(d, unit, year), count(d, unit, year, 结果="调解成功"),
             count(d, unit, year, 结果="引导诉讼"),
             'IFERROR(ROUND((' + total("纠纷[办结日期]", unit, year, 办结日期="<>") + "-"
             + total("纠纷[受理日期]", unit, year, 办结日期="<>") + ")/"
             + count(d, unit, year, 办结日期="<>") + ',1),"")']
    first, columns = row, [Column("int", 14)] * 6 + [Column("dec1", 11.6)]
    row = s.own_line(row, [own_level(cell) for cell in cells[:6]] + [None], columns)
    row = s.roster(row, 12, by_unit(cells), [Column("text", "潘家湾镇", {"align": "left"}), *columns])
    row = s.totals(row, first, row - 1, ["int"] * 6 + [None])
    s.foot(row, ["审核人：", "填表人："])


# ---- 03 plans, drills, incidents, warnings -------------------------------------------------------

def plans(path, preview):
    book = Book(path, Identity("平安03表", "市应急管理局", 303), preview=preview)
    look = Look(edge="open", row_height=22)
    _plans_and_drills(book, look)
    _incidents(book, look)
    _warnings(book, look)
    book.close()
    return book


def _plans_and_drills(book, look):
    s = book.sheet("预案演练", [16] + [9] * 8, look=look, suffix="-1")
    row = s.front("应急预案和应急演练情况季报", measure="计量单位：个、次、人次", period=AS_OF,
                  period_sample=AS_OF_SAMPLE)
    top = row
    row = s.head(row, [["预案类别", "预案数", "<", "<", "<", "有效预案中", "<", "<", "有效期内\n占比"],
                       ["^", "合计", "有效", "修订中", "已废止", "在有效\n期内", "应修订\n未修订", "60日内\n应修订",
                        "^"]])
    first, p = row, "应急预案"
    live = ("状态", "有效")
    cells = [Cell("=C{r}+D{r}+E{r}")]
    cells += [Cell(lambda k, st=st: count(p, 类别=k, 状态=st), sample=8)
              for st in ("有效", "修订中", "已废止")]
    cells += [Cell("=C{r}-G{r}"),
              Cell(lambda k: count(p, live, before("下次修订日期", "截至日期"), 类别=k), sample=1),
              Cell(lambda k: count(p, live, [("下次修订日期", Raw('">="&截至日期')),
                                             ("下次修订日期", Raw('"<="&截至日期+60'))], 类别=k), sample=1),
              Cell(share("F{r}", "C{r}"), "pct")]
    kinds = ["总体预案", "专项预案", "部门预案", "村级预案", "现场处置方案"]
    row = s.grid(row, [(k, k) for k in kinds], cells)
    row = s.totals(row, first, row - 1, ["int"] * 7 + [("pct", share("F{r}", "C{r}"))], left=1)
    s.frame(top, row - 1)
    s.heights[row] = 12
    row += 1
    top = row
    row = s.head(row, [["演练形式", "本年演练次数", "<", "<", "参与\n人次", "发现问题", "<", "<", "问题\n整改率"],
                       ["^", "本期", "累计", "上年同期", "^", "发现", "已整改", "未整改", "^"]])
    first, d = row, "应急演练"
    day, year = within("演练日期"), this_year("演练日期")
    cells = [Cell(lambda k: count(d, day, 形式=k), sample=3), Cell(lambda k: count(d, year, 形式=k),
                                                                 sample=14),
             Cell(lambda k: count(d, last_year_to_date("演练日期"), 形式=k), sample=12)]
    cells += [Cell(lambda k, c=c: total(f"应急演练[{c}]", year, 形式=k), sample=320)
              for c in ("参与人次", "发现问题数", "已整改问题数")]
    cells += [Cell("=F{r}-G{r}"), Cell(share("G{r}", "F{r}"), "pct")]
    row = s.grid(row, [(k, k) for k in ("桌面推演", "实战演练")], cells)
    row = s.totals(row, first, row - 1, ["int"] * 7 + [("pct", share("G{r}", "F{r}"))], left=1)
    s.frame(top, row - 1)
    row = s.notes(row, ["注：“应修订未修订”指状态为有效、但已过下次修订日期的预案。演练按预案组织，参与人次为概数，不登记名单。"])
    s.foot(row, ["单位负责人：", "审核人：", "填报人："])


def _incidents(book, look):
    s = book.sheet("突发事件", [16] + [8.2] * 11, look=look, suffix="-2", landscape=True)
    row = s.front("突发事件情况统计表", measure="计量单位：起、人、万元", identity="pair",
                  period='=TEXT(截至日期,"yyyy年")&"1月1日至"&TEXT(截至日期,"m月d日")',
                  period_sample="2026年1月1日至10月31日")
    top = row
    row = s.head(row, [
        ["事件类别", "起　数", "<", "<", "<", "<", "<", "伤亡和损失", "<", "<", "<", "平均首报\n用时（分）"],
        ["^", "合计", "特别\n重大", "重大", "较大", "一般", "上年\n同期", "死亡", "受伤", "转移", "直接经\n济损失", "^"]])
    row = s.numbers(row, ["甲"] + list(range(1, 12)))
    first, e, year = row, "突发事件", this_year("发生日期")
    cells = [Cell("=C{r}+D{r}+E{r}+F{r}")]
    cells += [Cell(lambda k, g=g: count(e, year, 类别=k, 等级=g), sample=1)
              for g in ("特别重大", "重大", "较大", "一般")]
    cells.append(Cell(lambda k: count(e, last_year_to_date("发生日期"), 类别=k), sample=4))
    cells += [Cell(lambda k, c=c: total(f"突发事件[{c}]", year, 类别=k), sample=2)
              for c in ("死亡人数", "受伤人数", "转移人数")]
    cells += [Cell(lambda k: total("突发事件[直接经济损失]", year, 类别=k), "dec2", 128.40),
              Cell(lambda k: f'IFERROR(ROUND({average("突发事件[首报用时]", year, 类别=k)},0),"")',
                   sample=24)]
    kinds = ["自然灾害", "事故灾难", "公共卫生事件", "社会安全事件"]
    row = s.grid(row, [(k, k) for k in kinds], cells)
    row = s.totals(row, first, row - 1, ["int"] * 9 + ["dec2", None], left=1)
    s.frame(top, row - 1)
    row = s.notes(row, ["注：事件按国家分级标准定级，伤亡续报后重新定级。接报后1小时内首报，以首次报告用时统计。"])
    s.foot(row, ["单位负责人：", "审核人：", "填报人："])


def _warnings(book, look):
    s = book.sheet("预警发布", [16] + [11] * 7, look=look, suffix="-3")
    row = s.front("预警信息发布情况", measure="计量单位：条", identity="pair",
                  period='=TEXT(截至日期,"yyyy年")&"1月1日至"&TEXT(截至日期,"m月d日")',
                  period_sample="2026年1月1日至10月31日")
    top = row
    row = s.head(row, [["事件类型", "发布条数", "<", "<", "<", "<", "上年同期", "已确认"],
                       ["^", "合计", "蓝色", "黄色", "橙色", "红色", "^", "^"]])
    s.keep_headings(top, row - 1)
    first, w = row, "预警信息"
    year = this_year("发布日期") + [("性质", "实际"), ("消息类型", "发布")]
    cells = [Cell("=SUM(C{r}:F{r})")]
    cells += [Cell(lambda k, g=g: count(w, year, 事件类型=k, 级别=g), sample=3)
              for g in ("蓝色", "黄色", "橙色", "红色")]
    cells += [Cell(lambda k: count(w, last_year_to_date("发布日期"), 事件类型=k, 性质="实际",
                                   消息类型="发布"), sample=11),
              Cell(lambda k: count(w, year, 事件类型=k, 确认日期="<>"), sample=12)]
    events = ["暴雨", "雷电", "大风", "高温", "寒潮", "大雾", "道路结冰", "森林火险", "地质灾害", "洪水", "干旱"]
    row = s.grid(row, [(k, k) for k in events], cells)
    row = s.totals(row, first, row - 1, ["int"] * 7, left=1)
    s.frame(top, row - 1)
    row = s.notes(row, ["注：只统计实际预警的首次发布，演练、测试和更新、解除消息不计。"])
    s.foot(row, ["单位负责人：", "审核人：", "填报人："])


# ---- 04 patrols, inspections, duties -------------------------------------------------------------

def patrols(path, preview):
    book = Book(path, Identity("平安04表", "市安全生产委员会办公室", 304), preview=preview)
    look = Look(fill="#DDEBF7", row_height=23)
    s = book.sheet("巡查督查", [14] + [9] * 9, look=look, suffix="-1", landscape=True)
    row = s.front("安全巡查和督查检查情况月报", measure="计量单位：次、处、个", identity="pair",
                  period=PERIOD, period_sample=PERIOD_SAMPLE)
    row = _patrol_block(s, row)
    s.heights[row] = 12
    row = _inspection_block(s, row + 1)
    row = s.notes(row, ["注：巡查按岗位和线路安排，不采集人员轨迹；督查发现的问题整改后由他人复核。"])
    s.foot(row, ["单位负责人：", "审核人：", "填报人："])
    _duty_cascade(book, look)
    book.close()
    return book


def _patrol_block(s, row):
    top = row
    row = s.head(row, [
        ["巡查周期", "计划\n次数", "完成情况", "<", "<", "<", "巡查场所\n（处次）", "发现问题", "<", "<"],
        ["^", "^", "已完成", "逾期完成", "未完成", "完成率", "^", "发现", "已整改", "整改率"]])
    first, day, p = row, within("计划日期"), "巡查"
    cells = [Cell(lambda k: count(p, day, 周期=k), sample=62)]
    cells += [Cell(lambda k, st=st: count(p, day, 周期=k, 状态=st), sample=20)
              for st in ("已完成", "逾期完成", "未完成")]
    cells.append(Cell('=IFERROR(ROUND((C{r}+D{r})/B{r},4),"")', "pct"))
    cells += [Cell(lambda k, c=c: total(f"巡查[{c}]", day, 周期=k), sample=136)
              for c in ("场所数", "发现问题数", "已整改问题数")]
    cells.append(Cell(share("I{r}", "H{r}"), "pct"))
    row = s.grid(row, [(k, k) for k in ("每日", "每周", "每半月", "每月", "每季度")], cells)
    row = s.totals(row, first, row - 1, ["int"] * 4 + [
        ("pct", '=IFERROR(ROUND((C{r}+D{r})/B{r},4),"")')] + ["int"] * 3
        + [("pct", share("I{r}", "H{r}"))], left=1)
    s.frame(top, row - 1)
    return row


def _inspection_block(s, row):
    top = row
    row = s.head(row, [
        ["督查方式", "督查次数", "<", "发现问题", "<", "问题整改（按交办日期）", "<", "<", "<", "<"],
        ["^", "本期", "本年累计", "本期", "本年累计", "项　目", "<", "<", "本期", "本年累计"]])
    day, year, k = within("督查日期"), this_year("督查日期"), "督查检查"
    ways = ["四不两直", "专项检查", "联合检查", "日常检查"]
    cells = [Cell(lambda w: count(k, day, 方式=w), sample=4), Cell(lambda w: count(k, year, 方式=w),
                                                                 sample=37),
             Cell(lambda w: total("督查检查[发现问题数]", day, 方式=w), sample=11),
             Cell(lambda w: total("督查检查[发现问题数]", year, 方式=w), sample=96)]
    first = row
    row = s.grid(row, [(w, w) for w in ways], cells)
    row = s.totals(row, first, row - 1, ["int"] * 4, left=1)
    z = "问题整改"
    lines = [("交办问题数", lambda t: count(z, t)), ("其中：已整改", lambda t: count(z, t, 状态="已整改")),
             ("　　　复核通过", lambda t: count(z, t, 复核结论="通过")),
             ("　　　复核不通过", lambda t: count(z, t, 复核结论="不通过")),
             ("未整改且已逾期", lambda t: count(z, t, before("整改期限", "截至日期"), 状态="<>已整改"))]
    for i, (name, make) in enumerate(lines):
        s.label(f"F{first + i}:H{first + i}", name, align="left")
        s.bind(f"I{first + i}", "=" + make(within("交办日期")), sample=9)
        s.bind(f"J{first + i}", "=" + make(this_year("交办日期")), sample=88)
    s.frame(top, row - 1)
    return row


def _duty_cascade(book, look):
    s = book.sheet("责任落实", [14] + [8.4] * 13, look=look, suffix="-2", landscape=True)
    row = s.front("安全责任逐级落实情况", measure="计量单位：个岗位", identity="line",
                  period='=TEXT(截至日期,"yyyy年")&"度"', period_sample="2026年度")
    top = row
    levels = ["市", "县", "乡镇", "村"]
    head = ["责任领域", "合　计", "<", "<"]
    under = ["^", "应签订", "已签订", "签订率"]
    for level in levels:
        head += [{"市": "市级", "县": "县级", "乡镇": "乡镇级", "村": "村级"}[level], "<"]
        under += ["应签订", "已签订"]
    row = s.head(row, [head + ["未签订", "<"], under + ["岗位数", "占比"]])
    first, t = row, "责任落实"
    year = ("年度", Raw("YEAR(截至日期)"))
    cells = [Cell("=E{r}+G{r}+I{r}+K{r}"), Cell("=F{r}+H{r}+J{r}+L{r}"), Cell(share("C{r}", "B{r}"),
                                                                              "pct")]
    for level in levels:
        cells.append(Cell(lambda f, v=level: count(t, year, 领域=f, 层级=v), sample=24))
        cells.append(Cell(lambda f, v=level: count(t, year, 领域=f, 层级=v, 是否签订="是"), sample=23))
    cells += [Cell("=B{r}-C{r}"), Cell(share("M{r}", "B{r}"), "pct")]
    fields = ["消防安全", "森林防火", "防汛抗旱", "道路交通", "燃气安全", "食品安全", "自建房安全", "防溺水"]
    row = s.grid(row, [(f, f) for f in fields], cells)
    row = s.totals(row, first, row - 1, ["int", "int", ("pct", share("C{r}", "B{r}"))] + ["int"] * 9
                   + [("pct", share("M{r}", "B{r}"))], left=1)
    s.frame(top, row - 1)
    row = s.notes(row, ["注：责任到岗位，人员变动时岗位责任不变；统计范围为填报单位及其下级。"])
    s.foot(row, ["单位负责人：", "审核人：", "填报人："])


TEMPLATES = {
    "01应急_安全生产隐患排查治理情况月报": hazards,
    "02司法_矛盾纠纷排查化解情况月报": disputes,
    "03应急_应急预案演练突发事件和预警季报": plans,
    "04安委办_安全巡查督查和责任落实情况月报": patrols,
    "05应急_安全风险分级管控情况表": risks,
}
