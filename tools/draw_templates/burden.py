"""packs/burden: work groups, the register of forms, papers and meetings, certificates, duties."""

from formulas import (EACH, UNITS, Raw, average, before, by_name, by_unit, count, growth,
                      last_year_to_date, listing, month_last_year, own_level, share, this_year,
                      total, within)
from layout import AS_OF_DATE, Book
from parts import Cell, Column, Identity, Look

AS_OF = '="截至"&TEXT(截至日期,"yyyy年m月d日")'
AS_OF_SAMPLE = "截至2026年10月31日"
NEW_YEAR = "DATE(YEAR(截至日期),1,1)"


# ---- 01 work groups and apps ---------------------------------------------------------------------

def held(kind, limit):
    """Groups that had been set up and not yet merged or closed at the end of a day."""
    later = ("建立日期", Raw(f'">"&{limit}'))
    until = f'"<="&{limit}'
    return f'{count("工作群", 类型=kind)}-{count("工作群", later, 类型=kind)}-{gone(kind, until)}'


def gone(kind, limit, *extra):
    """Groups merged or closed by a date."""
    return count("工作群", *extra, ("类型", kind), ("处置", "<>保留"), ("处置日期", Raw(limit)))


def groups(path, preview):
    book = Book(path, Identity("网信减01表", "市委网信办", 101), preview=preview)
    s = book.sheet("清理整治统计", [12, 11] + [9] * 10, look=Look(edge="heavy", row_height=24),
                   landscape=True, suffix="-1")
    row = s.front("政务应用程序和工作群清理整治情况统计表", measure="计量单位：个", identity="pair",
                  period=AS_OF, period_sample=AS_OF_SAMPLE)
    top = row
    row = s.head(row, [
        ["类　　别", "<", "年初数", "本年新建", "本年清理", "<", "<", "期末数", "比年初减少", "<",
         "与上年同期比较", "<"],
        ["^", "<", "^", "^", "合并", "关闭", "小计", "^", "减少数", "压减率", "上年同期", "增减率"]])
    row = s.numbers(row, ["甲", "乙"] + list(range(1, 11)))
    s.keep_headings(top, row - 1)
    first = row
    year_start = f'"<"&{NEW_YEAR}'
    born = ("建立日期", Raw(f'">="&{NEW_YEAR}'))
    in_year = this_year("处置日期")
    cells = [
        Cell(lambda k: f'{count("工作群", 类型=k)}-{count("工作群", born, 类型=k)}'
                       f"-{gone(k, year_start)}", sample=42),
        Cell(lambda k: count("工作群", this_year("建立日期"), 类型=k), sample=3),
        Cell(lambda k: count("工作群", in_year, 类型=k, 处置="合并"), sample=9),
        Cell(lambda k: count("工作群", in_year, 类型=k, 处置="关闭"), sample=14),
        Cell("=E{r}+F{r}"), Cell("=C{r}+D{r}-G{r}"), Cell("=C{r}-H{r}"),
        Cell(share("I{r}", "C{r}"), "pct"),
        Cell(lambda k: held(k, "EDATE(截至日期,-12)"), sample=40),
        Cell(growth("H{r}", "K{r}"), "pct")]
    for name, kinds in (("工作群", ["微信群", "QQ群"]), ("政务新媒体", ["公众号"]),
                        ("政务应用程序", ["小程序", "APP"])):
        s.group(row, row + len(kinds) - 1, name)
        row = s.grid(row, [([None, kind], kind) for kind in kinds], cells, left=2)
    row = s.totals(row, first, row - 1, ["int"] * 7 + [("pct", share("I{r}", "C{r}")), "int",
                                                      ("pct", growth("H{r}", "K{r}"))])
    s.frame(top, row - 1)
    row = s.notes(row, ["注：1．期末数=年初数+本年新建-本年清理。2．同一平台既有小程序又有公众号的分别统计，不重复计入。"
                        "3．县级以下单位不得自建政务应用程序；压减率是整体数，不对单位和个人排名。"])
    s.foot(row, ["单位负责人：", "审核人：", "填报人：", "联系电话："])
    _groups_by_unit(book)
    book.close()
    return book


