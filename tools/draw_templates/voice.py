"""packs/voice: the five channels, petitions, the hotline, and how sealed leads were handled."""

from formulas import (EACH, UNITS, Raw, before, by_name, by_unit, count, few, growth,
                      last_year_to_date, month_last_year, own_level, ratio, share, this_year,
                      within)
from layout import Book
from parts import Cell, Column, Identity, Look

CHANNELS = [("信（来信）", "来信"), ("访（来访）", "来访"), ("网（网络）", "网络"), ("电（电话）", "电话"),
            ("微（微信）", "微信")]
OPEN_KIND = ("类别", "<>检举控告")  # reports about cadres are handed over sealed, never counted here
PERIOD = '=TEXT(期初,"yyyy年m月d日")&"至"&TEXT(期末,"m月d日")'
PERIOD_SAMPLE = "2026年10月1日至10月31日"


# ---- 01 the five channels ------------------------------------------------------------------------

def channels(path, preview):
    book = Book(path, Identity("诉求01表", "市信访局", 201), preview=preview)
    s = book.sheet("五渠道受理", [14] + [8.8] * 12, look=Look(fill="#DDEBF7", row_height=25),
                   landscape=True, suffix="-1")
    row = s.front("“信访网电微”五渠道来件受理情况月报", measure="计量单位：件", identity="pair",
                  period=PERIOD, period_sample=PERIOD_SAMPLE)
    top = row
    row = s.head(row, [
        ["渠　道", "本　月　来　件", "<", "<", "<", "<", "<", "本月转入办理", "<", "<", "<", "本年累计", "<"],
        ["^", "合计", "其中", "<", "<", "比上年同月", "<", "诉求\n办理", "信访\n事项", "直接\n答复", "不予\n受理",
         "件数", "比上年\n同期"],
        ["^", "^", "诉求", "信访", "咨询\n建议", "上年同月", "增减率", "^", "^", "^", "^", "^", "^"]])
    row = s.numbers(row, ["甲"] + list(range(1, 13)))
    s.keep_headings(top, row - 1)
    first, day = row, within("接收日期")

    def received(when, **more):
        return lambda c: count("来件", when, OPEN_KIND, 渠道=c, **more)

    cells = [Cell(received(day), sample=186), Cell(received(day, 类别="诉求"), sample=120),
             Cell(received(day, 类别="信访"), sample=22),
             Cell(lambda c: count("来件", day, 渠道=c, 类别="咨询") + "+"
                  + count("来件", day, 渠道=c, 类别="建议"), sample=44),
             Cell(received(month_last_year("接收日期")), sample=160), Cell(growth("B{r}", "F{r}"),
                                                                       "pct")]
    for into in ("诉求", "信访事项", "直接答复", "不予受理"):
        cells.append(Cell(received(day, 转入事项=into), sample=31))
    cells.append(Cell(received(this_year("接收日期")), sample=1735))
    then = received(last_year_to_date("接收日期"))
    cells.append(Cell(lambda c: f'IFERROR(ROUND({received(this_year("接收日期"))(c)}/{then(c)}-1,4),"")',
                      "pct", 0.052))
    row = s.grid(row, CHANNELS, cells)
    row = s.totals(row, first, row - 1, ["int"] * 5 + [("pct", growth("B{r}", "F{r}"))]
                   + ["int"] * 5 + [None], left=1)
    s.frame(top, row - 1)
    row = s.notes(row, ["注：1．检举控告类来件按规定密封移交纪检监察机关，不在本表统计。2．同一事项通过多个渠道反映的，来件分别登记，办理时合并为一件。"])
    s.foot(row, ["单位负责人：", "审核人：", "填报人：", "联系电话："])
    _transfers(book)
    book.close()
    return book


