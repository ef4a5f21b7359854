"""packs/projects: progress, blockers, monthly earned value, settlement and assets. Money in 万元."""

from formulas import (Raw, average, before, count, growth, listing, share, this_year, total,
                      unit_name,
                      within)
from layout import AS_OF_DATE, Book
from parts import Cell, Column, Identity, Look

AS_OF = '="截至"&TEXT(截至日期,"yyyy年m月d日")'
AS_OF_SAMPLE = "截至2026年10月31日"
KINDS = [("农业项目", "农业"), ("工业项目", "工业"), ("基础设施项目", "基础设施"), ("民生项目", "民生")]
DONE = 'IFERROR(ROUND(项目[本年完成投资]/项目[本年计划投资],4),"")'
EXPECTED = "MONTH(截至日期)/12"
LIGHT = (f'IF({DONE}="","",IF({DONE}>={EXPECTED},"绿",IF({DONE}>={EXPECTED}*0.8,"黄","红")))')


def project(column: str, ledger: str) -> str:
    """A column of the project each row of a ledger belongs to."""
    return f'XLOOKUP({ledger}[项目编号],项目[项目编号],项目[{column}],"")'


# ---- 01 progress ---------------------------------------------------------------------------------

def progress(path, preview):
    book = Book(path, Identity("项目01表", "市发展和改革委员会", 501), preview=preview)
    look = Look(fill="#DDEBF7", row_height=25)
    _summary(book, look)
    _project_list(book, look)
    _stage_nodes(book, look)
    book.close()
    return book


def _summary(book, look):
    s = book.sheet("汇总", [15, 8, 12, 12, 12] + [8.6] * 10, look=look, landscape=True, suffix="-1")
    row = s.front("重点项目建设进度月报", measure="计量单位：个、万元", identity="pair", period=AS_OF,
                  period_sample=AS_OF_SAMPLE)
    top = row
    row = s.head(row, [
        ["项目类别", "项目\n个数", "总投资", "本年投资", "<", "<", "<", "所处阶段（个）", "<", "<", "<", "<", "<",
         "有堵点\n项目", "逾期未\n竣工"],
        ["^", "^", "^", "计划", "完成", "完成率", "比序时\n进度±", "洽谈", "签约", "开工", "在建", "竣工", "投产", "^",
         "^"]])
    row = s.numbers(row, ["甲"] + list(range(1, 15)))
    first = row
    cells = [Cell(lambda k: count("项目", 类别=k), sample=18)]
    cells += [Cell(lambda k, c=c: total(f"项目[{c}]", 类别=k), "dec2", 58600.25)
              for c in ("总投资", "本年计划投资", "本年完成投资")]
    pace = 'IFERROR(ROUND(E{r}/D{r},4)-$G$' + str(first + 5) + ',"")'
    cells += [Cell(share("E{r}", "D{r}"), "pct"), Cell("=" + pace, "pct")]
    cells += [Cell(lambda k, st=st: count("项目", 类别=k, 阶段=st), sample=3)
              for st in ("洽谈", "签约", "开工", "在建", "竣工", "投产")]
    cells += [Cell(lambda k: count("项目", 类别=k, 堵点="<>"), sample=2),
              Cell(lambda k: count("项目", before("计划竣工日期", "截至日期"), 类别=k, 竣工日期=""), sample=1)]
    row = s.grid(row, KINDS, cells)
    row = s.totals(row, first, row - 1, ["int", "dec2", "dec2", "dec2",
                                         ("pct", share("E{r}", "D{r}")),
                                         ("pct", "=" + pace)] + ["int"] * 8, left=1)
    s.label(f"A{row}:F{row}", "序时进度（当年已过月数÷12）", align="right")
    s.bind(f"G{row}", f"=ROUND({EXPECTED},4)", "pct", 0.8333)
    s.label(f"H{row}:O{row}", "“比序时进度±”为完成率减序时进度，负数为落后。", align="left")
    s.mark(f"G{first}:G{row - 1}", {"type": "cell", "criteria": "<", "value": 0},
           font_color="#C00000")
    s.frame(top, row)
    s.keep_headings(top, first - 1)
    row = s.notes(row + 1, ["注：1=7+8+9+10+11+12；5=4÷3。在库项目含洽谈、签约项目，总投资按备案或批复金额填列。"])
    s.foot(row, ["单位负责人：", "审核人：", "填报人：", "联系电话："])


