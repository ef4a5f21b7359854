"""packs/base: work and insurance, disability, the household's form, party members."""

from formulas import UNITS, average, by_unit, count, last_year, listing, opening, ratio, unit_name
from layout import Book
from parts import Column, Identity, Look, a1, xl_col_to_name


def between(low, high):
    return [("年龄", f">={low}"), ("年龄", f"<={high}")]


# ---- 04 work and insurance -----------------------------------------------------------------------

WORK_LINES = [
    # name, code, measure, conditions (or a formula over lines), indent
    ("一、劳动年龄人口（16—59周岁）", "人", between(16, 59)),
    ("二、就业人员", "人", "SUM"),
    ("　1．务农", "人", [("就业状态", "务农")]),
    ("　2．本地务工", "人", [("就业状态", "本地务工")]),
    ("　3．外出务工", "人", [("就业状态", "外出务工")]),
    ("　　其中：县内", "人", [("就业状态", "外出务工"), ("务工地点", "县内")]),
    ("　　　　　县外省内", "人", [("就业状态", "外出务工"), ("务工地点", "县外省内")]),
    ("　　　　　省外", "人", [("就业状态", "外出务工"), ("务工地点", "省外")]),
    ("　4．经商", "人", [("就业状态", "经商")]),
    ("三、无业人员", "人", [("就业状态", "无业")]),
    ("　其中：16—24周岁青年", "人", [("就业状态", "无业")] + between(16, 24)),
    ("四、就业人员占就业和无业人员比重", "%", "RATE"),
    ("五、参加基本养老保险人数", "人", "INSURED"),
    ("　1．城乡居民基本养老保险", "人", [("养老保险", "城乡居民")]),
    ("　　其中：16—59周岁", "人", [("养老保险", "城乡居民")] + between(16, 59)),
    ("　2．职工基本养老保险", "人", [("养老保险", "职工")]),
    ("六、16—59周岁未参保人数（不含在校学生）", "人",
     [("养老保险", "未参保"), ("就业状态", "<>在校学生")] + between(16, 59)),
    ("七、领取养老金人数", "人", [("月养老金", ">0")]),
    ("八、领取者月人均养老金", "元", "PENSION"),
]


def work(path, preview):
    book = Book(path, Identity("人社基04表", "市人力资源和社会保障局", 4), preview=preview)
    s = book.sheet("季报", [37, 6, 8, 11, 11, 10, 10, 11], look=Look(edge="open", row_height=25))
    row = s.front("劳动力就业和社会保险情况季报", measure="",
                  period='=TEXT(截至日期,"yyyy年")&"第"&ROUNDUP(MONTH(截至日期)/3,0)&"季度"',
                  period_sample="2026年第4季度")
    top = row
    row = s.head(row, [["指　标　名　称", "代码", "计量\n单位", "本期", "上年\n同期", "比上年同期", "<",
                        "本期中：\n女性"],
                       ["^", "^", "^", "^", "^", "增减", "增减率", "^"]])
    row = s.numbers(row, ["甲", "乙", "丙", 1, 2, 3, 4, 5])
    s.keep_headings(top, row - 1)
    first = row
    for i, (name, measure, what) in enumerate(WORK_LINES):
        _work_line(s, first, first + i, name, measure, what)
    row = first + len(WORK_LINES)
    s.frame(top, row - 1)
    row = s.notes(row, [
        "注：1．本表统计在册居民，不限户籍。2．“比上年同期”由表内公式计算，上年同期为12个月前同日的数据。"
        "3．逻辑关系：02=03+04+05+09；05≥06+07+08；13=14+16；17只统计16—59周岁。"])
    s.foot(row, ["单位负责人：", "审核人：", "填报人："])
    book.close()
    return book