def _transfers(book):
    s = book.sheet("部门转办接收", [5, 26] + [10.5] * 6, suffix="-2", one_page=False,
                   look=Look(fill="#DDEBF7"))
    row = s.front("诉求和信访事项转办接收情况", measure="计量单位：件", identity="line", period=PERIOD,
                  period_sample=PERIOD_SAMPLE)
    top = row
    row = s.head(row, [["序号", "接收部门", "本期转出", "接　收", "<", "<", "退　回", "<"],
                       ["^", "^", "^", "已接收", "待接收", "接收率", "件数", "退回率"]])
    s.keep_headings(top, row - 1)
    part = [("接收部门", EACH)] + within("转出日期")
    whole = count("转办", part)
    cells = [whole, count("转办", part, 状态="已接收"), count("转办", part, 状态="待接收"),
             ratio(count("转办", part, 状态="已接收"), whole), count("转办", part, 状态="已退回"),
             ratio(count("转办", part, 状态="已退回"), whole)]
    first = row
    where = "(转办[转出日期]>=期初)*(转办[转出日期]<=期末)"
    row = s.roster(row, 18, by_name("转办[接收部门]", where, cells, order=1), [
        Column("text", "市住房和城乡建设局", {"align": "left"}), Column("int", 42), Column("int", 39),
        Column("int", 1), Column("pct", 0.929), Column("int", 2), Column("pct", 0.048)])
    row = s.totals(row, first, row - 1, ["int"] * 3 + [("pct", share("D{r}", "C{r}")), "int",
                                                      ("pct", share("G{r}", "C{r}"))])
    s.foot(row, ["审核人：", "填报人："])


# ---- 02 petitions --------------------------------------------------------------------------------

PETITION_KINDS = ["农村农业", "国土资源", "城乡建设", "劳动社保", "卫生健康", "教育体育", "民政社保", "环境保护",
                  "交通运输", "其他"]
ACCEPTED = ("状态", "<>不予受理")


def petitions(path, preview):
    book = Book(path, Identity("诉求02表", "市信访局", 202), preview=preview)
    s = book.sheet("信访办理", [13, 6] + [8.3] * 13, look=Look(edge="open", row_height=22),
                   landscape=True)
    row = s.front("信访事项办理情况统计表", measure="计量单位：件", identity="pair", period=PERIOD,
                  period_sample=PERIOD_SAMPLE)
    top = row
    row = s.head(row, [
        ["内容分类", "代码", "期初未\n办结", "本期登记", "<", "<", "本期办结", "<", "<", "期末未办结", "<",
         "按期\n办结率", "群众评价（本期办结）", "<", "<"],
        ["^", "^", "^", "件数", "其中", "<", "件数", "按期\n办结", "支持或\n部分支持", "件数", "其中：\n超期", "^",
         "满意和\n基本满意", "不满意", "满意率"],
        ["^", "^", "^", "^", "不予\n受理", "按期告\n知受理", "^", "^", "^", "^", "^", "^", "^", "^", "^"]])
    row = s.numbers(row, ["甲", "乙"] + list(range(1, 14)))
    s.keep_headings(top, row - 1, 2)
    first = row
    p = "信访事项"
    done = within("办结日期")
    opened = within("登记日期")

    def in_time(kind, condition):
        return (f'SUMPRODUCT(({p}[内容分类]="{kind}")*{condition})')

    cells = [
        Cell(lambda k: f'{count(p, before("登记日期"), ACCEPTED, 内容分类=k)}-'
                       f'{count(p, before("登记日期"), before("办结日期"), ACCEPTED, 内容分类=k)}', sample=14),
        Cell(lambda k: count(p, opened, 内容分类=k), sample=32),
        Cell(lambda k: count(p, opened, 内容分类=k, 状态="不予受理"), sample=2),
        Cell(lambda k: in_time(k, f"({p}[登记日期]>=期初)*({p}[登记日期]<=期末)*({p}[受理告知日期]<>\"\")"
                                  f"*({p}[受理告知日期]<={p}[受理期限])"), sample=29),
        Cell(lambda k: count(p, done, ACCEPTED, 内容分类=k), sample=27),
        Cell(lambda k: in_time(k, f"({p}[办结日期]>=期初)*({p}[办结日期]<=期末)"
                                  f"*({p}[办结日期]<={p}[办结期限])*({p}[状态]<>\"不予受理\")"), sample=26),
        Cell(lambda k: count(p, done, ACCEPTED, 内容分类=k, 办理结果="支持") + "+"
             + count(p, done, ACCEPTED, 内容分类=k, 办理结果="部分支持"), sample=18),
        Cell("=C{r}+D{r}-E{r}-G{r}"),
        Cell(lambda k: f'{count(p, before("办结期限", "期末"), ACCEPTED, 内容分类=k)}-'
                       + count(p, before("办结期限", "期末"), ACCEPTED,
                               [("办结日期", Raw('"<="&期末'))], 内容分类=k), sample=1),
        Cell(share("H{r}", "G{r}"), "pct"),
        Cell(lambda k: count(p, done, 内容分类=k, 满意情况="满意") + "+"
             + count(p, done, 内容分类=k, 满意情况="基本满意"), sample=21),
        Cell(lambda k: count(p, done, 内容分类=k, 满意情况="不满意"), sample=3),
        Cell('=IFERROR(ROUND(M{r}/(M{r}+N{r}),4),"")', "pct")]
    lines = [([k, f"{i:02d}"], k) for i, k in enumerate(PETITION_KINDS, 1)]
    row = s.grid(row, lines, cells, left=2)
    row = s.totals(row, first, row - 1, ["int"] * 9 + [("pct", share("H{r}", "G{r}")), "int", "int",
                   ("pct", '=IFERROR(ROUND(M{r}/(M{r}+N{r}),4),"")')])
    s.frame(top, row - 1)
    s.mark(f"K{first}:K{row - 1}", {"type": "cell", "criteria": ">", "value": 0},
           font_color="#C00000", bold=True)
    row = s.notes(row,
                  ["注：1．8=1+2-3-5，10=6÷5，13=11÷(11+12)。2．受理期限为登记之日起15日，办结期限为受理之日起60日，经批准可延长30日。"
                        "3．按事项统计，不对信访人计数、排序。"])
    s.foot(row, ["单位负责人：", "审核人：", "填报人："])
    book.close()
    return book