def _project_list(book, look):
    s = book.sheet("项目清单", [5, 30, 13, 9, 12, 12, 12, 8, 7, 11, 11, 8, 6, 16], look=look,
                   landscape=True, suffix="-2", one_page=False)
    row = s.front("重点项目清单", measure="计量单位：万元", identity="line", period=AS_OF,
                  period_sample=AS_OF_SAMPLE)
    top = row
    row = s.head(row, [
        ["序号", "项目名称", "所在地", "类别", "总投资", "本年投资", "<", "<", "当前\n阶段", "开工日期", "计划竣工\n日期",
         "堵点", "亮灯", "下一步打算"],
        ["^", "^", "^", "^", "^", "计划", "完成", "完成率", "^", "^", "^", "^", "^", "^"]])
    s.keep_headings(top, row - 1, 2)
    columns = ["项目[名称]", unit_name("项目"), "项目[类别]", "项目[总投资]", "项目[本年计划投资]", "项目[本年完成投资]",
               DONE, "项目[阶段]", "项目[开工日期]", "项目[计划竣工日期]", "项目[堵点]", LIGHT]
    formula = listing(columns, '项目[项目编号]<>""', [("项目[总投资]", -1), ("项目[项目编号]", 1)])
    first = row
    row = s.roster(row, 16, formula, [
        Column("text", "金属包装生产线三期项目", {"align": "left"}), Column("text", "潘家湾镇"),
        Column("text", "工业"), Column("dec2", 38600), Column("dec2", 12000), Column("dec2", 10860.5),
        Column("pct", 0.905), Column("text", "在建"), Column("date"), Column("date"),
        Column("text", "用电"), Column("text", "绿")], hand=1, height=22)
    for colour, name in (("#C6E0B4", "绿"), ("#FFE699", "黄"), ("#F8CBAD", "红")):
        s.mark(f"M{first}:M{row - 1}", {"type": "cell", "criteria": "==", "value": f'"{name}"'},
               bg_color=colour)
    row = s.totals(row, first, row - 1, [None, None, "dec2", "dec2", "dec2",
                                         ("pct", share("G{r}", "F{r}"))] + [None] * 6)
    row = s.notes(row, ["注：按总投资由大到小排列。亮灯：完成率不低于序时进度为绿，不低于序时进度的80%为黄，其余为红；未安排本年投资的不亮灯。"])
    s.foot(row, ["审核人：", "填报人："])


def _stage_nodes(book, look):
    s = book.sheet("节点完成", [12] + [10.5] * 7, look=Look(fill="#DDEBF7", row_height=22), suffix="-3")
    row = s.front("项目阶段节点完成情况", measure="计量单位：个、天", identity="pair", period=AS_OF,
                  period_sample=AS_OF_SAMPLE)
    top = row
    row = s.head(row, [["节　点", "计划本年完成", "<", "本年实际完成", "<", "<", "逾期未\n完成", "平均逾\n期天数"],
                       ["^", "全年", "至本期", "合计", "按期", "按期率", "^", "^"]])
    s.keep_headings(top, row - 1)
    n = "阶段节点"
    year_plan = [("计划日期", Raw('">="&DATE(YEAR(截至日期),1,1)')),
                 ("计划日期", Raw('"<="&DATE(YEAR(截至日期),12,31)'))]
    done = this_year("完成日期")
    cells = [
        Cell(lambda k: count(n, year_plan, 节点=k), sample=12),
        Cell(lambda k: count(n, this_year("计划日期"), 节点=k), sample=10),
        Cell(lambda k: count(n, done, 节点=k), sample=9),
        Cell(lambda k: count(n, done, [("计划日期", "<>")], 节点=k, 逾期天数="0"), sample=7),
        Cell(share("E{r}", "D{r}"), "pct"),
        Cell(lambda k: count(n, before("计划日期", "截至日期"), 节点=k, 完成日期=""), sample=2),
        Cell(lambda k: f'IFERROR(ROUND({average("阶段节点[逾期天数]", 节点=k, 逾期天数=">0")},0),"")',
             sample=26)]
    names = ["洽谈", "签约", "立项", "用地", "规划", "施工许可", "开工", "竣工", "试产", "投产", "达产", "结算", "决算",
             "交付", "运营"]
    row = s.grid(row, [(k, k) for k in names], cells)
    s.frame(top, row - 1)
    row = s.notes(row, ["注：节点以证照、批复等依据文件为准，不以现场照片为准。按期指完成日期不晚于计划日期。"])
    s.foot(row, ["审核人：", "填报人："])