def _groups_by_unit(book):
    s = book.sheet("分单位情况", [5, 18] + [9.5] * 8, landscape=True, suffix="-2", one_page=False)
    row = s.front("政务应用程序和工作群保有情况（分单位）", measure="计量单位：个", identity="line",
                  period=AS_OF, period_sample=AS_OF_SAMPLE)
    top = row
    row = s.head(row, [["序号", "单位名称", "期末保有数", "<", "<", "<", "<", "<", "本年清理", "<"],
                       ["^", "^", "合计", "微信群", "QQ群", "公众号", "小程序", "APP", "合并", "关闭"]])
    s.keep_headings(top, row - 1)
    unit = [("单位", UNITS)]
    gone_by_now = [("处置", "<>保留"), ("处置日期", Raw('"<="&截至日期'))]
    cells = [f'{count("工作群", unit)}-{count("工作群", unit, gone_by_now)}']
    cells += [f'{count("工作群", unit, 类型=k)}-{count("工作群", unit, gone_by_now, 类型=k)}'
              for k in ("微信群", "QQ群", "公众号", "小程序", "APP")]
    cells += [count("工作群", unit, this_year("处置日期"), 处置=way) for way in ("合并", "关闭")]
    first, columns = row, [Column("int", 12)] * 8
    row = s.own_line(row, [own_level(cell) for cell in cells], columns)
    row = s.roster(row, 14, by_unit(cells), [Column("text", "潘家湾镇", {"align": "left"}), *columns])
    row = s.totals(row, first, row - 1, ["int"] * 8)
    s.foot(row, ["审核人：", "填报人："])


# ---- 02 the register of forms --------------------------------------------------------------------

LIVE = ("状态", "已批准")


def forms(path, preview):
    book = Book(path, Identity("减负02表", "市为基层减负专项办", 102), preview=preview)
    look = Look(title_font="宋体", title_size=20, fill="#EDEDED")
    s = book.sheet("精简情况", [14] + [9.2] * 11, look=look, landscape=True, suffix="-1")
    row = s.front("基层报表精简情况季报", measure="计量单位：张、项、小时", period=AS_OF,
                  period_sample=AS_OF_SAMPLE, identity="pair")
    top = row
    row = s.head(row, [
        ["填报对象", "在用\n报表", "指标（项）", "<", "<", "可预填率", "全年负担\n（小时）", "本年新\n批准",
         "已合并", "已废止", "有效期预警", "<"],
        ["^", "^", "总数", "可预填", "需填", "^", "^", "^", "^", "^", "60日内\n到期", "到期未\n续批"]])
    row = s.numbers(row, ["甲"] + list(range(1, 12)))
    s.keep_headings(top, row - 1)
    first = row
    soon = [("有效期至", Raw('">="&截至日期')), ("有效期至", Raw('"<="&截至日期+60'))]
    cells = [
        Cell(lambda k: count("报表目录", LIVE, 填报对象=k), sample=36),
        Cell(lambda k: total("报表目录[指标总数]", LIVE, 填报对象=k), sample=1000),
        Cell(lambda k: total("报表目录[可预填指标数]", LIVE, 填报对象=k), sample=430),
        Cell(lambda k: total("报表目录[需填指标数]", LIVE, 填报对象=k), sample=570),
        Cell(share("D{r}", "C{r}"), "pct"),
        Cell(lambda k: total("报表目录[全年负担小时]", LIVE, 填报对象=k), "dec1", 8640.5),
        Cell(lambda k: count("报表目录", this_year("批准日期"), LIVE, 填报对象=k), sample=2),
        Cell(lambda k: count("报表目录", 填报对象=k, 状态="已合并"), sample=8),
        Cell(lambda k: count("报表目录", 填报对象=k, 状态="已废止"), sample=11),
        Cell(lambda k: count("报表目录", LIVE, soon, 填报对象=k), sample=3),
        Cell(lambda k: count("报表目录", LIVE, before("有效期至", "截至日期"), 填报对象=k), sample=1)]
    row = s.grid(row, [(k, k) for k in ("户", "村", "乡镇", "县", "企业")], cells)
    row = s.totals(row, first, row - 1, ["int"] * 4 + [("pct", share("D{r}", "C{r}")), "dec1"]
                   + ["int"] * 5, left=1)
    s.mark(f"L{first}:L{row - 1}", {"type": "cell", "criteria": ">", "value": 0},
           bg_color="#F8CBAD")
    s.frame(top, row - 1)
    row = s.notes(row,
                  ["注：1．本表统计本级及下级制发的报表；在用报表指已批准且未合并、未废止的报表。2．全年负担=每次填报分钟÷60×填报单位数×全年次数，按报表测算，不统计个人用时。"
                        "3．无表号、制定机关、批准文号、有效期限的报表，填报单位有权拒填。"])
    s.foot(row, ["单位负责人：", "审核人：", "填报人："])
    _forms_by_department(book, look)
    _form_list(book, look)
    book.close()
    return book