# ---- 03 the hotline ------------------------------------------------------------------------------

SERVICES = ["市容环境", "道路交通", "供水供电供气", "住房物业", "医疗卫生", "教育", "社会保障", "农业农村",
            "劳动就业", "政务服务", "其他"]
NOT_MERGED = ("状态", "<>已合并")
ACCEPTED_NOW = within("受理日期") + [NOT_MERGED]


def hotline(path, preview):
    book = Book(path, Identity("诉求03表", "市政务服务局", 203), preview=preview)
    look = Look(title_font="宋体", title_size=20, fill="#E2EFDA")
    s = book.sheet("三率月报", [14] + [7.6] * 14, look=look, landscape=True, suffix="-1")
    row = s.front("政务服务热线诉求办理“三率”月报", measure="计量单位：件", identity="pair", period=PERIOD,
                  period_sample=PERIOD_SAMPLE)
    top = row
    row = s.head(row, [
        ["诉求类别", "本期\n受理", "办结情况", "<", "<", "<", "响应情况", "<", "解决情况", "<", "<", "满意情况", "<",
         "<", "<"],
        ["^", "^", "已办结", "按时\n办结", "超时", "按时\n办结率", "已联系", "响应率", "已解决", "未解决", "解决率",
         "满意", "基本\n满意", "不满意", "满意率"]])
    row = s.numbers(row, ["甲"] + list(range(1, 15)))
    s.keep_headings(top, row - 1)
    first = row

    def accepted(**more):
        return lambda k: count("诉求", ACCEPTED_NOW, 类别=k, **more)

    happy = '=IFERROR(ROUND((L{r}+M{r})/(L{r}+M{r}+N{r}),4),"")'
    solved = '=IFERROR(ROUND(I{r}/(I{r}+J{r}),4),"")'
    in_time = '=IFERROR(ROUND(D{r}/(D{r}+E{r}),4),"")'
    cells = [Cell(accepted(), sample=320), Cell(accepted(状态="已办结"), sample=296),
             Cell(accepted(是否按时办结="是"), sample=289), Cell(accepted(是否按时办结="否"), sample=9),
             Cell(in_time, "pct"), Cell(accepted(联系日期="<>"), sample=316),
             Cell(share("G{r}", "B{r}"), "pct"), Cell(accepted(是否解决="是"), sample=262),
             Cell(accepted(是否解决="否"), sample=31), Cell(solved, "pct"),
             Cell(accepted(满意情况="满意"), sample=201), Cell(accepted(满意情况="基本满意"), sample=56),
             Cell(accepted(满意情况="不满意"), sample=18), Cell(happy, "pct")]
    row = s.grid(row, [(k, k) for k in SERVICES], cells)
    row = s.totals(row, first, row - 1, ["int"] * 4 + [("pct", in_time), "int",
                   ("pct", share("G{r}", "B{r}")), "int", "int", ("pct", solved), "int", "int",
                   "int",
                   ("pct", happy)], left=1)
    s.frame(top, row - 1)
    row = s.notes(row, ["注：1．按本期受理的诉求统计，已合并的重复件不计；未到期未办结的不列入按时办结率分母。"
                        "2．响应率=已联系÷本期受理；解决率、满意率以已评价的为分母，未评价和未接通的不列入。"])
    s.foot(row, ["单位负责人：", "审核人：", "填报人："])
    _hotline_by_unit(book, look)
    _callbacks(book, look)
    book.close()
    return book