# ---- 02 blockers ---------------------------------------------------------------------------------

def blockers(path, preview):
    book = Book(path, Identity("项目02表", "市重点项目工作专班", 502), preview=preview)
    look = Look(title_font="宋体", title_size=20, edge="heavy", row_height=25)
    s = book.sheet("分类汇总", [12] + [10] * 9, look=look, suffix="-1", landscape=True)
    row = s.front("项目堵点难点解决情况汇总表", measure="计量单位：个、天", identity="pair", period=AS_OF,
                  period_sample=AS_OF_SAMPLE)
    top = row
    row = s.head(row, [
        ["堵点类别", "累计提出", "本月新提", "本月解决", "办理状态", "<", "<", "<", "逾期未\n解决", "平均解决\n天数"],
        ["^", "^", "^", "^", "待认领", "解决中", "已提级", "已解决", "^", "^"]])
    row = s.numbers(row, ["甲"] + list(range(1, 10)))
    s.keep_headings(top, row - 1)
    first, b = row, "项目堵点"
    solved = [("解决日期", "<>"), ("提出日期", "<>")]
    cells = [Cell(lambda k: count(b, 类别=k), sample=26),
             Cell(lambda k: count(b, within("提出日期"), 类别=k), sample=3),
             Cell(lambda k: count(b, within("解决日期"), 类别=k), sample=4)]
    cells += [Cell(lambda k, st=st: count(b, 类别=k, 状态=st), sample=2)
              for st in ("待认领", "解决中", "已提级", "已解决")]
    cells += [
        Cell(lambda k: count(b, before("解决期限", "截至日期"), 类别=k, 状态="<>已解决"), sample=1),
        Cell(lambda k: f'IFERROR(ROUND(({total("项目堵点[解决日期]", solved, 类别=k)}-'
                       f'{total("项目堵点[提出日期]", solved, 类别=k)})/{count(b, solved, 类别=k)},0),"")',
             sample=32)]
    row = s.grid(row, [(k, k) for k in ("用地", "审批", "资金", "用电", "用工", "拆迁")], cells)
    row = s.totals(row, first, row - 1, ["int"] * 8 + [None], left=1)
    s.frame(top, row - 1)
    row = s.notes(row, ["注：堵点提出后2个工作日内认领，5个工作日内拿出方案；到期未解决的提级协调。"])
    s.foot(row, ["专班负责人：", "审核人：", "填报人："])
    _blocker_list(book)
    book.close()
    return book


def _blocker_list(book):
    s = book.sheet("未解决清单", [5, 26, 8, 30, 16, 11, 11, 9, 9, 16], look=Look(edge="boxed", size=10),
                   landscape=True, suffix="-2", one_page=False)
    row = s.front("未解决堵点难点清单", measure="计量单位：天", identity="line", period=AS_OF_DATE,
                  period_sample=AS_OF_SAMPLE)
    top = row
    row = s.head(row, [["序号", "项目名称", "类别", "问题说明", "责任部门", "提出日期", "解决期限", "状态", "已用天数",
                        "协调意见"]])
    s.keep_headings(top, row - 1)
    formula = listing(
        [project("名称", "项目堵点"), "项目堵点[类别]", "项目堵点[说明]", "项目堵点[责任部门]", "项目堵点[提出日期]",
         "项目堵点[解决期限]", "项目堵点[状态]", "截至日期-项目堵点[提出日期]"], '项目堵点[状态]<>"已解决"',
        [("项目堵点[解决期限]", 1), ("项目堵点[堵点编号]", 1)])
    first = row
    row = s.roster(row, 14, formula, [
        Column("text", "金属包装生产线三期项目", {"align": "left"}), Column("text", "用电"),
        Column("long", "厂区变压器增容手续未办结，影响设备调试"),
        Column("text", "国网供电公司"), Column("date"), Column("date"), Column("text", "解决中"),
        Column("int", 45)], hand=1, height=27)
    s.mark(f"G{first}:G{row - 1}", {"type": "formula",
                                    "criteria": f"=AND(ISNUMBER($G{first}),$G{first}<{s.as_of})"},
           bg_color="#F8CBAD")
    s.foot(row, ["审核人：", "填报人："])


