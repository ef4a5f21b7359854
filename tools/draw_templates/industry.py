"""packs/industry: businesses, the larger firms, chains with their gaps, leads and costs."""

from formulas import (UNITS, Raw, average, by_unit, count, growth, last_year, listing, share,
                      this_year, total, unit_name, within)
from layout import Book
from parts import Cell, Column, Identity, Look

AS_OF = '="截至"&TEXT(截至日期,"yyyy年m月d日")'
AS_OF_SAMPLE = "截至2026年10月31日"
CHAINS = ["食品饮料", "生物医药", "桂花全产业", "清洁能源", "电子信息", "智能制造", "绿色建材", "纸及包装", "现代物流"]
RUNNING = ("经营状态", "在营")
FIRM = "经营主体"


# ---- 01 businesses -------------------------------------------------------------------------------

def businesses(path, preview):
    book = Book(path, Identity("产业01表", "市市场监督管理局", 601), preview=preview)
    look = Look(fill="#DDEBF7", row_height=24)
    _by_kind(book, look)
    _by_section(book)
    _by_place(book, look)
    book.close()
    return book


def _by_kind(book, look):
    s = book.sheet("按类型", [12] + [9] * 6 + [10, 13, 12] + [9] * 2, look=look, landscape=True,
                   suffix="-1")
    row = s.front("经营主体发展情况月报", measure="计量单位：户、人、万元", identity="pair")
    top = row
    row = s.head(row, [
        ["主体类型", "期末在营", "<", "<", "新设立", "<", "停业、\n注销", "在营主体经济指标", "<", "<", "比上年同期", "<"],
        ["^", "户数", "其中", "<", "本月", "本年累计", "^", "从业人数", "年产值", "年纳税额", "上年同期\n在营", "增减率"],
        ["^", "^", "规模以上", "成立不满\n一年", "^", "^", "^", "^", "^", "^", "^", "^"]])
    row = s.numbers(row, ["甲"] + list(range(1, 12)))
    s.keep_headings(top, row - 1)
    first = row
    cells = [
        Cell(lambda k: count(FIRM, RUNNING, 类型=k), sample=1860),
        Cell(lambda k: count(FIRM, RUNNING, 类型=k, 规模以上="是"), sample=26),
        Cell(lambda k: count(FIRM, RUNNING, [("成立日期", Raw('">"&EDATE(截至日期,-12)'))], 类型=k),
             sample=203),
        Cell(lambda k: count(FIRM, within("成立日期"), 类型=k), sample=18),
        Cell(lambda k: count(FIRM, this_year("成立日期"), 类型=k), sample=174),
        Cell(lambda k: count(FIRM, 类型=k, 经营状态="停业") + "+" + count(FIRM, 类型=k, 经营状态="注销"),
             sample=92),
        Cell(lambda k: total("经营主体[从业人数]", RUNNING, 类型=k), sample=12640),
        Cell(lambda k: total("经营主体[年产值]", RUNNING, 类型=k), "dec2", 386420.55),
        Cell(lambda k: total("经营主体[年纳税额]", RUNNING, 类型=k), "dec2", 12860.32),
        Cell(lambda k: last_year(count(FIRM, RUNNING, 类型=k)), sample=1742),
        Cell(growth("B{r}", "K{r}"), "pct")]
    row = s.grid(row, [(k, k) for k in ("企业", "合作社", "家庭农场", "个体户")], cells)
    row = s.totals(row, first, row - 1, ["int"] * 7 + ["dec2", "dec2", "int", (
        "pct", growth("B{r}", "K{r}"))], left=1)
    s.frame(top, row - 1)
    row = s.notes(row, ["注：停业、注销为截至报告日状态为停业或注销的主体数。上年同期按12个月前同日的登记状态统计。"])
    s.foot(row, ["单位负责人：", "审核人：", "填报人：", "联系电话："])


SECTIONS = [
    ("一、第一产业", None, [("　农、林、牧、渔业", "A")]),
    ("二、第二产业", None, [("　采矿业", "B"), ("　制造业", "C"), ("　电力、热力、燃气及水生产和供应业", "D"),
                       ("　建筑业", "E")]),
    ("三、第三产业", None, [("　批发和零售业", "F"), ("　交通运输、仓储和邮政业", "G"), ("　住宿和餐饮业", "H"),
                       ("　信息传输、软件和信息技术服务业", "I"), ("　金融业", "J"), ("　房地产业", "K"),
                       ("　租赁和商务服务业", "L"), ("　科学研究和技术服务业", "M"),
                       ("　水利、环境和公共设施管理业", "N"), ("　居民服务、修理和其他服务业", "O"), ("　教育", "P"),
                       ("　卫生和社会工作", "Q"), ("　文化、体育和娱乐业", "R")]),
]