def _forms_by_department(book, look):
    s = book.sheet("按制发部门", [5, 26, 10, 11, 11, 11, 11, 13], look=look, suffix="-2",
                   one_page=False)
    row = s.front("在用报表情况（按制发部门）", measure="计量单位：张、项、小时", identity="line",
                  period=AS_OF, period_sample=AS_OF_SAMPLE)
    top = row
    row = s.head(row, [["序号", "制发部门", "在用\n报表", "指标（项）", "<", "<", "<", "全年负担\n（小时）"],
                       ["^", "^", "^", "总数", "可预填", "需填", "可预填率", "^"]])
    s.keep_headings(top, row - 1)
    department = [("制发部门", EACH), LIVE]
    sums = {c: total(f"报表目录[{c}]", department) for c in ("指标总数", "可预填指标数", "需填指标数")}
    cells = [count("报表目录", department), *sums.values(),
             f'IFERROR(ROUND({sums["可预填指标数"]}/{sums["指标总数"]},4),"")',
             total("报表目录[全年负担小时]", department)]
    first = row
    row = s.roster(row, 20, by_name("报表目录[制发部门]", '报表目录[状态]="已批准"', cells, order=6), [
        Column("text", "市民政局", {"align": "left"}), Column("int", 6), Column("int", 186),
        Column("int", 97), Column("int", 89), Column("pct", 0.5215), Column("dec1", 1204.5)])
    row = s.totals(row, first, row - 1, ["int"] * 4 + [("pct", share("E{r}", "D{r}")), "dec1"])
    s.foot(row, ["审核人：", "填报人："])


def _form_list(book, look):
    s = book.sheet("在用报表目录", [5, 14, 30, 22, 20, 11, 8, 6, 9, 10, 12], look=look,
                   landscape=True, suffix="-3", one_page=False)
    row = s.front("在用报表目录", measure="计量单位：项、小时", identity="line", period=AS_OF_DATE,
                  period_sample=AS_OF_SAMPLE)
    top = row
    row = s.head(row, [["序号", "表号", "报表名称", "制发部门", "批准文号", "有效期至", "填报\n对象", "频次",
                        "需填\n指标", "全年负担\n（小时）", "清理意见"]])
    s.keep_headings(top, row - 1, 3)
    columns = [f"报表目录[{c}]" for c in ("表号", "表名", "制发部门", "批准文号", "有效期至", "填报对象", "频次",
                                     "需填指标数", "全年负担小时")]
    formula = listing(columns, '报表目录[状态]="已批准"', [("报表目录[有效期至]", 1), ("报表目录[表号]", 1)])
    first = row
    left = {"align": "left"}
    row = s.roster(row, 18, formula, [
        Column("text", "民政基01表"), Column("text", "社会救助和老年人福利情况月报", left),
        Column("text", "市民政局", left), Column("text", "咸表批〔2026〕001号"), Column("date"),
        Column("text", "乡镇"), Column("text", "月"), Column("int", 48), Column("dec1", 320.5)],
        hand=1)
    s.paper.data_validation(f"K{first}:K{row - 1}", {
        "validate": "list", "source": ["保留", "合并", "取消"], "ignore_blank": True})
    s.mark(f"F{first}:F{row - 1}", {"type": "formula",
                                    "criteria": f'=AND(ISNUMBER($F{first}),$F{first}<{s.as_of}+60)'},
           bg_color="#FFE699")
    row = s.totals(row, first, row - 1, [None] * 6 + ["int", "dec1", None])
    row = s.notes(row, ["注：按有效期由近到远排列，60日内到期的以底色提示；清理意见由减负专项办填写。"])
    s.foot(row, ["审核人：", "填报人："])