# ---- 03 settlement, final accounts, assets -------------------------------------------------------

BANDS = [("500万元以下", [("送审金额", "<=500")]),
         ("500万—2000万元", [("送审金额", ">500"), ("送审金额", "<=2000")]),
         ("2000万—5000万元", [("送审金额", ">2000"), ("送审金额", "<=5000")]),
         ("5000万元以上", [("送审金额", ">5000")])]


def settlement(path, preview):
    book = Book(path, Identity("项目03表", "市财政局", 503), preview=preview)
    look = Look(edge="open", number_align="right", row_height=25)
    _settlements(book, look)
    _final_accounts(book, look)
    _assets(book, look)
    book.close()
    return book


def _settlements(book, look):
    s = book.sheet("结算审核", [19] + [9, 8, 8, 8] + [13] * 3 + [9, 9], look=look, landscape=True,
                   suffix="-1")
    row = s.front("竣工结算审核情况表", measure="计量单位：个、万元", identity="pair", period=AS_OF,
                  period_sample=AS_OF_SAMPLE)
    top = row
    row = s.head(row, [
        ["送审金额", "项目数", "审核状态", "<", "<", "已审定项目", "<", "<", "<", "超期\n未审定"],
        ["^", "^", "送审", "审核中", "已审定", "送审金额", "审定金额", "核减金额", "核减率", "^"]])
    row = s.numbers(row, ["甲"] + list(range(1, 10)))
    first, t = row, "竣工结算"
    fixed = ("状态", "已审定")
    cells = [Cell("=C{r}+D{r}+E{r}")]
    cells += [Cell(lambda band, st=st: count(t, band, 状态=st), sample=4) for st in ("送审", "审核中",
                                                                                   "已审定")]
    cells += [Cell(lambda band, c=c: total(f"竣工结算[{c}]", band, fixed), "dec2", 18620.35)
              for c in ("送审金额", "审定金额")]
    cells += [Cell("=F{r}-G{r}", "dec2"), Cell(share("H{r}", "F{r}"), "pct"),
              Cell(lambda band: count(t, band, before("审核期限", "截至日期"), 状态="<>已审定"), sample=1)]
    row = s.grid(row, BANDS, cells, align="left")
    row = s.totals(row, first, row - 1, ["int"] * 4 + ["dec2"] * 3 + [
        ("pct", share("H{r}", "F{r}")), "int"], left=1)
    s.frame(top, row - 1)
    row = s.notes(row,
                  ["注：1=2+3+4，7=5-6。审核期限：500万元以下20日，500万—2000万元30日，2000万—5000万元45日，5000万元以上60日。"])
    s.foot(row, ["单位负责人：", "审核人：", "填报人："])


def _final_accounts(book, look):
    s = book.sheet("竣工决算", [30, 7] + [15] * 3, look=look, suffix="-2")
    row = s.front("竣工财务决算编报情况表", measure="计量单位：个、万元", period=AS_OF,
                  period_sample=AS_OF_SAMPLE)
    top = row
    row = s.head(row, [["指　标　名　称", "代码", "本　年", "上年同期", "增减率"]])
    row = s.numbers(row, ["甲", "乙", 1, 2, 3])
    t, first = "竣工决算", row

    def last(day):
        return [(day, Raw('">="&DATE(YEAR(截至日期)-1,1,1)')), (day, Raw('"<="&EDATE(截至日期,-12)'))]

    lines = [
        ("一、达到可用状态的项目", lambda f: count(t, f("可用日期")), "int"),
        ("二、应编制决算的项目（按编制期限）", lambda f: count(t, f("编制期限")), "int"),
        ("　　其中：已编制", lambda f: count(t, f("编制期限"), 编制日期="<>"), "int"),
        ("　　　　　逾期未编制", lambda f: count(t, f("编制期限"), before("编制期限", "截至日期"), 编制日期=""), "int"),
        ("三、已批复的决算", lambda f: count(t, f("批复日期")), "int"),
        ("四、批复决算金额", lambda f: total("竣工决算[决算金额]", f("批复日期")), "dec2")]
    for i, (name, make, kind) in enumerate(lines):
        s.label(f"A{row}", name, align="left")
        s.put(f"B{row}", "text", f"{i + 1:02d}", s._box("code"))
        s.bind(f"C{row}", "=" + make(this_year), kind, 12 if kind == "int" else 36820.46)
        s.bind(f"D{row}", "=" + make(last), kind, 10 if kind == "int" else 30125.8)
        s.calc(f"E{row}", growth(f"C{row}", f"D{row}"), "pct")
        row += 1
    s.calc(f"C{row}", share(f"C{first + 2}", f"C{first + 1}"), "pct")
    s.label(f"A{row}", "五、按期编制率", align="left")
    s.put(f"B{row}", "text", "07", s._box("code"))
    s.calc(f"D{row}", share(f"D{first + 2}", f"D{first + 1}"), "pct")
    s.label(f"E{row}", "—")
    s.frame(top, row)
    row = s.notes(row + 1, ["注：项目达到可用状态后3个月内编制竣工财务决算，经批准可延长：中小型不超过2个月，大型不超过6个月；批复前项目单位不得撤销。"])
    s.foot(row, ["单位负责人：", "填报人："])