def _by_section(book):
    look = Look(edge="open", number_align="right", bold_head=False, row_height=21)
    s = book.sheet("按行业门类", [37, 6, 10, 11, 11, 14, 13], look=look, suffix="-2")
    row = s.front("在营经营主体分行业门类情况", measure="计量单位：户、人、万元")
    top = row
    row = s.head(row, [["行　业　门　类", "代码", "在营户数", "其中：\n规模以上", "从业人数", "年产值", "年纳税额"]])
    row = s.numbers(row, ["甲", "乙", 1, 2, 3, 4, 5])
    s.keep_headings(top, row - 1)
    whole, heads = row, []
    row += 1
    cells = [Cell(lambda c: count(FIRM, RUNNING, 行业=f"{c}*"), sample=612),
             Cell(lambda c: count(FIRM, RUNNING, 行业=f"{c}*", 规模以上="是"), sample=9)]
    cells += [Cell(lambda c, f=f: total(f"经营主体[{f}]", RUNNING, 行业=f"{c}*"), kind, sample)
              for f, kind, sample in (("从业人数", "int", 3205), ("年产值", "dec2", 68420.5),
                                      ("年纳税额", "dec2", 2315.66))]
    for name, _, lines in SECTIONS:
        heads.append(row)
        first, last = row + 1, row + len(lines)
        _section_sum(s, row, name, [f"{{c}}{first}:{{c}}{last}"])
        row = s.grid(row + 1, [([label, code], code) for label, code in lines], cells, left=2,
                     align="left")
    for r in range(whole + 1, row):
        cell = s.cells.get((r - 1, 1, r - 1, 1))
        if cell:
            cell[2]["align"] = "center"
    _section_sum(s, whole, "总　　计", [f"{{c}}{r}" for r in heads])
    s.frame(top, row - 1)
    row = s.notes(row, ["注：行业按《国民经济行业分类》（GB/T 4754—2017）门类，取主营行业；未登记行业的主体不列入本表。"])
    s.foot(row, ["单位负责人：", "审核人：", "填报人："])


def _section_sum(s, row, name, parts):
    s.label(f"A{row}", name, align="left", bold=True)
    s.label(f"B{row}", "—")
    for c in "CDEFG":
        body = ",".join(part.format(c=c) for part in parts)
        s.calc(f"{c}{row}", f"=SUM({body})", "dec2" if c in "FG" else "int", bold=True)


def _by_place(book, look):
    s = book.sheet("分单位", [5, 18] + [10] * 6 + [14, 13], look=look, landscape=True, suffix="-3",
                   one_page=False)
    row = s.front("经营主体发展情况（分单位）", measure="计量单位：户、人、万元", identity="line")
    top = row
    row = s.head(row, [["序号", "单位名称", "期末在营户数", "<", "<", "<", "<", "本年\n新设立", "年产值", "年纳税额"],
                       ["^", "^", "合计", "企业", "合作社", "家庭农场", "个体户", "^", "^", "^"]])
    s.keep_headings(top, row - 1)
    unit = [("单位", UNITS)]
    cells = [count(FIRM, unit, RUNNING)]
    cells += [count(FIRM, unit, RUNNING, 类型=k) for k in ("企业", "合作社", "家庭农场", "个体户")]
    cells += [count(FIRM, unit, this_year("成立日期")), total("经营主体[年产值]", unit, RUNNING),
              total("经营主体[年纳税额]", unit, RUNNING)]
    first = row
    row = s.roster(row, 14, by_unit(cells), [Column("text", "潘家湾镇", {"align": "left"})]
                   + [Column("int", 286)] * 6 + [Column("dec2", 48620.35), Column("dec2", 1286.4)],
                   height=22)
    row = s.totals(row, first, row - 1, ["int"] * 6 + ["dec2", "dec2"])
    s.foot(row, ["审核人：", "填报人："])


# ---- 02 the larger firms -------------------------------------------------------------------------