# ---- 03 papers, meetings, inspections ------------------------------------------------------------

def meetings(path, preview):
    book = Book(path, Identity("减负03表", "市为基层减负专项办", 103), preview=preview)
    s = book.sheet("文件会议督查", [16, 6] + [8.6] * 9, look=Look(edge="open", row_height=25),
                   landscape=True)
    row = s.front("文件会议、督查检查考核和标牌清理情况月报", measure="计量单位：件、次、个", identity="pair")
    top = row
    row = s.head(row, [
        ["类　　别", "代码", "本　月", "<", "<", "本年累计", "<", "<", "累计中清理处置", "<", "<"],
        ["^", "^", "本月数", "上年\n同月", "增减率", "累计数", "上年\n同期", "增减率", "保留", "合并", "取消"]])
    row = s.numbers(row, ["甲", "乙"] + list(range(1, 10)))
    s.keep_headings(top, row - 1)
    day = "日期"
    cells = [
        Cell(lambda k: count("减负事项", within(day), 类型=k), sample=12),
        Cell(lambda k: count("减负事项", month_last_year(day), 类型=k), sample=18),
        Cell(growth("C{r}", "D{r}"), "pct"),
        Cell(lambda k: count("减负事项", this_year(day), 类型=k), sample=126),
        Cell(lambda k: count("减负事项", last_year_to_date(day), 类型=k), sample=203),
        Cell(growth("F{r}", "G{r}"), "pct")]
    for way in ("保留", "合并", "取消"):
        cells.append(Cell(lambda k, way=way: count("减负事项", this_year(day), 类型=k, 处置=way),
                          sample=7))
    kinds = ["会议", "文件", "工作组", "标牌", "督查检查考核"]
    row = s.grid(row, [([k, f"{i:02d}"], k) for i, k in enumerate(kinds, 1)], cells, left=2)
    s.frame(top, row - 1)
    row = _length_of_papers(s, row + 1)
    row = s.notes(row, ["注：增减率为负数表示减少。文件篇幅一般不超过5000字，部署专项工作的不超过4000字；会议时长按实际开会时间统计。"])
    s.foot(row, ["单位负责人：", "审核人：", "填报人："])
    book.close()
    return book


def _length_of_papers(s, row):
    s.heights[row - 1] = 10
    top = row
    row = s.head(row, [["文风会风", "<", "本　月", "<", "<", "本年累计", "<", "<", "上年同期", "<", "<"]])
    times = [("C", "E", within("日期")), ("F", "H", this_year("日期")),
             ("I", "K", last_year_to_date("日期"))]
    words, hours = "减负事项[篇幅字数]", "减负事项[时长]"
    lines = [
        ("文件平均字数", lambda t: f'IFERROR(ROUND({average(words, t, 类型="文件")},0),"")', "int", 3260),
        ("超过5000字的文件", lambda t: count("减负事项", t, 类型="文件", 篇幅字数=">5000"), "int", 2),
        ("会议总时长（小时）", lambda t: total(hours, t, 类型="会议"), "dec1", 14.5),
        ("超过1小时的会议", lambda t: count("减负事项", t, 类型="会议", 时长=">1"), "int", 4)]
    for name, make, kind, sample in lines:
        s.label(f"A{row}:B{row}", name, align="left")
        for left, right, time in times:
            s.bind(f"{left}{row}:{right}{row}", "=" + make(time), kind, sample)
        row += 1
    s.frame(top, row - 1)
    return row


