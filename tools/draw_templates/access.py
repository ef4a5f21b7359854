"""packs/access: barriers of services, ways round them; help and training for older people."""

from formulas import (UNITS, average, before, by_unit, count, growth, last_year_to_date, listing,
                      own_level, ratio, share, this_year, total, within)
from layout import AS_OF_DATE, Book
from parts import Cell, Column, Identity, Look

AS_OF = '="截至"&TEXT(截至日期,"yyyy年m月d日")'
AS_OF_SAMPLE = "截至2026年10月31日"
TOUCHPOINTS = ["网站", "小程序", "APP", "公众号", "自助终端", "窗口", "热线"]


# ---- 01 services and barriers --------------------------------------------------------------------

def services(path, preview):
    book = Book(path, Identity("无障碍01表", "市数据局", 901), preview=preview)
    look = Look(fill="#DDEBF7", size=11, row_height=25)
    s = book.sheet("服务触点", [14] + [9] * 10, look=look, landscape=True, suffix="-1")
    row = s.front("政务服务无障碍和适老化情况表", measure="计量单位：个、项", identity="pair", period=AS_OF,
                  period_sample=AS_OF_SAMPLE)
    top = row
    row = s.head(row, [
        ["触点类型", "触点数", "触点状态", "<", "<", "在用触点中", "<", "<", "<", "<", "<"],
        ["^", "^", "在用", "改造中", "停用", "有适老模式", "<", "有人工服务", "<", "两项都没有", "<"],
        ["^", "^", "^", "^", "^", "个数", "占比", "个数", "占比", "个数", "占比"]])
    row = s.numbers(row, ["甲"] + list(range(1, 11)))
    s.keep_headings(top, row - 1)
    first, t, live = row, "服务触点", ("状态", "在用")
    cells = [Cell("=C{r}+D{r}+E{r}")]
    cells += [Cell(lambda k, st=st: count(t, 类型=k, 状态=st), sample=14) for st in ("在用", "改造中", "停用")]
    rates = []
    for column, conditions in (("F", {"适老模式": "是"}), ("H", {"人工服务": "是"}),
                               ("J", {"适老模式": "<>是", "人工服务": "<>是"})):
        rate = share(f"{column}{{r}}", "C{r}")
        cells += [Cell(lambda k, c=conditions: count(t, live, 类型=k, **c), sample=9),
                  Cell(rate, "pct")]
        rates += ["int", ("pct", rate)]
    row = s.grid(row, [(k, k) for k in TOUCHPOINTS], cells)
    row = s.totals(row, first, row - 1, ["int"] * 4 + rates, left=1)
    s.mark(f"J{first}:J{row - 1}", {"type": "cell", "criteria": ">", "value": 0},
           font_color="#C00000",
           bold=True)
    s.frame(top, row - 1)
    s.heights[row] = 10
    row = _audits(s, row + 1)
    row = s.notes(row, ["注：1=2+3+4。每项服务都应保留线下办理方式；“两项都没有”应为0，不为0的以红字提示。通过率不含“不适用”的检测项。"])
    s.foot(row, ["单位负责人：", "审核人：", "填报人："])
    _barriers(book, look)
    _open_barriers(book)
    book.close()
    return book


def _audits(s, row):
    top = row
    row = s.head(row, [["检测级别", "本年检测（项）", "<", "<", "<", "上年同期\n通过率", "线下办理方式", "<", "<", "<",
                        "<"],
                       ["^", "通过", "不通过", "不适用", "通过率", "^", "方　式", "<", "有效", "无效", "有效率"]])
    first, a = row, "无障碍检测"
    year, then = this_year("检测日期"), last_year_to_date("检测日期")
    rate = '=IFERROR(ROUND(B{r}/(B{r}+C{r}),4),"")'
    cells = [Cell(lambda k, r=r: count(a, year, k, 结果=r), sample=36) for r in ("通过", "不通过", "不适用")]
    cells += [Cell(rate, "pct"),
              Cell(lambda k: ratio(count(a, then, k, 结果="通过"),
                                   f'({count(a, then, k, 结果="通过")}+{count(a, then, k, 结果="不通过")})'),
                   "pct", 0.82)]
    lines = [(f"国家标准{k}", [("检测依据", "国家标准"), ("级别", k)]) for k in ("一级", "二级", "三级")]
    lines += [("WCAG", [("检测依据", "WCAG")]), ("适老化", [("检测依据", "适老化")])]
    row = s.grid(row, lines, cells)
    for i, way in enumerate(("窗口办理", "电话办理", "上门办理", "代办", "现金支付")):
        r = first + i
        s.label(f"G{r}:H{r}", way)
        s.bind(f"I{r}", "=" + count("线下替代", 线下方式=way, 是否有效="是"), sample=12)
        s.bind(f"J{r}", "=" + count("线下替代", 线下方式=way, 是否有效="<>是"), sample=1)
        s.calc(f"K{r}", f'=IFERROR(ROUND(I{r}/(I{r}+J{r}),4),"")', "pct")
    s.frame(top, row - 1)
    return row