def larger_firms(path, preview):
    book = Book(path, Identity("产业02表", "市经济和信息化局", 602), preview=preview)
    look = Look(title_font="宋体", title_size=20, fill="#E2EFDA")
    s = book.sheet("规上企业名录", [5, 32, 22, 9, 13, 10, 14, 12, 11, 12], look=look, landscape=True,
                   suffix="-1", one_page=False)
    row = s.front("规模以上企业名录", measure="计量单位：人、万元", identity="line", period=AS_OF,
                  period_sample=AS_OF_SAMPLE)
    top = row
    row = s.head(row, [["序号", "企业名称", "统一社会信用代码", "行业\n大类", "所在地", "从业人数", "年产值", "年纳税额",
                        "产值占全部\n规上比重", "走访服务\n单位"]])
    s.keep_headings(top, row - 1, 2)
    where = '(经营主体[规模以上]="是")*(经营主体[经营状态]="在营")'
    whole = total("经营主体[年产值]", RUNNING, 规模以上="是")
    formula = listing(
        ["经营主体[名称]", "经营主体[统一社会信用代码]", "经营主体[行业]", unit_name(FIRM), "经营主体[从业人数]",
         "经营主体[年产值]", "经营主体[年纳税额]", f'IFERROR(ROUND(经营主体[年产值]/{whole},4),"")'], where,
        [("经营主体[年产值]", -1), ("经营主体[统一社会信用代码]", 1)])
    first = row
    row = s.roster(row, 18, formula, [
        Column("text", "咸宁某某食品有限公司", {"align": "left"}), Column("id", "91421221MA00000000"),
        Column("text", "C14"), Column("text", "潘家湾镇"), Column("int", 326), Column("dec2", 28640.5),
        Column("dec2", 865.2), Column("pct", 0.034)], hand=1)
    row = s.totals(row, first, row - 1, [None] * 3 + ["int", "dec2", "dec2", "pct", None])
    s.foot(row, ["单位负责人：", "审核人：", "填报人："])
    _costs(book, look)
    book.close()
    return book


def _costs(book, look):
    s = book.sheet("企业成本", [14] + [13] * 6, look=look, suffix="-2")
    row = s.front("企业生产经营成本变动情况", measure="计量单位：户、万元",
                  period='=TEXT(截至日期,"yyyy年")&"度"', period_sample="2026年度")
    top = row
    row = s.head(row, [["成本类别", "填报户次", "本年成本", "上年成本", "增减额", "增减率", "占本年\n成本比重"]])
    row = s.numbers(row, ["甲", 1, 2, 3, 4, 5, 6])
    first = row
    year = ("年度", Raw("YEAR(截至日期)"))

    def shown(k, column):
        return (f'IF({count("成本项", year, 类别=k)}<3,"—",'
                f'{total(f"成本项[{column}]", year, 类别=k)})')

    kinds = ["物流", "用能", "融资", "原材料", "用工", "税费"]
    end = first + len(kinds)
    cells = [Cell(lambda k: count("成本项", year, 类别=k), sample=42),
             Cell(lambda k: shown(k, "年成本"), "dec2", 8620.4),
             Cell(lambda k: shown(k, "上年成本"), "dec2", 9015.7),
             Cell('=IFERROR(C{r}-D{r},"—")', "dec2"), Cell('=IFERROR(ROUND(C{r}/D{r}-1,4),"—")',
                                                           "pct"),
             Cell(f'=IFERROR(ROUND(C{{r}}/C${end},4),"—")', "pct")]
    row = s.grid(row, [(k, k) for k in kinds], cells)
    row = s.totals(row, first, row - 1, ["int", "dec2", "dec2", "dec2",
                                         ("pct", growth("C{r}", "D{r}")),
                                         ("pct", share("C{r}", "C{r}"))], left=1)
    s.frame(top, row - 1)
    row = s.notes(row, ["注：成本属企业商业秘密，不足3户次的类别不列数，合计不含不列数的类别。"])
    s.foot(row, ["审核人：", "填报人："])


# ---- 03 chains, gaps, leads ----------------------------------------------------------------------