# ---- 04 certificates, duties, evaluation ---------------------------------------------------------

def certificates(path, preview):
    book = Book(path, Identity("政务减04表", "市政务服务局", 104), preview=preview)
    look = Look(head_font="黑体", bold_head=False, fill="#FFF2CC")
    _certificates(book, look)
    _duties(book, look)
    _evaluation(book, look)
    book.close()
    return book


def _certificates(book, look):
    s = book.sheet("表1 证明事项", [20] + [10.5] * 7, look=look, suffix="-1")
    row = s.front("村（社区）证明事项清理和开具情况", measure="计量单位：项、件")
    top = row
    row = s.head(row, [["事项类别", "事项数", "替代方式", "<", "<", "<", "<", "占比"],
                       ["^", "^", "数据核验", "告知承诺", "部门核查", "持有证照", "取消", "^"]])
    first = row
    ways = ["数据核验", "告知承诺", "部门核查", "持有证照", "取消"]
    cells = [Cell(lambda k: count("证明事项", 类别=k), sample=21)]
    cells += [Cell(lambda k, w=w: count("证明事项", 类别=k, 替代方式=w), sample=4) for w in ways]
    kinds = ["可以开具", "不得开具", "部门出具"]
    cells.append(Cell(share("B{r}", f"B${first + 3}"), "pct"))
    row = s.grid(row, [(k, k) for k in kinds], cells)
    row = s.totals(row, first, row - 1, ["int"] * 6 + [("pct", share("B{r}", "B{r}"))], left=1)
    s.frame(top, row - 1)
    s.heights[row] = 10
    row += 1
    top = row
    row = s.head(row, [["群众申请办理情况", "本　月", "<", "本年累计", "<", "上年同期", "<", "累计\n增减率"],
                       ["^", "件数", "占比", "件数", "占比", "件数", "占比", "^"]])
    first = row
    outcomes = ["已开具", "不予开具", "数据核验代替", "告知承诺代替", "办理中"]
    end = first + len(outcomes)
    cells = []
    for column, dates in (("B", within), ("D", this_year), ("F", last_year_to_date)):
        cells.append(Cell(lambda k, d=dates: count("证明办理", d("申请日期"), 结果=k), sample=36))
        cells.append(Cell(share(f"{column}{{r}}", f"{column}${end}"), "pct"))
    cells.append(Cell(growth("D{r}", "F{r}"), "pct"))
    row = s.grid(row, [(k, k) for k in outcomes], cells)
    whole = [("pct", share(f"{c}{{r}}", f"{c}{{r}}")) for c in "BDF"]
    row = s.totals(row, first, row - 1, ["int", whole[0], "int", whole[1], "int", whole[2],
                                         ("pct", growth("D{r}", "F{r}"))], left=1)
    s.frame(top, row - 1)
    row = s.notes(row, ["注：不得开具的证明，由索要证明的部门负责核查；申请人信息不在本表统计。"])
    s.foot(row, ["单位负责人：", "审核人：", "填报人："])