def _work_line(s, first, row, name, measure, what):
    s.label(f"A{row}", name, align="left")
    s.put(f"B{row}", "text", f"{row - first + 1:02d}", s._box("code"))
    s.label(f"C{row}", measure)
    for column, wrap, extra in (("D", str, {}), ("E", last_year, {}), ("H", str, {"性别": "女"})):
        cell = f"{column}{row}"
        if what == "SUM":
            parts = ",".join(f"{column}{first + i}" for i in (2, 3, 4, 8))
            s.calc(cell, f"=SUM({parts})")
        elif what == "INSURED":
            s.calc(cell, f"={column}{first + 13}+{column}{first + 15}")
        elif what == "RATE":
            worked, idle = f"{column}{first + 1}", f"{column}{first + 9}"
            s.calc(cell, f'=IFERROR(ROUND({worked}/({worked}+{idle}),4),"")', "pct")
        elif what == "PENSION":
            mean = average("居民[月养老金]", 月养老金=">0", **extra)
            s.bind(cell, f'=IFERROR(ROUND({wrap(mean)},2),"")', "dec2", 1862.35)
        else:
            s.bind(cell, "=" + wrap(count("居民", what, **extra)), sample=1286 - row * 31)
    if measure == "%":
        s.calc(f"F{row}", f'=IFERROR(ROUND((D{row}-E{row})*100,1)&"个百分点","")', "text")
        s.label(f"G{row}", "—")
        return
    s.calc(f"F{row}", f'=IFERROR(D{row}-E{row},"")', "dec2" if measure == "元" else "int")
    s.calc(f"G{row}", f'=IFERROR(ROUND(D{row}/E{row}-1,4),"")', "pct")


# ---- 05 disability -------------------------------------------------------------------------------

KINDS_OF_DISABILITY = ["视力", "听力", "言语", "肢体", "智力", "精神", "多重"]


def disability(path, preview):
    book = Book(path, Identity("残联基05表", "市残疾人联合会", 5), preview=preview)
    look = Look(fill="#F2F2F2", row_height=24)
    s = book.sheet("1.分类统计", [11, 8] + [7.4] * 13, look=look, landscape=True, suffix="-1")
    row = s.front("残疾人基本状况统计表", measure="计量单位：人", identity="pair",
                  period='="截至"&TEXT(截至日期,"yyyy年m月d日")', period_sample="截至2026年10月31日")
    top = row
    row = s.head(row, [
        ["残疾类别", "总数", "按残疾等级分", "<", "<", "<", "<", "按性别分", "<", "按年龄分", "<", "<",
         "总数中", "<", "<"],
        ["^", "^", "一级", "二级", "三级", "四级", "未评定", "男", "女", "0—17\n岁", "18—59\n岁",
         "60岁及\n以上", "低保", "特困", "参加医\n保"]])
    row = s.numbers(row, ["甲"] + list(range(1, 15)))
    s.keep_headings(top, row - 1)
    first = row
    splits = [[("残疾等级", str(g))] for g in (1, 2, 3, 4)] + [[("残疾等级", "")]]
    splits += [[("性别", "男")], [("性别", "女")], between(0, 17), between(18, 59), [("年龄", ">=60")]]
    splits += [[("低保", "是")], [("特困", "是")], [("医疗保险", "<>未参保"), ("医疗保险", "<>")]]
    for kind in KINDS_OF_DISABILITY:
        s.label(f"A{row}", kind)
        s.bind(f"B{row}", "=" + count("居民", 残疾类别=kind), sample=86)
        for j, split in enumerate(splits, 2):
            s.bind(a1(row, j), "=" + count("居民", split, 残疾类别=kind), sample=12)
        row += 1
    s.label(f"A{row}", "合　计", bold=True)
    for j in range(1, 15):
        c = xl_col_to_name(j)
        s.calc(f"{c}{row}", f"=SUM({c}{first}:{c}{row - 1})", bold=True)
    s.label(f"A{row + 1}", "占总数\n比重")
    s.label(f"B{row + 1}", "—")
    for j in range(2, 15):
        c = xl_col_to_name(j)
        s.calc(f"{c}{row + 1}", f'=IFERROR(ROUND({c}{row}/$B{row},4),"")', "pct")
    row = s.notes(row + 2, ["注：1=2+3+4+5+6，1=7+8；出生日期未登记的不列入第9—11栏。多重残疾按一人统计，不重复计入其他类别。"])
    s.foot(row, ["负责人：", "审核：", "填表："])
    _disability_roster(book)
    book.close()
    return book


