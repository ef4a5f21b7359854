"""packs/culture: activities, needs, volunteers, plays, site checks. Nobody is listed or ranked."""

from formulas import (EACH, UNITS, by_name, by_unit, count, growth, last_year_to_date, listing,
                      month_last_year, own_level, ratio, share, this_year, total, unit_name, within)
from layout import Book
from parts import Cell, Column, Identity, Look

PERIOD = '=TEXT(期初,"yyyy年m月d日")&"至"&TEXT(期末,"m月d日")'
PERIOD_SAMPLE = "2026年10月1日至10月31日"


# ---- 01 activities -------------------------------------------------------------------------------

def activities(path, preview):
    book = Book(path, Identity("文明01表", "市委宣传部", 801), preview=preview)
    look = Look(title_font="宋体", title_size=20, edge="heavy", fill="#FCE4D6", row_height=25)
    s = book.sheet("活动月报", [14] + [9.4] * 11, look=look, landscape=True, suffix="-1")
    row = s.front("新时代文明实践活动情况月报", measure="计量单位：场、人次", identity="pair")
    top = row
    row = s.head(row, [
        ["活动类型", "本　月", "<", "<", "上年同月", "<", "场次\n增减率", "本年累计", "<", "<", "上年同期\n场次", "累计\n增减率"],
        ["^", "场次", "人次", "场均人次", "场次", "人次", "^", "场次", "人次", "场均人次", "^", "^"]])
    row = s.numbers(row, ["甲"] + list(range(1, 12)))
    s.keep_headings(top, row - 1)
    first, a, people = row, "活动", "活动[参与人次]"
    cells = []
    for when, sample in ((within("日期"), 18), (month_last_year("日期"), 15)):
        cells += [Cell(lambda k, w=when: count(a, w, 类型=k), sample=sample),
                  Cell(lambda k, w=when: total(people, w, 类型=k), sample=sample * 62)]
    cells.insert(2, Cell('=IFERROR(ROUND(C{r}/B{r},1),"")', "dec1"))
    cells += [Cell(growth("B{r}", "E{r}"), "pct"),
              Cell(lambda k: count(a, this_year("日期"), 类型=k), sample=164),
              Cell(lambda k: total(people, this_year("日期"), 类型=k), sample=9820),
              Cell('=IFERROR(ROUND(I{r}/H{r},1),"")', "dec1"),
              Cell(lambda k: count(a, last_year_to_date("日期"), 类型=k), sample=151),
              Cell(growth("H{r}", "K{r}"), "pct")]
    kinds = [("展览", "展览"), ("宣讲", "宣讲"), ("文艺演出", "演出"), ("志愿服务", "志愿服务"), ("培训", "培训")]
    row = s.grid(row, kinds, cells)
    row = s.totals(row, first, row - 1, [
        "int", "int", ("dec1", '=IFERROR(ROUND(C{r}/B{r},1),"")'), "int", "int",
        ("pct", growth("B{r}", "E{r}")), "int", "int", ("dec1", '=IFERROR(ROUND(I{r}/H{r},1),"")'),
        "int",
        ("pct", growth("H{r}", "K{r}"))], left=1)
    s.frame(top, row - 1)
    s.heights[row] = 10
    row = _audiences(s, row + 1)
    row = s.notes(row, ["注：参与人次按闸机、人工或估算计数，不登记参加人名单，不作为考核指标；群众反馈为匿名。"])
    s.foot(row, ["分管负责人：", "审核人：", "填报人："])
    _activities_by_unit(book, look)
    book.close()
    return book


def _audiences(s, row):
    top = row
    row = s.head(row, [["受　众", "本月人次（按计数方式）", "<", "<", "<", "<", "本年\n人次", "群众反馈", "<", "本月",
                        "本年累计",
                        "本年占比"],
                       ["^", "合计", "闸机", "人工", "估算", "估算占比", "^", "项　目", "<", "^", "^", "^"]])
    first = row
    c, day, year = "参与计数[人次]", within("计数日期"), this_year("计数日期")
    cells = [Cell("=SUM(C{r}:E{r})")]
    cells += [Cell(lambda k, w=w: total(c, day, 受众=k, 计数方式=w), sample=320) for w in ("闸机", "人工",
                                                                                     "估算")]
    cells += [Cell(share("E{r}", "B{r}"), "pct"), Cell(lambda k: total(c, year, 受众=k), sample=8640)]
    row = s.grid(row, [(k, k) for k in ("进企业", "进农村", "进机关", "进校园", "进社区", "进网络")], cells)
    f = "群众反馈"
    lines = [("收到反馈（份）", {}), ("认为有用", {"是否有用": "是"}), ("认为没用", {"是否有用": "否"}),
             ("愿意再参加", {"愿意再参加": "是"}), ("不愿再参加", {"愿意再参加": "否"}), ("提出建议", {"建议": "<>"})]
    for i, (name, conditions) in enumerate(lines):
        r = first + i
        s.label(f"H{r}:I{r}", name, align="left")
        s.bind(f"J{r}", "=" + count(f, within("反馈日期"), **conditions), sample=96)
        s.bind(f"K{r}", "=" + count(f, this_year("反馈日期"), **conditions), sample=1240)
        s.calc(f"L{r}", share(f"K{r}", f"K${first}"), "pct")
    s.frame(top, row - 1)
    return row