def _duties(book, look):
    s = book.sheet("表2 履职事项", [5, 24] + [12] * 5, look=look, suffix="-2", one_page=False)
    row = s.front("乡镇（街道）履职事项清单情况", measure="计量单位：项", identity="line", period=AS_OF,
                  period_sample=AS_OF_SAMPLE)
    top = row
    row = s.head(row, [["序号", "领　　域", "事项合计", "其中", "<", "<", "本年失效"],
                       ["^", "^", "^", "基本履职", "配合履职", "上级收回", "^"]])
    s.keep_headings(top, row - 1)
    area = [("领域", EACH)]

    def in_force(*extra):
        return (f'{count("履职事项", area, *extra)}-'
                f'{count("履职事项", area, *extra, ("失效日期", Raw(chr(34) + "<=" + chr(34) + "&截至日期")))}')

    cells = [in_force()] + [in_force(("清单类别", k)) for k in ("基本履职", "配合履职", "上级收回")]
    cells.append(count("履职事项", area, this_year("失效日期")))
    first = row
    row = s.roster(row, 14, by_name("履职事项[领域]", '履职事项[清单类别]<>""', cells),
                   [Column("text", "平安法治", {"align": "left"})] + [Column("int", 18)] * 5)
    row = s.totals(row, first, row - 1, ["int"] * 5)
    row = s.notes(row, ["注：清单之外的事项不得要求乡镇（街道）承担；收回事项由上级部门自行组织实施。"])
    s.foot(row, ["审核人：", "填报人："])


def _evaluation(book, look):
    s = book.sheet("表3 考核指标", [5, 24, 9, 9] + [10] * 5, look=look, suffix="-3", one_page=False)
    row = s.front("对基层考核指标情况", measure="计量单位：项、%", identity="line",
                  period='=TEXT(截至日期,"yyyy年")&"度"', period_sample="2026年度")
    top = row
    row = s.head(row, [["序号", "主办部门", "指标数", "权重\n合计", "按评价方式分权重", "<", "<", "<",
                        "只看痕迹\n占比"],
                       ["^", "^", "^", "^", "结果数据", "群众评价", "实地抽查", "台账痕迹", "^"]])
    s.keep_headings(top, row - 1)
    year = [("年度", Raw("YEAR(截至日期)")), ("主办部门", EACH)]
    weight = "考核指标[权重]"
    ways = [total(weight, year, 评价方式=w) for w in ("结果数据", "群众评价", "实地抽查", "台账痕迹")]
    cells = [count("考核指标", year), total(weight, year), *ways,
             f'IFERROR(ROUND({ways[3]}/{total(weight, year)},4),"")']
    first = row
    row = s.roster(row, 14, by_name("考核指标[主办部门]", "考核指标[年度]=YEAR(截至日期)", cells, order=2),
                   [Column("text", "市民政局", {"align": "left"}), Column("int", 6)]
                   + [Column("dec1", 12.5)] * 5 + [Column("pct", 0.08)])
    s.mark(f"I{first}:I{row - 1}", {"type": "cell", "criteria": "between", "minimum": 0.0001,
                                    "maximum": 1}, font_color="#C00000", bold=True)
    row = s.totals(row, first, row - 1, ["int"] + ["dec1"] * 5 + [("pct", share("H{r}", "D{r}"))])
    row = s.notes(row, ["注：不以是否开会、有无照片、记录等痕迹评价工作；“只看痕迹占比”应为0，不为0的以红字提示。"])
    s.foot(row, ["审核人：", "填报人："])


# ---- 05 shared data and the register of fields ---------------------------------------------------