def _disability_roster(book):
    s = book.sheet("2.残疾人名册", [5, 10, 6, 21, 12, 7, 9, 7, 16, 7, 7, 16], landscape=True,
                   suffix="-2", one_page=False, look=Look(fill="#F2F2F2"))
    row = s.front("残疾人基本情况名册", measure="计量单位：人", identity="line",
                  period='="填表日期："&TEXT(填表日期,"yyyy年m月d日")',
                  period_sample="填表日期：2026年11月3日")
    top = row
    row = s.head(row, [["序号", "姓名", "性别", "公民身份号码", "出生日期", "年龄", "残疾类别", "残疾\n等级",
                        "所在村（社区）", "低保", "特困", "监护人及联系电话"]])
    s.keep_headings(top, row - 1)
    formula = listing(
        ["居民[姓名]", "居民[性别]", "居民[身份证号]", "居民[出生日期]", "居民[年龄]", "居民[残疾类别]",
         "居民[残疾等级]", unit_name("居民"), "居民[低保]", "居民[特困]"], '居民[残疾类别]<>""',
        [("居民[单位]", 1), ("居民[残疾等级]", 1), ("居民[身份证号]", 1)])
    columns = [Column("text", "李大山"), Column("text", "男"), Column("id"), Column("date"),
               Column("int", 57), Column("text", "肢体"), Column("int", 2), Column("text", "四邑村"),
               Column("text", "是"), Column("text", "否")]
    first = row
    row = s.roster(row, 18, formula, columns, hand=1)
    s.label(f"A{row}:B{row}", "合　计", bold=True)
    s.calc(f"C{row}:F{row}", f'=COUNTA(B{first}:B{row - 1})&" 人"', "text", bold=True)
    s.label(f"G{row}", "一、二级")
    s.calc(f"H{row}", f'=COUNTIF(H{first}:H{row - 1},1)+COUNTIF(H{first}:H{row - 1},2)')
    s.label(f"I{row}", "享受低保、特困")
    s.calc(f"J{row}", f'=COUNTIF(J{first}:J{row - 1},"是")')
    s.calc(f"K{row}", f'=COUNTIF(K{first}:K{row - 1},"是")')
    s.hand(f"L{row}")
    s.foot(row + 1, ["负责人：", "审核：", "填表："])


# ---- 06 one household, one form ------------------------------------------------------------------

def household_form(path, preview):
    """Made once for each household on 低保: [@column] is the household of the copy."""
    book = Book(path, Identity("民政基06表", "市民政局", 6), preview=preview)
    s = book.sheet("登记表", [13, 9, 6, 20, 7, 11, 12, 12], look=Look(font="仿宋", size=11))
    row = s.front("最低生活保障家庭登记表（一户一表）", unit_label="填报单位：", identity="pair",
                  period='="登记日期："&TEXT(截至日期,"yyyy年m月d日")',
                  period_sample="登记日期：2026年10月31日", measure="计量单位：人、元")
    top = row
    row = _household_facts(s, row)
    row = _household_members(s, row)
    row = _household_opinions(s, row)
    s.frame(top, row - 1)
    s.notes(row,
            ["注：1．本表每户一份，家庭成员多于预留行时加行。2．家庭年收入按申请前12个月核定；家庭成员年收入合计由表内公式计算，与家庭年收入不一致的在“收入核对”栏说明。"])
    book.close(each='家庭[低保户]="是"',
               about="每个低保家庭一份 / one copy for each household on minimum living allowance")
    return book