def chains(path, preview):
    book = Book(path, Identity("产业03表", "市产业链工作专班", 603), preview=preview)
    look = Look(fill="#FFF2CC", row_height=24)
    s = book.sheet("链条概况", [13] + [9.2, 9.2, 13, 9.2, 13] + [9] * 7 + [13], look=look,
                   landscape=True,
                   suffix="-1")
    row = s.front("重点产业链发展和招商情况表", measure="计量单位：个、家、万元", identity="pair", period=AS_OF,
                  period_sample=AS_OF_SAMPLE)
    top = row
    row = s.head(row, [
        ["产业链", "链条现状", "<", "<", "产品", "<", "招商线索（件）", "<", "<", "<", "<", "<", "转化率",
         "签约意向\n投资额"],
        ["^", "节点数", "本地\n企业数", "本地产值", "产品数", "年销售额", "合计", "线索和\n接触", "考察", "洽谈", "签约",
         "流失", "^", "^"]])
    row = s.numbers(row, ["甲"] + list(range(1, 14)))
    s.keep_headings(top, row - 1)
    first = row
    cells = [Cell(lambda k: count("产业链节点", 产业链=k), sample=14),
             Cell(lambda k: total("产业链节点[本地企业数]", 产业链=k), sample=62),
             Cell(lambda k: total("产业链节点[本地产值]", 产业链=k), "dec2", 286420.5),
             Cell(lambda k: count("产品", 产业链=k), sample=48),
             Cell(lambda k: total("产品[年销售额]", 产业链=k), "dec2", 218640.2),
             Cell("=SUM(H{r}:L{r})"), Cell(lambda k: _leads(k, "线索", "接触"), sample=12)]
    cells += [Cell(lambda k, st=st: _leads(k, st), sample=4) for st in ("考察", "洽谈", "签约", "流失")]
    cells += [Cell(share("K{r}", "G{r}"), "pct"),
              Cell(lambda k: _leads(k, "签约", of="招商线索[意向投资额]"), "dec2", 36000)]
    row = s.grid(row, [(k, k) for k in CHAINS], cells)
    row = s.totals(row, first, row - 1, ["int", "int", "dec2", "int", "dec2"] + ["int"] * 6
                   + [("pct", share("K{r}", "G{r}")), "dec2"], left=1)
    s.frame(top, row - 1)
    row = s.notes(row, ["注：6=7+8+9+10+11，12=10÷6。产业链目录由市里确定，调整目录时同步调整本表。"])
    s.foot(row, ["专班负责人：", "审核人：", "填报人："])
    _gaps(book, look)
    _gap_list(book)
    book.close()
    return book


def _leads(chain, *stages, of=""):
    """Leads of a chain; a lead that names none has the chain of the gap it is to close."""
    node = "XLOOKUP(招商线索[缺口编号],产业缺口[缺口编号],产业缺口[节点编号],\"\")"
    own = (f'IF(招商线索[产业链]="",XLOOKUP({node},产业链节点[节点编号],产业链节点[产业链],""),'
           "招商线索[产业链])")
    stage = "+".join(f'(招商线索[阶段]="{name}")' for name in stages)
    return f'SUMPRODUCT(({own}="{chain}")*({stage}){"*" + of if of else ""})'