def _hotline_by_unit(book, look):
    s = book.sheet("分单位", [5, 18] + [10.5] * 7, look=look, landscape=True, suffix="-2",
                   one_page=False)
    row = s.front("热线诉求办理情况（分单位）", measure="计量单位：件", identity="line", period=PERIOD,
                  period_sample=PERIOD_SAMPLE)
    top = row
    row = s.head(row, [["序号", "单位名称", "本期受理", "办结情况", "<", "<", "三　率", "<", "<"],
                       ["^", "^", "^", "已办结", "按时办结", "期末在办", "响应率", "解决率", "满意率"]])
    s.keep_headings(top, row - 1)
    unit = [("单位", UNITS)] + ACCEPTED_NOW

    def rate(good, all_of):
        plus = "+".join
        return ratio(f"({plus(good)})", f"({plus(all_of)})")

    yes, no = count("诉求", unit, 是否解决="是"), count("诉求", unit, 是否解决="否")
    levels = [count("诉求", unit, 满意情况=k) for k in ("满意", "基本满意", "不满意")]
    cells = [count("诉求", unit), count("诉求", unit, 状态="已办结"),
             count("诉求", unit, 是否按时办结="是"),
             count("诉求", unit, 状态="办理中") + "+" + count("诉求", unit, 状态="待派单"),
             ratio(count("诉求", unit, 联系日期="<>"), count("诉求", unit)),
             rate([yes], [yes, no]), rate(levels[:2], levels)]
    first, columns = row, [Column("int", 64), Column("int", 60), Column("int", 59), Column("int",
                                                                                           4),
                           Column("pct", 0.984), Column("pct", 0.902), Column("pct", 0.931)]
    row = s.own_line(row, [own_level(cell) for cell in cells[:4]] + [None] * 3, columns)
    row = s.roster(row, 14, by_unit(cells), [Column("text", "潘家湾镇", {"align": "left"}), *columns])
    row = s.totals(row, first, row - 1, ["int"] * 4 + [None] * 3)
    row = s.notes(row, ["注：各单位的率不相加、不平均，整体三率见“三率月报”。"])
    s.foot(row, ["审核人：", "填报人："])