def _household_facts(s, row):
    head = "TAKE(FILTER(居民[{}],(居民[户号]=[@户号])*(居民[与户主关系]=\"户主\"),\"\"),1)"
    facts = [
        [("户主姓名", "=[@户主姓名]", "text", "张有才"), ("户　号", "=[@户号]", "text", "H0100123"),
         ("所在村\n（社区）", "=XLOOKUP([@单位],单位[code],单位[name])", "text", "四邑村")],
        [("户主性别", "=" + head.format("性别"), "text", "男"),
         ("公民身份号码", "=" + head.format("身份证号"), "id", None),
         ("家庭人口", "=[@人口数]", "int", 4)],
        [("户类型", "=[@户类型]", "text", "监测户"),
         ("耕地／林地（亩）", '=TEXT([@耕地面积],"0.00")&"／"&TEXT([@林地面积],"0.00")', "text",
          "3.20／6.50"),
         ("住房面积\n（平方米）", "=[@住房面积]", "dec1", 96.5)],
        [("住房结构", "=[@住房结构]", "text", "砖木"),
         ("房屋鉴定等级", '=IF([@危房等级]="","未鉴定",[@危房等级]&"级")', "text", "B级"),
         ("自来水／\n卫生厕所", '=[@自来水]&"／"&[@卫生厕所]', "text", "是／否")],
        [("家庭年收入\n（元）", "=[@家庭年收入]", "dec2", 28640.00),
         ("人均年收入（元）", '=IFERROR(ROUND([@家庭年收入]/[@人口数],2),"")', "dec2", 7160.00),
         ("联系电话", None, "text", None)],
    ]
    for line in facts:
        for (name, formula, kind, sample), (a, b, c) in zip(line, (("A", "B", "C"), ("D", "D", "E"),
                                                                   ("G", "H", "H"))):
            first = {"A": "A", "D": "D", "G": "G"}[a]
            s.label(f"{first}{row}", name)
            where = {"A": f"B{row}:C{row}", "D": f"E{row}:F{row}", "G": f"H{row}"}[a]
            if formula:
                s.bind(where, formula, kind, sample)
            else:
                s.hand(where)
        s.heights[row] = 32
        row += 1
    return row


def _household_members(s, row):
    s.label(f"A{row}:H{row}", "家　庭　成　员", bold=True, bg_color="#F2F2F2")
    row += 1
    row = s.head(row, [["姓名", "与户主\n关系", "性别", "公民身份号码", "年龄", "就业状态", "残疾类别",
                        "年收入（元）"]])
    people = ["姓名", "与户主关系", "性别", "身份证号", "年龄", "就业状态", "残疾类别", "年收入"]
    columns = ",".join(f"居民[{name}]" for name in people)
    formula = (f"=SORTBY(FILTER(HSTACK({columns}),居民[户号]=[@户号]),"
               'FILTER(IF(居民[与户主关系]="户主",0,1),居民[户号]=[@户号]),1,'
               "FILTER(居民[出生日期],居民[户号]=[@户号]),1)")
    first = row
    row = s.roster(row, 8, formula, [
        Column("text", "张有才"), Column("text", "户主"), Column("text", "男"), Column("id"),
        Column("int", 58), Column("text", "务农"), Column("text", "肢体"), Column("dec2", 12000)],
        left=0, serial=False, height=22)
    s.label(f"A{row}:G{row}", "家庭成员年收入合计", align="right")
    s.calc(f"H{row}", f"=SUM(H{first}:H{row - 1})", "dec2", bold=True)
    return row + 1