def sharing(path, preview):
    book = Book(path, Identity("数据减05表", "市数据局", 105), preview=preview)
    look = Look(edge="open", row_height=23)
    s = book.sheet("数据共享", [18] + [9.5] * 8, look=look, suffix="-1")
    row = s.front("政务数据共享和字段目录情况表", measure="计量单位：项", period=AS_OF,
                  period_sample=AS_OF_SAMPLE)
    top = row
    row = s.head(row, [["更新频率", "共享事项", "状　　态", "<", "<", "<", "开通率", "已开通中", "<"],
                       ["^", "^", "申请中", "已开通", "已拒绝", "已停用", "^", "近60日\n有交付", "从未交付"]])
    first, d = row, "数据共享"
    recent = [("最近交付日期", Raw('">="&截至日期-60'))]
    cells = [Cell("=SUM(C{r}:F{r})")]
    cells += [Cell(lambda k, st=st: count(d, 更新频率=k, 状态=st), sample=6)
              for st in ("申请中", "已开通", "已拒绝", "已停用")]
    cells += [Cell(share("D{r}", "B{r}"), "pct"),
              Cell(lambda k: count(d, recent, 更新频率=k, 状态="已开通"), sample=5),
              Cell(lambda k: count(d, 更新频率=k, 状态="已开通", 最近交付日期=""), sample=1)]
    row = s.grid(row, [(k, k) for k in ("日", "周", "旬", "月", "季", "半年", "年", "一次性")], cells)
    row = s.totals(row, first, row - 1, ["int"] * 5 + [("pct", share("D{r}", "B{r}")), "int",
                                                       "int"],
                   left=1)
    s.frame(top, row - 1)
    s.heights[row] = 12
    row += 1
    top = row
    row = s.head(row, [["字段口径", "在用字段", "<", "停用字段", "<", "已对应台账", "<", "未对应台账", "对应率"]])
    first, f = row, "字段目录"
    for kind in ("个人", "家庭", "村", "经营主体", "场所", "月份"):
        s.label(f"A{row}", kind)
        for (a, b), conditions in (("BC", {"状态": "在用"}), ("DE", {"状态": "停用"}),
                                   ("FG", {"状态": "在用", "对应台账": "<>"})):
            s.bind(f"{a}{row}:{b}{row}", "=" + count(f, 口径=kind, **conditions), sample=42)
        s.calc(f"H{row}", f"=B{row}-F{row}")
        s.calc(f"I{row}", share(f"F{row}", f"B{row}"), "pct")
        row += 1
    s.label(f"A{row}", "合　计", bold=True)
    for a, b in ("BC", "DE", "FG"):
        s.calc(f"{a}{row}:{b}{row}", f"=SUM({a}{first}:{a}{row - 1})", bold=True)
    s.calc(f"H{row}", f"=SUM(H{first}:H{row - 1})", bold=True)
    s.calc(f"I{row}", share(f"F{row}", f"B{row}"), "pct", bold=True)
    s.frame(top, row)
    row = s.notes(row + 1, ["注：已有台账的字段不得再向基层收集；口径不同（户籍与常住、年末与月末）的不作为重复字段合并。"])
    s.foot(row, ["单位负责人：", "审核人：", "填报人："])
    _refused_shares(book)
    book.close()
    return book


def _refused_shares(book):
    s = book.sheet("未开通清单", [5, 22, 22, 24, 22, 11, 9, 24], look=Look(), landscape=True,
                   suffix="-2",
                   one_page=False)
    row = s.front("未开通的数据共享申请", measure="", identity="line", period=AS_OF,
                  period_sample=AS_OF_SAMPLE)
    top = row
    row = s.head(row, [["序号", "提供部门", "使用部门", "共享数据项", "用　途", "申请日期", "状态", "拒绝原因"]])
    s.keep_headings(top, row - 1)
    columns = [f"数据共享[{c}]" for c in ("提供部门", "使用部门", "共享数据项", "用途", "申请日期", "状态", "拒绝原因")]
    formula = listing(columns, '(数据共享[状态]="申请中")+(数据共享[状态]="已拒绝")',
                      [("数据共享[申请日期]", 1), ("数据共享[共享编号]", 1)])
    row = s.roster(row, 14, formula, [
        Column("text", "市公安局"), Column("text", "市民政局"), Column("long", "人口基本信息"),
        Column("long", "高龄津贴资格核对"), Column("date"), Column("text", "申请中"),
        Column("long", "")], height=26)
    s.foot(row, ["审核人：", "填报人："])


TEMPLATES = {
    "01网信_政务应用程序和工作群清理整治统计表": groups,
    "02减负办_基层报表精简情况季报和目录": forms,
    "03减负办_文件会议和督查检查考核月报": meetings,
    "04政务_证明事项履职清单和考核指标情况表": certificates,
    "05数据_数据共享和字段目录情况表": sharing,
}