def _activities_by_unit(book, look):
    s = book.sheet("分单位", [5, 18] + [9.6] * 9, look=Look(fill="#FCE4D6"), landscape=True,
                   suffix="-2",
                   one_page=False)
    row = s.front("文明实践活动开展情况（分单位）", measure="计量单位：场、人次", identity="line")
    top = row
    row = s.head(row, [["序号", "单位名称", "本月\n场次", "本月\n人次", "本年累计场次", "<", "<", "<", "<", "<",
                        "每千常住\n人口场次"],
                       ["^", "^", "^", "^", "合计", "展览", "宣讲", "演出", "志愿服务", "培训", "^"]])
    s.keep_headings(top, row - 1)
    unit, year = [("单位", UNITS)], this_year("日期")
    cells = [count("活动", unit, within("日期")), total("活动[参与人次]", unit, within("日期")),
             count("活动", unit, year)]
    cells += [count("活动", unit, year, 类型=k) for k in ("展览", "宣讲", "演出", "志愿服务", "培训")]
    cells.append(f'IFERROR(ROUND({count("活动", unit, year)}/{count("居民", unit, 常住="是")}*1000,2),"")')
    first, columns = row, [Column("int", 26)] * 8 + [Column("dec2", 4.18)]
    row = s.own_line(row, [own_level(cell) for cell in cells[:8]] + [None], columns)
    row = s.roster(row, 14, by_unit(cells), [Column("text", "潘家湾镇", {"align": "left"}), *columns],
                   height=21)
    row = s.totals(row, first, row - 1, ["int"] * 8 + [None])
    row = s.notes(row, ["注：按下一级单位列示，不排名次；每千常住人口场次不相加。"])
    s.foot(row, ["审核人：", "填报人："])


# ---- 02 needs, orders, volunteers ----------------------------------------------------------------

NEEDS = ["理论宣讲", "文艺演出", "医疗义诊", "法律咨询", "农技指导", "家电维修", "助老服务", "课业辅导"]


def volunteers(path, preview):
    book = Book(path, Identity("文明02表", "市文明办", 802), preview=preview)
    look = Look(fill="#E2EFDA", row_height=23)
    s = book.sheet("点单和志愿服务", [14] + [10] * 8, look=look, landscape=True, suffix="-1")
    row = s.front("群众点单和志愿服务情况月报", measure="计量单位：单、人、小时", identity="pair")
    top = row
    row = s.head(row, [
        ["需求类型", "点　单", "<", "<", "<", "受益人数", "<", "有此专长的\n在册志愿者", "每百单对应\n志愿者"],
        ["^", "本月", "本年累计", "上年同期", "增减率", "本月", "本年累计", "^", "^"]])
    row = s.numbers(row, ["甲"] + list(range(1, 9)))
    s.keep_headings(top, row - 1)
    first, n, day = row, "点单", "点单日期"
    cells = [Cell(lambda k: count(n, within(day), 类型=k), sample=16),
             Cell(lambda k: count(n, this_year(day), 类型=k), sample=148),
             Cell(lambda k: count(n, last_year_to_date(day), 类型=k), sample=120),
             Cell(growth("C{r}", "D{r}"), "pct"),
             Cell(lambda k: total("点单[受益人数]", within(day), 类型=k), sample=420),
             Cell(lambda k: total("点单[受益人数]", this_year(day), 类型=k), sample=3960),
             Cell(lambda k: count("志愿者", 服务专长=k, 状态="注册"), sample=62),
             Cell('=IFERROR(ROUND(H{r}/C{r}*100,1),"")', "dec1")]
    row = s.grid(row, [(k, k) for k in NEEDS], cells)
    row = s.totals(row, first, row - 1, ["int", "int", "int", ("pct", growth("C{r}", "D{r}")),
                                         "int", "int",
                                         None, None], left=1)
    s.frame(top, row - 1)
    s.heights[row] = 10
    row = _records(s, row + 1)
    row = s.notes(row, ["注：一名志愿者可有多项专长，各行不相加。服务时长由组织单位如实记录、据实证明，不设积分、星级和排名。"])
    s.foot(row, ["单位负责人：", "审核人：", "填报人："])
    _teams(book)
    book.close()
    return book