def _barriers(book, look):
    s = book.sheet("障碍整改", [15] + [9] * 9, look=look, landscape=True, suffix="-2")
    row = s.front("服务障碍问题整改情况", measure="计量单位：个、天", identity="pair", period=AS_OF,
                  period_sample=AS_OF_SAMPLE)
    top = row
    row = s.head(row, [
        ["障碍类型", "累计发现", "本年发现", "办理状态", "<", "<", "<", "超期未\n整改", "平均整\n改天数", "整改率"],
        ["^", "^", "^", "待认领", "整改中", "已整改", "复测通过", "^", "^", "^"]])
    first, d = row, "障碍问题"
    done = [("整改日期", "<>"), ("发现日期", "<>")]
    fixed = '=IFERROR(ROUND((F{r}+G{r})/B{r},4),"")'
    cells = [Cell("=SUM(D{r}:G{r})"), Cell(lambda k: count(d, this_year("发现日期"), 类型=k), sample=18)]
    cells += [Cell(lambda k, st=st: count(d, 类型=k, 状态=st), sample=6)
              for st in ("待认领", "整改中", "已整改", "复测通过")]
    cells += [Cell(lambda k: count(d, before("整改期限", "截至日期"), 类型=k, 整改日期=""), sample=1),
              Cell(lambda k: f'IFERROR(ROUND(({total("障碍问题[整改日期]", done, 类型=k)}-'
                             f'{total("障碍问题[发现日期]", done, 类型=k)})/{count(d, done, 类型=k)},1),"")',
                   "dec1", 16.5), Cell(fixed, "pct")]
    kinds = ["字号对比度", "读屏不可用", "操作复杂", "验证码", "无人工入口", "设施障碍", "其他"]
    row = s.grid(row, [(k, k) for k in kinds], cells)
    row = s.totals(row, first, row - 1, ["int"] * 7 + [None, ("pct", fixed)], left=1)
    s.frame(top, row - 1)
    row = s.notes(row, ["注：发现后2周内认领，30日内整改；整改后由老年人、残疾人代表复测。"])
    s.foot(row, ["单位负责人：", "审核人：", "填报人："])


def _open_barriers(book):
    s = book.sheet("未整改清单", [5, 26, 9, 22, 12, 30, 11, 11, 9, 12], look=Look(), landscape=True,
                   suffix="-3", one_page=False)
    row = s.front("未整改障碍问题清单", measure="", identity="line", period=AS_OF_DATE,
                  period_sample=AS_OF_SAMPLE)
    top = row
    row = s.head(row, [["序号", "服务触点", "类型", "主办部门", "障碍类型", "问题说明", "发现日期", "整改期限", "状态", "整改措施"]])
    s.keep_headings(top, row - 1)
    d = "障碍问题"

    def touchpoint(column):
        return f'XLOOKUP({d}[触点编号],服务触点[触点编号],服务触点[{column}],"")'

    formula = listing(
        [touchpoint("名称"), touchpoint("类型"), touchpoint("主办部门"), f"{d}[类型]", f"{d}[说明]",
         f"{d}[发现日期]",
         f"{d}[整改期限]", f"{d}[状态]"], f'({d}[状态]="待认领")+({d}[状态]="整改中")',
        [(f"{d}[整改期限]", 1), (f"{d}[障碍编号]", 1)])
    first = row
    row = s.roster(row, 14, formula, [
        Column("text", "城乡居民医保缴费小程序", {"align": "left"}), Column("text", "小程序"),
        Column("text", "市医疗保障局"), Column("text", "验证码"), Column("long", "图形验证码没有语音，看不清的老人不能登录"),
        Column("date"), Column("date"), Column("text", "整改中")], hand=1, height=28)
    s.mark(f"H{first}:H{row - 1}", {"type": "formula",
                                    "criteria": f"=AND(ISNUMBER($H{first}),$H{first}<{s.as_of})"},
           bg_color="#F8CBAD")
    s.foot(row, ["审核人：", "填报人："])


# ---- 02 help and training ------------------------------------------------------------------------