def _household_opinions(s, row):
    blocks = [("收入核对及致困原因", ""), ("村（社区）民主评议意见", "（盖章）　　　　　　　年　　月　　日"),
              ("乡镇人民政府（街道办事处）审核意见", "审核人：　　　　　　（盖章）　　　　　　　年　　月　　日"),
              ("县级民政部门备案意见", "（盖章）　　　　　　　年　　月　　日")]
    for name, sign in blocks:
        s.label(f"A{row}:A{row + 1}", name)
        s.hand(f"B{row}:H{row}", "long", valign="top", bottom=0)
        s.label(f"B{row + 1}:H{row + 1}", sign, align="right", top=0)
        s.heights[row], s.heights[row + 1] = 36, 20
        row += 2
    s.label(f"A{row}", "申请人签字")
    s.hand(f"B{row}:D{row}")
    s.label(f"E{row}:F{row}", "调查人签字（两人）")
    s.hand(f"G{row}:H{row}")
    s.heights[row] = 28
    return row + 1


# ---- 07 medical insurance ------------------------------------------------------------------------

def medical(path, preview):
    book = Book(path, Identity("医保基07表", "市医疗保障局", 7), preview=preview)
    look = Look(title_font="宋体", title_size=20, fill="#FFF2CC")
    s = book.sheet("参保月报", [5, 16] + [8.8] * 13, look=look, landscape=True)
    row = s.front("基本医疗保险参保情况月报", measure="计量单位：人、%", identity="pair",
                  period='="截至"&TEXT(期末,"yyyy年m月d日")', period_sample="截至2026年10月31日")
    top = row
    row = s.head(row, [
        ["序号", "单位名称", "在册\n人口", "已参保人数", "<", "<", "未参保", "未登记", "参保率",
         "比上月末", "<", "困难群众参保", "<", "<", "<"],
        ["^", "^", "^", "合计", "其中", "<", "^", "^", "^", "上月末\n参保", "净增", "低保和特困人员",
         "<", "重度残疾人（一、二级）", "<"],
        ["^", "^", "^", "^", "城乡\n居民", "职工", "^", "^", "^", "^", "^", "人数", "已参保", "人数",
         "已参保"]])
    row = s.numbers(row, ["甲", "乙"] + list(range(1, 14)))
    unit = [("单位", UNITS)]
    whole = count("居民", unit)
    insured = f'({count("居民", unit, 医疗保险="城乡居民")}+{count("居民", unit, 医疗保险="职工")})'
    covered = [("医疗保险", "<>未参保"), ("医疗保险", "<>")]
    severe = [("残疾类别", "<>"), ("残疾等级", "<=2")]

    def poor(*extra):
        return (f'({count("居民", unit, *extra, 低保="是")}+{count("居民", unit, *extra, 特困="是")}'
                f'-{count("居民", unit, *extra, 低保="是", 特困="是")})')

    cells = [whole, insured, count("居民", unit, 医疗保险="城乡居民"),
             count("居民", unit, 医疗保险="职工"), count("居民", unit, 医疗保险="未参保"),
             count("居民", unit, 医疗保险=""), ratio(insured, whole), opening(insured),
             f"{insured}-{opening(insured)}", poor(), poor(covered),
             count("居民", unit, severe), count("居民", unit, severe, covered)]
    first = row
    row = s.roster(row, 12, by_unit(cells), [Column("text", "潘家湾镇", {"align": "left"})]
                   + [Column("int")] * 6 + [Column("pct", 0.964)] + [Column("int")] * 6)
    s.keep_headings(top, first - 1, 2)
    s.label(f"A{row}:B{row}", "合　计", bold=True)
    for j in range(2, 15):
        c = xl_col_to_name(j)
        if j == 8:
            s.calc(f"I{row}", f'=IFERROR(ROUND(D{row}/C{row},4),"")', "pct", bold=True)
        else:
            s.calc(f"{c}{row}", f"=SUM({c}{first}:{c}{row - 1})", bold=True)
    s.paper.conditional_format(first - 1, 8, row - 2, 8, {
        "type": "cell", "criteria": "between", "minimum": 0.0001, "maximum": 0.9499,
        "format": book.format({"font_color": "#C00000", "bold": True})})
    row = s.notes(row + 1, ["注：1．参保率=已参保人数÷在册人口，低于95%的以红字提示。2．低保和特困人员为去重人数。3．1=2+5+6，2=3+4，9=2-8。"])
    s.foot(row, ["单位负责人：", "审核人：", "填报人："])
    book.close()
    return book