def _records(s, row):
    top = row
    row = s.head(row, [["志愿服务", "<", "<", "本月", "本年累计", "<", "上年同期", "<", "增减率"]])
    lines = [
        ("服务记录（条）", lambda w: count("志愿服务记录", w("服务日期")), "int", 620),
        ("服务时长（小时）", lambda w: total("志愿服务记录[服务时长]", w("服务日期")), "dec1", 1865.5),
        ("新注册志愿者（人）", lambda w: count("志愿者", w("同意日期")), "int", 42),
        ("注销志愿者（人）", lambda w: count("志愿者", w("注销日期"), 状态="注销"), "int", 5)]
    for name, make, kind, sample in lines:
        s.label(f"A{row}:C{row}", name, align="left")
        s.bind(f"D{row}", "=" + make(within), kind, sample)
        s.bind(f"E{row}:F{row}", "=" + make(this_year), kind, sample * 9)
        s.bind(f"G{row}:H{row}", "=" + make(last_year_to_date), kind, sample * 8)
        s.calc(f"I{row}", growth(f"E{row}", f"G{row}"), "pct")
        row += 1
    s.label(f"A{row}:C{row}", "在册志愿者（人）", align="left")
    s.bind(f"D{row}", "=" + count("志愿者", 状态="注册"), sample=860)
    s.label(f"E{row}:F{row}", "占常住人口比重")
    s.bind(f"G{row}:H{row}", "=" + ratio(count("志愿者", 状态="注册"), count("居民", 常住="是")), "pct", 0.083)
    s.label(f"I{row}", "—")
    s.frame(top, row)
    return row + 1


def _teams(book):
    s = book.sheet("派单完成", [5, 26] + [11] * 6, look=Look(fill="#E2EFDA"), suffix="-2",
                   one_page=False)
    row = s.front("派单接单完成情况（按服务队伍）", measure="计量单位：单", identity="line", period=PERIOD,
                  period_sample=PERIOD_SAMPLE)
    top = row
    row = s.head(row, [["序号", "服务队伍", "派单数", "其中", "<", "<", "<", "完成率"],
                       ["^", "^", "^", "待接单", "已接单", "已完成", "已取消", "^"]])
    s.keep_headings(top, row - 1)
    part = [("服务队伍", EACH)] + within("派单日期")
    cells = [count("派单", part)] + [count("派单", part, 状态=st) for st in ("待接单", "已接单", "已完成", "已取消")]
    cells.append(ratio(count("派单", part, 状态="已完成"), count("派单", part)))
    first = row
    row = s.roster(row, 16, by_name("派单[服务队伍]", "(派单[派单日期]>=期初)*(派单[派单日期]<=期末)", cells), [
        Column("text", "四邑村志愿服务队", {"align": "left"}), Column("int", 12), Column("int", 1),
        Column("int", 2), Column("int", 9), Column("int", 0), Column("pct", 0.75)])
    row = s.totals(row, first, row - 1, ["int"] * 5 + [("pct", share("F{r}", "C{r}"))])
    s.foot(row, ["审核人：", "填报人："])


# ---- 03 plays and site checks --------------------------------------------------------------------

def plays(path, preview):
    book = Book(path, Identity("文明03表", "市委宣传部", 803), preview=preview)
    look = Look(edge="open", row_height=24)
    s = book.sheet("作品传播", [14] + [9] * 2 + [12.5] * 6 + [10], look=look, landscape=True,
                   suffix="-1")
    row = s.front("文艺作品传播情况表", measure="计量单位：部、次", identity="pair")
    top = row
    row = s.head(row, [
        ["作品类型", "作品数", "<", "本月播放", "<", "<", "本年累计播放", "<", "<", "本年核验\n有效比例"],
        ["^", "^", "^", "平台上报", "经核验", "<", "平台上报", "经核验", "<", "^"],
        ["^", "累计", "本年新增", "^", "核验前", "有效", "^", "核验前", "有效", "^"]])
    row = s.numbers(row, ["甲", 1, 2, 3, 4, 5, 6, 7, 8, 9])
    first, m = row, "媒体作品"
    ids = "XLOOKUP(播放统计[作品编号],媒体作品[作品编号],媒体作品[类型],\"\")"

    def played(kind, column, basis, year):
        when = ('(LEFT(播放统计[月份],4)=TEXT(截至日期,"yyyy"))*(播放统计[月份]<=TEXT(期末,"yyyy-mm"))' if year
                else '(播放统计[月份]=TEXT(期末,"yyyy-mm"))')
        return (f'SUMPRODUCT(({ids}="{kind}")*{when}*(播放统计[数据性质]="{basis}")*播放统计[{column}])')

    cells = [Cell(lambda k: count(m, 类型=k), sample=12),
             Cell(lambda k: count(m, this_year("发布日期"), 类型=k), sample=5)]
    for year, sample in ((False, 86420), (True, 1042600)):
        cells += [Cell(lambda k, y=year: played(k, "原始播放量", "平台上报", y), sample=sample),
                  Cell(lambda k, y=year: played(k, "原始播放量", "核验", y), sample=int(sample * 0.6)),
                  Cell(lambda k, y=year: played(k, "有效播放量", "核验", y), sample=int(sample * 0.5))]
    cells.append(Cell(share("I{r}", "H{r}"), "pct"))
    row = s.grid(row, [(k, k) for k in ("广播剧", "短视频", "图文", "微电影", "音频")], cells)
    row = s.totals(row, first, row - 1, ["int"] * 8 + [("pct", share("I{r}", "H{r}"))], left=1)
    s.frame(top, row - 1)
    s.keep_headings(top, first - 1)
    row = s.notes(row,
                  ["注：平台上报数由各平台提供，同一听众可能在几个平台重复计数，不等于人数；经核验的作品另行统计，有效数剔除机器访问、重复请求和不足1分钟的播放，与平台上报数不相加。"])
    s.foot(row, ["单位负责人：", "审核人：", "填报人："])
    _site_checks(book, look)
    _failed_sites(book)
    book.close()
    return book