def _assets(book, look):
    s = book.sheet("资产入账", [18, 8, 14] + [9] * 4 + [13, 10], look=look, suffix="-3", landscape=True)
    row = s.front("项目形成资产情况表", measure="计量单位：项、万元", identity="pair", period=AS_OF,
                  period_sample=AS_OF_SAMPLE)
    top = row
    row = s.head(row, [["资产类别", "项数", "资产原值", "使用情况（项）", "<", "<", "<", "年运行\n成本", "闲置率"],
                       ["^", "^", "^", "自用", "出租", "闲置", "移交", "^", "^"]])
    first, t = row, "项目资产"
    cells = [Cell(lambda k: count(t, 类别=k), sample=14),
             Cell(lambda k: total("项目资产[资产原值]", 类别=k), "dec2", 26840.12)]
    cells += [Cell(lambda k, u=u: count(t, 类别=k, 使用情况=u), sample=3) for u in ("自用", "出租", "闲置",
                                                                              "移交")]
    cells += [Cell(lambda k: total("项目资产[年运行成本]", 类别=k), "dec2", 320.5),
              Cell(share("F{r}", "B{r}"), "pct")]
    kinds = ["房屋和构筑物", "设备", "土地", "公共基础设施", "无形资产"]
    row = s.grid(row, [(k, k) for k in kinds], cells, align="left")
    row = s.totals(row, first, row - 1, ["int", "dec2"] + ["int"] * 4 + ["dec2", (
        "pct", share("F{r}", "B{r}"))], left=1)
    s.frame(top, row - 1)
    s.foot(row, ["单位负责人：", "审核人：", "填报人："])


# ---- 04 monthly earned value, contracts, payments ------------------------------------------------

def monthly(path, preview):
    book = Book(path, Identity("项目04表", "市发展和改革委员会", 504), preview=preview)
    look = Look(fill="#E2EFDA")
    s = book.sheet("月度进度", [5, 28, 9, 11, 11, 11, 11, 8, 8, 11, 14], look=look, landscape=True,
                   suffix="-1", one_page=False)
    row = s.front("项目月度进度和投资执行情况表", measure="计量单位：万元", identity="line")
    top = row
    row = s.head(row, [
        ["序号", "项目名称", "形象\n进度", "当月完成\n投资", "累计计划\n价值", "累计完成\n价值", "累计实际\n成本", "绩效指数", "<",
         "累计到位\n资金", "说　明"],
        ["^", "^", "^", "^", "^", "^", "^", "进度", "成本", "^", "^"]])
    s.keep_headings(top, row - 1)
    m = "月度进度"
    formula = listing(
        [project("名称", m), f"{m}[形象进度]/100", f"{m}[当月完成投资]", f"{m}[计划价值]", f"{m}[挣值]",
         f"{m}[实际成本]", f'IFERROR(ROUND({m}[挣值]/{m}[计划价值],2),"")',
         f'IFERROR(ROUND({m}[挣值]/{m}[实际成本],2),"")', f"{m}[到位资金]"],
        f'{m}[月份]=TEXT(期末,"yyyy-mm")', [(f"{m}[项目编号]", 1)])
    first = row
    row = s.roster(row, 16, formula, [
        Column("text", "金属包装生产线三期项目", {"align": "left"}), Column("pct", 0.72),
        Column("dec2", 860.5), Column("dec2", 9800), Column("dec2", 9260.4), Column("dec2", 9410.7),
        Column("dec2", 0.94), Column("dec2", 0.98), Column("dec2", 10500)], hand=1)
    s.mark(f"H{first}:I{row - 1}", {"type": "cell", "criteria": "between", "minimum": 0.0001,
                                    "maximum": 0.8999}, font_color="#C00000", bold=True)
    row = s.totals(row, first, row - 1, [None] + ["dec2"] * 4 + [
        ("dec2", '=IFERROR(ROUND(F{r}/E{r},2),"")'), ("dec2", '=IFERROR(ROUND(F{r}/G{r},2),"")'),
        "dec2", None])
    row = s.notes(row,
                  ["注：进度绩效指数=完成价值÷计划价值，成本绩效指数=完成价值÷实际成本，低于0.90的以红字提示。临近完工时进度绩效指数趋近1，请结合计划竣工日期判断。"])
    s.foot(row, ["审核人：", "填报人："])
    _contracts(book, look)
    book.close()
    return book