def _callbacks(book, look):
    s = book.sheet("回访情况", [16] + [11] * 6, look=look, suffix="-3")
    row = s.front("热线诉求回访情况", measure="计量单位：次", period=PERIOD, period_sample=PERIOD_SAMPLE)
    top = row
    row = s.head(row, [["回访方式", "回访次数", "接通", "未接通", "接通率", "接通中", "<"],
                       ["^", "^", "^", "^", "^", "已解决", "未解决"]])
    first, day = row, within("回访日期")
    cells = [Cell(lambda w: count("回访", day, 方式=w), sample=210),
             Cell(lambda w: count("回访", day, 方式=w, 是否接通="是"), sample=188),
             Cell(lambda w: count("回访", day, 方式=w, 是否接通="否"), sample=22),
             Cell(share("C{r}", "B{r}"), "pct"),
             Cell(lambda w: count("回访", day, 方式=w, 是否接通="是", 是否解决="是"), sample=160),
             Cell(lambda w: count("回访", day, 方式=w, 是否接通="是", 是否解决="否"), sample=28)]
    row = s.grid(row, [(w, w) for w in ("电话", "短信", "当面", "网上", "书面")], cells)
    row = s.totals(row, first, row - 1, ["int"] * 3 + [("pct", share("C{r}", "B{r}")), "int",
                                                       "int"],
                   left=1)
    s.frame(top, row - 1)
    row = s.notes(row, ["注：未接通的单列，不计入解决率和满意率。"])
    s.foot(row, ["审核人：", "填报人："])


# ---- 04 sealed leads, counted only ---------------------------------------------------------------

def leads(path, preview):
    book = Book(path, Identity("诉求04表", "市纪委监委", 204), preview=preview)
    s = book.sheet("线索办理", [18] + [10.5] * 9, look=Look(title_font="宋体", title_size=20,
                                                       edge="heavy", row_height=30), landscape=True)
    row = s.front("形式主义问题线索快速办理情况统计表", measure="计量单位：件", identity="pair",
                  period='=TEXT(截至日期,"yyyy年")&"1月1日至"&TEXT(截至日期,"m月d日")',
                  period_sample="2026年1月1日至10月31日")
    top = row
    row = s.head(row, [
        ["线索类别", "本年收到", "<", "按期移交", "<", "处　置　方　式", "<", "<", "<", "办结率"],
        ["^", "件数", "上年同期", "件数", "按期率", "谈话函询", "初步核实", "暂存待查", "予以了结", "^"]])
    row = s.numbers(row, ["甲"] + list(range(1, 10)))
    first, lead = row, "密封线索"
    got = this_year("收到日期")
    cells = [
        Cell(lambda k: few(count(lead, got, 类别=k)), sample=26),
        Cell(lambda k: few(count(lead, last_year_to_date("收到日期"), 类别=k)), sample=31),
        Cell(lambda k: few(f'SUMPRODUCT(({lead}[类别]="{k}")*({lead}[收到日期]>=DATE(YEAR(截至日期),1,1))'
                           f'*({lead}[收到日期]<=截至日期)*({lead}[移交日期]<>"")'
                           f"*({lead}[移交日期]<={lead}[移交期限]))"), sample=26),
        Cell(share("D{r}", "B{r}"), "pct")]
    for way in ("谈话函询", "初步核实", "暂存待查", "予以了结"):
        cells.append(Cell(lambda k, way=way: few(count(lead, got, 类别=k, 处置方式=way)), sample=6))
    cells.append(Cell(share("I{r}", "B{r}"), "pct"))
    kinds = ["加重基层负担", "违规摊派", "弄虚作假", "推诿扯皮", "其他"]
    row = s.grid(row, [(k, k) for k in kinds], cells)
    row = s.totals(row, first, row - 1, ["int", "int", "int", None] + ["int"] * 4 + [None], left=1)
    s.frame(top, row - 1)
    row = s.notes(row, ["注：1．本表由纪检监察机关在密封库内生成，只出件数，不出清单；不足5件的栏以“＜5”表示，且不计入合计。"
                        "2．收到属上级或其他机关受理的检举控告，5个工作日内密封移交。"])
    s.foot(row, ["单位负责人：", "审核人：", "填报人："])
    book.close()
    return book


TEMPLATES = {
    "01信访_五渠道来件受理和转办情况月报": channels,
    "02信访_信访事项办理情况统计表": petitions,
    "03政务_政务服务热线诉求办理三率月报": hotline,
    "04纪检_形式主义问题线索快速办理统计表": leads,
}