def _gaps(book, look):
    s = book.sheet("缺口汇总", [13] + [8.5] * 4 + [13, 13, 15.5, 9.5], look=look, landscape=True,
                   suffix="-2")
    row = s.front("产业链缺口和补链情况", measure="计量单位：个、万元", identity="pair", period=AS_OF,
                  period_sample=AS_OF_SAMPLE)
    top = row
    row = s.head(row, [["缺口类别", "缺口个数", "<", "<", "<", "年需求额", "本地可供额", "缺口额", "平均外购\n占比（%）"],
                       ["^", "合计", "待补链", "招商中", "已补链", "^", "^", "^", "^"]])
    first, g = row, "产业缺口"
    live = ("状态", "<>已补链")
    cells = [Cell("=C{r}+D{r}+E{r}")]
    cells += [Cell(lambda k, st=st: count(g, 类别=k, 状态=st), sample=6) for st in ("待补链", "招商中",
                                                                                "已补链")]
    cells += [Cell(lambda k, c=c: total(f"产业缺口[{c}]", live, 类别=k), "dec2", 18640.5)
              for c in ("年需求额", "本地可供额", "缺口额")]
    cells.append(Cell(lambda k: f'IFERROR(ROUND({average("产业缺口[外购占比]", live, 类别=k)},1),"")', "dec1",
                      68.4))
    kinds = ["缺企业", "缺产品", "产能不足", "单一来源", "缺技术"]
    row = s.grid(row, [(k, k) for k in kinds], cells)
    row = s.totals(row, first, row - 1, ["int"] * 4 + ["dec2"] * 3 + [None], left=1)
    s.frame(top, row - 1)
    s.heights[row] = 12
    row += 1
    top = row
    row = s.head(row, [["供应关系", "关系数", "<", "平均运距（公里）", "<", "平均交货天数", "其中：企业\n确认", "投入品供应",
                        "<"],
                       ["^", "条", "占比", "公里", "<", "天", "条", "项　目", "种数"]])
    first, link = row, "供应关系"
    bands = ["10%以下", "10%-30%", "30%-60%", "60%-85%", "85%以上"]
    end = first + len(bands)
    inputs = [("投入品合计", count("投入需求")), ("只有一家供应商", count("投入需求", 供应商数="1")),
              ("其中：不可替代", count("投入需求", 供应商数="1", 可替代="否")),
              ("无本地采购", count("投入需求", 本地采购占比="0")),
              ("本地采购过半", count("投入需求", 本地采购占比=">50"))]
    for band, (name, formula) in zip(bands, inputs):
        s.label(f"A{row}", band.replace("-", "—"))
        s.bind(f"B{row}", "=" + count(link, 份额区间=band), sample=86)
        s.calc(f"C{row}", share(f"B{row}", f"B${end}"), "pct")
        for where, column, digits, kind in ((f"D{row}:E{row}", "运距", 0, "int"),
                                            (f"F{row}", "交货天数", 1, "dec1")):
            mean = average(f"供应关系[{column}]", 份额区间=band)
            s.bind(where, f'=IFERROR(ROUND({mean},{digits}),"")', kind, 86)
        s.bind(f"G{row}", "=" + count(link, 份额区间=band, 来源="企业确认"), sample=40)
        s.label(f"H{row}", name)
        s.bind(f"I{row}", "=" + formula, sample=21)
        row += 1
    s.label(f"A{row}", "合　计", bold=True)
    s.calc(f"B{row}", f"=SUM(B{first}:B{row - 1})", bold=True)
    s.calc(f"C{row}", share(f"B{row}", f"B{row}"), "pct", bold=True)
    s.label(f"D{row}:E{row}", "—")
    s.label(f"F{row}", "—")
    s.calc(f"G{row}", f"=SUM(G{first}:G{row - 1})", bold=True)
    s.label(f"H{row}", "单一来源占比")
    s.calc(f"I{row}", share(f"I{first + 1}", f"I{first}"), "pct", bold=True)
    s.frame(top, row)
    s.foot(row + 1, ["审核人：", "填报人："])


def _gap_list(book):
    s = book.sheet("缺口清单", [5, 12, 24, 10, 13, 13, 13, 9, 11, 9, 16], look=Look(fill="#FFF2CC"),
                   landscape=True, suffix="-3", one_page=False)
    row = s.front("未补链缺口清单", measure="计量单位：万元、%", identity="line", period=AS_OF,
                  period_sample=AS_OF_SAMPLE)
    top = row
    row = s.head(row, [["序号", "产业链", "节点名称", "缺口\n类别", "年需求额", "本地可供额", "缺口额", "外购\n占比",
                        "发现日期", "状态", "对接措施"]])
    s.keep_headings(top, row - 1)

    def node(column):
        return f'XLOOKUP(产业缺口[节点编号],产业链节点[节点编号],产业链节点[{column}],"")'

    formula = listing(
        [node("产业链"), node("节点名称"), "产业缺口[类别]", "产业缺口[年需求额]", "产业缺口[本地可供额]", "产业缺口[缺口额]",
         "产业缺口[外购占比]", "产业缺口[发现日期]", "产业缺口[状态]"], '产业缺口[状态]<>"已补链"',
        [("产业缺口[缺口额]", -1), ("产业缺口[缺口编号]", 1)])
    first = row
    row = s.roster(row, 15, formula, [
        Column("text", "纸及包装"), Column("text", "金属易拉盖", {"align": "left"}), Column("text", "缺企业"),
        Column("dec2", 6800), Column("dec2", 1200), Column("dec2", 5600), Column("dec1", 82.4),
        Column("date"), Column("text", "招商中")], hand=1)
    row = s.totals(row, first, row - 1, [None, None, "dec2", "dec2", "dec2"] + [None] * 4)
    s.foot(row, ["审核人：", "填报人："])


# ---- 04 one firm, one form -----------------------------------------------------------------------