def _contracts(book, look):
    s = book.sheet("合同支付", [13, 8, 13, 13, 12, 12, 12, 12, 9], look=look, landscape=True,
                   suffix="-2")
    row = s.front("项目合同签订、变更和支付情况表", measure="计量单位：份、万元", identity="pair", period=AS_OF,
                  period_sample=AS_OF_SAMPLE)
    top = row
    row = s.head(row, [["合同类别", "合同", "<", "变更后\n金额", "增减额", "本年签订", "<", "超期未\n完成（份）", "变更率"],
                       ["^", "份数", "金额", "^", "^", "份数", "金额", "^", "^"]])
    first, t = row, "项目合同"
    cells = [Cell(lambda k: count(t, 类别=k), sample=12),
             Cell(lambda k: total("项目合同[合同金额]", 类别=k), "dec2", 36800),
             Cell(lambda k: total("项目合同[变更后金额]", 类别=k) + "+"
                  + total("项目合同[合同金额]", 类别=k, 变更后金额=""), "dec2", 37450.6),
             Cell("=D{r}-C{r}", "dec2"), Cell(lambda k: count(t, this_year("签订日期"), 类别=k),
                                              sample=5),
             Cell(lambda k: total("项目合同[合同金额]", this_year("签订日期"), 类别=k), "dec2", 12480),
             Cell(lambda k: count(t, before("约定完工日期", "截至日期"), 类别=k, 状态="履行中"), sample=1),
             Cell(share("E{r}", "C{r}"), "pct")]
    row = s.grid(row, [(k, k) for k in ("勘察设计", "施工", "监理", "设备采购", "服务")], cells)
    row = s.totals(row, first, row - 1, ["int", "dec2", "dec2", "dec2", "int", "dec2", "int",
                                         ("pct", share("E{r}", "C{r}"))], left=1)
    s.frame(top, row - 1)
    s.heights[row] = 12
    row += 1
    top = row
    row = s.head(row, [["支付类别", "本月支付", "<", "本年支付", "<", "累计支付", "<", "占累计比重", "<"],
                       ["^", "笔数", "金额", "笔数", "金额", "笔数", "金额", "^", "<"]])
    first, end = row, row + 4
    for kind in ("预付款", "进度款", "结算款", "质保金"):
        s.label(f"A{row}", kind)
        for (a, b), when in (("BC", within("支付日期")), ("DE", this_year("支付日期")), ("FG", [])):
            s.bind(f"{a}{row}", "=" + count("项目支付", when, 类别=kind), sample=8)
            s.bind(f"{b}{row}", "=" + total("项目支付[支付金额]", when, 类别=kind), "dec2", 2360.5)
        s.calc(f"H{row}:I{row}", share(f"G{row}", f"G${end}"), "pct")
        row += 1
    s.label(f"A{row}", "合　计", bold=True)
    for c in "BCDEFG":
        s.calc(f"{c}{row}", f"=SUM({c}{first}:{c}{row - 1})", "dec2" if c in "CEG" else "int",
               bold=True)
    s.calc(f"H{row}:I{row}", share(f"G{row}", f"G{row}"), "pct", bold=True)
    s.frame(top, row)
    s.foot(row + 1, ["审核人：", "填报人："])


TEMPLATES = {
    "01发改_重点项目建设进度月报": progress,
    "02专班_项目堵点难点解决情况表": blockers,
    "03财政_竣工结算决算和资产入账情况表": settlement,
    "04发改_项目月度进度和合同支付情况表": monthly,
}