# ---- 08 party members ----------------------------------------------------------------------------

def party(path, preview):
    book = Book(path, Identity("组基08表", "市委组织部", 8), preview=preview)
    look = Look(title_font="宋体", title_size=20, edge="heavy", font="仿宋", head_font="黑体", size=12,
                bold_head=False)
    s = book.sheet("党员队伍", [8, 22] + [12] * 5, look=look)
    row = s.front("党员队伍结构统计表", measure="计量单位：名", unit_label="党组织所在单位：",
                  period='="截至"&TEXT(期末,"yyyy年m月")&"底"', period_sample="截至2026年10月底")
    top = row
    row = s.head(row, [["项　　目", "<", "党员总数", "其中", "<", "<", "占党员\n总数比重"],
                       ["^", "<", "^", "预备党员", "女党员", "流动党员", "^"]])
    s.keep_headings(top, row - 1)
    s.label(f"A{row}:B{row}", "总　　计", font_name="黑体")
    whole = row
    _party_line(s, row, [], whole)
    row += 1
    groups = [
        ("年龄", [("35周岁及以下", [("年龄", "<=35")]), ("36—45周岁", between(36, 45)),
                ("46—60周岁", between(46, 60)), ("61周岁及以上", [("年龄", ">=61")])]),
        ("学历", [(name, [("文化程度", code)]) for name, code in (
            ("本科及以上", "本科及以上"), ("大专", "大专"), ("高中、中专", "高中中专"), ("初中", "初中"))]
         + [("小学及以下", "LOW")]),
        ("从业", [("务农", [("就业状态", "务农")]), ("本地务工", [("就业状态", "本地务工")]),
                ("外出务工", [("就业状态", "外出务工")]), ("经商", [("就业状态", "经商")]),
                ("退休", [("就业状态", "退休")])]),
        ("其中", [("退役军人", [("退役军人", "是")]), ("低保对象", [("低保", "是")])]),
    ]
    for name, lines in groups:
        s.label(f"A{row}:A{row + len(lines) - 1}", name, font_name="黑体")
        for label, split in lines:
            s.label(f"B{row}", label, align="left")
            _party_line(s, row, split, whole)
            row += 1
    s.frame(top, row - 1)
    row = s.notes(row,
                  ["填表说明：1．党员含预备党员，按在册居民登记的政治面貌统计。2．流动党员指在县外务工的党员。3．年龄、学历未登记的不列入分组，分组合计可小于总计。"])
    s.foot(row, ["组织委员：", "填表人："])
    book.close()
    return book


def _party_line(s, row, split, whole):
    low = [[("文化程度", "小学")], [("文化程度", "文盲")]]
    alternatives = low if split == "LOW" else [split]

    def both(*extra):
        full = [count("居民", part, *extra, 政治面貌="中共党员") + "+" +
                count("居民", part, *extra, 政治面貌="中共预备党员") for part in alternatives]
        return "+".join(full)

    away = both([("务工地点", "县外省内")]) + "+" + both([("务工地点", "省外")])
    candidates = "+".join(count("居民", part, 政治面貌="中共预备党员") for part in alternatives)
    s.bind(f"C{row}", "=" + both(), sample=186)
    s.bind(f"D{row}", "=" + candidates, sample=6)
    s.bind(f"E{row}", "=" + both([("性别", "女")]), sample=52)
    s.bind(f"F{row}", "=" + away, sample=37)
    s.calc(f"G{row}", f'=IFERROR(ROUND(C{row}/$C${whole},4),"")', "pct")
    s.heights[row] = 23