def help_and_training(path, preview):
    book = Book(path, Identity("无障碍02表", "市民政局", 902), preview=preview)
    look = Look(title_font="宋体", title_size=20, font="仿宋", head_font="黑体", size=12, bold_head=False,
                edge="heavy", row_height=25)
    s = book.sheet("求助和培训", [14] + [10.5] * 9, look=look, landscape=True, suffix="-1")
    row = s.front("老年人智能技术求助和培训情况月报", measure="计量单位：人次、分钟、场", identity="pair")
    top = row
    row = s.head(row, [
        ["求助类型", "本月求助", "<", "<", "<", "<", "平均用时", "本年累计", "上年同期", "增减率"],
        ["^", "合计", "当面", "电话", "代办", "上门", "^", "^", "^", "^"]])
    row = s.numbers(row, ["甲"] + list(range(1, 10)))
    s.keep_headings(top, row - 1)
    first, h, day = row, "求助", within("求助日期")
    cells = [Cell("=SUM(C{r}:F{r})")]
    cells += [Cell(lambda k, w=w: count(h, day, 类型=k, 帮助方式=w), sample=12) for w in ("当面", "电话",
                                                                                    "代办", "上门")]
    cells += [Cell(lambda k: f'IFERROR(ROUND({average("求助[用时]", day, 类型=k)},0),"")', sample=16),
              Cell(lambda k: count(h, this_year("求助日期"), 类型=k), sample=402),
              Cell(lambda k: count(h, last_year_to_date("求助日期"), 类型=k), sample=365),
              Cell(growth("H{r}", "I{r}"), "pct")]
    kinds = ["手机操作", "医保社保", "预约挂号", "缴费充值", "出行", "政务办事", "防骗咨询", "其他"]
    row = s.grid(row, [(k, k) for k in kinds], cells)
    row = s.totals(row, first, row - 1, ["int"] * 5 + [None, "int", "int",
                                                       ("pct", growth("H{r}", "I{r}"))],
                   left=1)
    s.frame(top, row - 1)
    s.heights[row] = 10
    row = _trainings(s, row + 1)
    row = s.notes(row, ["注：求助只记事项，不记求助人；代办须本人同意。"])
    s.foot(row, ["单位负责人：", "审核人：", "填报人："])
    _help_by_unit(book)
    book.close()
    return book


def _trainings(s, row):
    top = row
    row = s.head(row, [["培训内容", "本　月", "<", "<", "<", "本年累计", "<", "<", "<", "老年人\n占比"],
                       ["^", "场次", "学时", "参加人次", "其中老年", "场次", "学时", "参加人次", "其中老年", "^"]])
    first, t = row, "培训场次"
    cells = []
    for when, scale in ((within("日期"), 1), (this_year("日期"), 9)):
        cells.append(Cell(lambda k, w=when: count(t, w, 内容=k), sample=3 * scale))
        cells.append(Cell(lambda k, w=when: total("培训场次[学时]", w, 内容=k), "dec1", 6.5 * scale))
        cells += [Cell(lambda k, w=when, c=c: total(f"培训场次[{c}]", w, 内容=k), sample=n * scale)
                  for c, n in (("参加人次", 86), ("其中老年人次", 71))]
    cells.append(Cell(share("I{r}", "H{r}"), "pct"))
    kinds = ["智能手机", "移动支付", "线上就医", "防诈骗", "读屏使用", "政务服务"]
    row = s.grid(row, [(k, k) for k in kinds], cells)
    row = s.totals(row, first, row - 1, ["int", "dec1", "int", "int"] * 2 + [("pct", share("I{r}",
                                                                                           "H{r}"))],
                   left=1)
    s.frame(top, row - 1)
    return row


def _help_by_unit(book):
    s = book.sheet("分单位", [5, 18] + [11] * 7, look=Look(font="仿宋", head_font="黑体", size=11,
                                                        bold_head=False),
                   landscape=True, suffix="-2", one_page=False)
    row = s.front("求助和培训情况（分单位）", measure="计量单位：人、人次、场", identity="line")
    top = row
    row = s.head(row, [["序号", "单位名称", "60岁及以上\n常住人口", "本年求助", "<", "<", "本年培训", "<", "每千老人\n求助人次"],
                       ["^", "^", "^", "人次", "已帮助", "待帮助", "场次", "老年人次", "^"]])
    s.keep_headings(top, row - 1)
    unit = [("单位", UNITS)]
    old = count("居民", unit, 常住="是", 年龄=">=60")
    helped = [("单位", UNITS)] + this_year("求助日期")
    trained = [("单位", UNITS)] + this_year("日期")
    cells = [old, count("求助", helped), count("求助", helped, 状态="已帮助"), count("求助", helped, 状态="待帮助"),
             count("培训场次", trained), total("培训场次[其中老年人次]", trained),
             f'IFERROR(ROUND({count("求助", helped)}/{old}*1000,1),"")']
    first, columns = row, [Column("int", 3260)] + [Column("int", 86)] * 5 + [Column("dec1", 26.4)]
    row = s.own_line(row, [own_level(cell) for cell in cells[:6]] + [None], columns)
    row = s.roster(row, 14, by_unit(cells), [Column("text", "潘家湾镇", {"align": "left"}), *columns],
                   height=21)
    row = s.totals(row, first, row - 1, ["int"] * 6 + [
        ("dec1", '=IFERROR(ROUND(D{r}/C{r}*1000,1),"")')])
    s.foot(row, ["审核人：", "填报人："])


TEMPLATES = {
    "01数据_政务服务无障碍和适老化情况表": services,
    "02民政_老年人智能技术求助和培训情况月报": help_and_training,
}