def _site_checks(book, look):
    s = book.sheet("点位检查", [14] + [9.6] * 8, look=look, landscape=True, suffix="-2")
    row = s.front("文明创建点位检查情况", measure="计量单位：次、项", identity="pair", period=PERIOD,
                  period_sample=PERIOD_SAMPLE)
    top = row
    row = s.head(row, [["点位类型", "检查次数", "<", "<", "<", "检查项数", "合格项数", "合格率", "已整改\n次数"],
                       ["^", "实地考察", "材料审核", "问卷调查", "网上申报", "^", "^", "^", "^"]])
    first, c, day = row, "点位检查", within("检查日期")
    cells = [Cell(lambda k, w=w: count(c, day, 类型=k, 方式=w), sample=4)
             for w in ("实地考察", "材料审核", "问卷调查", "网上申报")]
    cells += [Cell(lambda k, f=f: total(f"点位检查[{f}]", day, 类型=k), sample=160)
              for f in ("检查项数", "合格项数")]
    cells += [Cell(share("G{r}", "F{r}"), "pct"), Cell(lambda k: count(c, day, 类型=k, 整改日期="<>"),
                                                       sample=2)]
    kinds = ["广场公园", "主次干道", "农贸市场", "社区村庄", "公共场馆", "学校周边", "医院"]
    row = s.grid(row, [(k, k) for k in kinds], cells)
    row = s.totals(row, first, row - 1, ["int"] * 6 + [("pct", share("G{r}", "F{r}")), "int"],
                   left=1)
    s.frame(top, row - 1)
    s.mark(f"H{first}:H{row - 1}", {"type": "cell", "criteria": "between", "minimum": 0.0001,
                                    "maximum": 0.8999}, font_color="#C00000", bold=True)
    s.foot(row, ["单位负责人：", "审核人：", "填报人："])


def _failed_sites(book):
    s = book.sheet("待整改点位", [5, 26, 12, 16, 11, 12, 9, 9, 10], look=Look(), suffix="-3",
                   one_page=False)
    row = s.front("待整改点位清单", measure="计量单位：项", identity="line", period=PERIOD,
                  period_sample=PERIOD_SAMPLE)
    top = row
    row = s.head(row, [["序号", "点位名称", "类型", "所在地", "方式", "检查日期", "检查\n项数", "不合格\n项数", "整改\n责任单位"]])
    s.keep_headings(top, row - 1)
    c = "点位检查"
    where = (f'({c}[合格项数]<{c}[检查项数])*({c}[整改日期]="")*({c}[检查日期]>=期初)*({c}[检查日期]<=期末)')
    formula = listing(
        [f"{c}[点位名称]", f"{c}[类型]", unit_name(c), f"{c}[方式]", f"{c}[检查日期]", f"{c}[检查项数]",
         f"{c}[检查项数]-{c}[合格项数]"], where, [(f"{c}[检查日期]", 1), (f"{c}[检查编号]", 1)])
    first = row
    row = s.roster(row, 18, formula, [
        Column("text", "潘家湾农贸市场", {"align": "left"}), Column("text", "农贸市场"),
        Column("text", "潘家湾社区"), Column("text", "实地考察"), Column("date"), Column("int", 40),
        Column("int", 6)], hand=1)
    row = s.totals(row, first, row - 1, [None] * 4 + ["int", "int", None])
    s.foot(row, ["审核人：", "填报人："])


TEMPLATES = {
    "01宣传_新时代文明实践活动情况月报": activities,
    "02文明办_群众点单和志愿服务情况月报": volunteers,
    "03宣传_作品传播和点位检查情况表": plays,
}