def firm_form(path, preview):
    """Made once for each larger firm: it confirms what is known and adds the rest."""
    book = Book(path, Identity("产业04表", "市产业链工作专班", 604), preview=preview)
    s = book.sheet("企业确认表", [15, 13, 13, 15, 13, 13, 11], look=Look(font="仿宋", size=11))
    row = s.front("企业供需信息确认表（一企一表）", unit_label="所在地：", period=AS_OF, period_sample=AS_OF_SAMPLE,
                  measure="计量单位：人、万元", identity="pair")
    top = row
    facts = [
        [("企业名称", "=[@名称]", "text", "咸宁某某食品有限公司"),
         ("统一社会\n信用代码", "=[@统一社会信用代码]", "id", "91421221MA00000000")],
        [("主体类型", "=[@类型]", "text", "企业"), ("行业大类代码", "=[@行业]", "text", "C14")],
        [("成立日期", "=[@成立日期]", "date", None), ("所在村（社区）", "=XLOOKUP([@单位],单位[code],单位[name])",
                                                 "text", "四邑村")],
        [("从业人数", "=[@从业人数]", "int", 326), ("年产值", "=[@年产值]", "dec2", 28640.5)],
        [("年纳税额", "=[@年纳税额]", "dec2", 865.2), ("人均产值", '=IFERROR(ROUND([@年产值]/[@从业人数],2),"")',
                                                "dec2", 87.85)]]
    for line in facts:
        for (name, formula, kind, sample), (a, b) in zip(line, (("A", "B{0}:C{0}"),
                                                                ("D", "E{0}:G{0}"))):
            s.label(f"{a}{row}", name)
            s.bind(b.format(row), formula, kind, sample)
        s.heights[row] = 28
        row += 1
    row = _firm_lists(s, row)
    s.label(f"A{row}", "希望本地\n配套的需求")
    s.hand(f"B{row}:G{row}", "long", valign="top")
    s.heights[row] = 48
    row += 1
    s.label(f"A{row}", "企业确认")
    s.label(f"B{row}:G{row}", "以上信息属实，同意用于供需对接。　　　　　　（盖章）　　　年　　月　　日", align="right")
    s.heights[row] = 36
    s.frame(top, row)
    s.notes(row + 1, ["注：已掌握的信息预先填好，企业只改有变化的、只填没有的；客户、价格不填。只用于供需对接，汇总不足3家的不公布。"])
    book.close(each='(经营主体[规模以上]="是")*(经营主体[经营状态]="在营")',
               about="每个在营的规模以上企业一份 / one copy for each larger firm in operation")
    return book


def _firm_lists(s, row):
    own = "[统一社会信用代码]=[@统一社会信用代码]"
    s.label(f"A{row}:G{row}", "主　要　产　品", bold=True, bg_color="#F2F2F2")
    row = s.head(row + 1, [["产品名称", "产业链", "计量单位", "年产量", "年销售额", "本地销售\n占比（%）", "有无变化"]])
    columns = ",".join(f"产品[{c}]" for c in ("名称", "产业链", "计量单位", "年产量", "年销售额", "本地销售占比"))
    row = s.roster(row, 4, f"=FILTER(HSTACK({columns}),产品{own})", [
        Column("text", "桂花糕"), Column("text", "桂花全产业"), Column("text", "吨"), Column("dec2", 200),
        Column("dec2", 1860), Column("dec1", 35)], left=0, serial=False, hand=1, height=23)
    s.label(f"A{row}:G{row}", "主　要　产　能", bold=True, bg_color="#F2F2F2")
    row = s.head(row + 1, [["产品名称", "计量单位", "年产能", "资质认证", "产能利用率\n（%）", "确认日期", "有无变化"]])
    name = 'XLOOKUP(产能[产品编号],产品[产品编号],产品[名称],"")'
    columns = ",".join([name] + [f"产能[{c}]" for c in ("计量单位", "年产能", "资质认证", "产能利用率", "确认日期")])
    return s.roster(row, 4, f"=FILTER(HSTACK({columns}),产能{own})", [
        Column("text", "桂花糕"), Column("text", "吨"), Column("dec2", 500), Column("text", "ISO22000"),
        Column("dec1", 40), Column("date")], left=0, serial=False, hand=1, height=23)


TEMPLATES = {
    "01市监_经营主体发展情况月报": businesses,
    "02经信_规模以上企业名录和成本情况表": larger_firms,
    "03专班_重点产业链缺口和招商情况表": chains,
    "04专班_企业供需信息确认表（一企一表）": firm_form,
}
