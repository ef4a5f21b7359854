"""packs/base: relief and old age, population, houses, facts that no ledger holds."""

from dataclasses import replace

from base_people import between, disability, household_form, medical, party, work
from formulas import UNITS, Raw, average, by_unit, count, listing, ratio, total, unit_name
from layout import Book
from parts import Column, Identity, Look, a1, xl_col_to_name

LOCAL = {"户籍状态": "本地户籍"}
OLD_AGE_ALLOWANCE = ("IFS(居民[年龄]>=100,津贴标准!$C$6,居民[年龄]>=90,津贴标准!$C$5,"
                     "TRUE,津贴标准!$C$4)")


# ---- 01 relief and old age -----------------------------------------------------------------------

def relief(path, preview):
    book = Book(path, Identity("民政基01表", "市民政局", 1), preview=preview)
    _relief_monthly(book)
    _old_age_roster(book)
    _allowance_rates(book)
    book.close()
    return book


def _relief_monthly(book):
    look = Look(fill="#DDEBF7", edge="heavy")
    s = book.sheet("救助福利月报", [5, 17] + [8.4] * 13, look=look, landscape=True, suffix="-1")
    row = s.front("社会救助和老年人福利情况月报表", measure="计量单位：户、人、%", identity="pair")
    top = row
    row = s.head(row, [
        ["序号", "单位名称", "户籍\n人口", "最低生活保障", "<", "<", "<", "<", "特困人员", "<",
         "老年人", "<", "<", "留守\n儿童", "低保占\n户籍人口\n比重"],
        ["^", "^", "^", "户数", "人数", "其中", "<", "<", "人数", "其中：\n老年人",
         "60周岁\n及以上", "其中", "<", "^", "^"],
        ["^", "^", "^", "^", "^", "老年人", "残疾人", "未成\n年人", "^", "^", "^", "80周岁\n及以上",
         "独居", "^", "^"]])
    row = s.numbers(row, ["甲", "乙"] + list(range(1, 14)))
    unit = [("单位", UNITS)]
    local = count("居民", unit, **LOCAL)
    aided = count("居民", unit, 低保="是")
    cells = [
        local, count("家庭", unit, 低保户="是"), aided,
        count("居民", unit, 低保="是", 年龄=">=60"), count("居民", unit, 低保="是", 残疾类别="<>"),
        count("居民", unit, 低保="是", 年龄="<18"),
        count("居民", unit, 特困="是"), count("居民", unit, 特困="是", 年龄=">=60"),
        count("居民", unit, 年龄=">=60", **LOCAL), count("居民", unit, 年龄=">=80", **LOCAL),
        count("居民", unit, 年龄=">=60", 独居老人="是", **LOCAL),
        count("居民", unit, 留守儿童="是"), ratio(aided, local)]
    columns = ([Column("text", "潘家湾镇", {"align": "left"})] + [Column("int")] * 12
               + [Column("pct", 0.031)])
    first = row
    row = s.roster(row, 12, by_unit(cells), columns)
    s.label(f"A{row}:B{row}", "合　　计", bold=True)
    for j in range(2, 14):
        c = xl_col_to_name(j)
        s.calc(f"{c}{row}", f"=SUM({c}{first}:{c}{row - 1})", bold=True)
    s.calc(f"O{row}", f'=IFERROR(ROUND(E{row}/C{row},4),"")', "pct", bold=True)
    s.frame(top, row)
    s.keep_headings(top, first - 1, 2)
    row = s.notes(row + 1, [
        "注：1．本表按下一级单位列示，村（社区）填报时只列本单位。2．户籍人口、老年人按户籍统计；低保、特困、留守儿童按在册对象统计。"
        "3．逻辑关系：3≥4，3≥5，3≥6，7≥8，9≥10，9≥11。"])
    s.foot(row, ["单位负责人：", "审核人：", "填报人：", "联系电话："])


def _old_age_roster(book):
    s = book.sheet("高龄津贴花名册", [5, 10, 6, 21, 12, 7, 16, 8, 12, 12, 10], landscape=True,
                   suffix="-2", one_page=False)
    row = s.front("高龄津贴发放对象花名册", measure="计量单位：人、元", identity="line",
                  period='="截至"&TEXT(截至日期,"yyyy年m月d日")', period_sample="截至2026年10月31日")
    top = row
    row = s.head(row, [["序号", "姓名", "性别", "公民身份号码", "出生日期", "年龄\n（周岁）",
                        "所在村（社区）", "是否\n独居", "月津贴标准\n（元）", "领取方式", "备注"]])
    s.keep_headings(top, row - 1)
    where = '(居民[户籍状态]="本地户籍")*(居民[年龄]>=80)'
    formula = listing(
        ["居民[姓名]", "居民[性别]", "居民[身份证号]", "居民[出生日期]", "居民[年龄]", unit_name("居民"),
         "居民[独居老人]", OLD_AGE_ALLOWANCE], where,
        [("居民[单位]", 1), ("居民[出生日期]", 1), ("居民[身份证号]", 1)])
    columns = [Column("text", "王桂英"), Column("text", "女"), Column("id"), Column("date"),
               Column("int", 84), Column("text", "四邑村"), Column("text", "否"),
               Column("dec2", 50)]
    first = row
    row = s.roster(row, 15, formula, columns, hand=2)
    s.paper.data_validation(first - 1, 9, row - 2, 9, {
        "validate": "list", "source": ["社会保障卡", "银行卡", "现金"], "ignore_blank": True,
        "error_title": "领取方式", "error_message": "请从下拉列表中选择"})
    s.label(f"A{row}:B{row}", "合　计", bold=True)
    s.calc(f"C{row}:H{row}", f'=COUNTA(B{first}:B{row - 1})&" 人"', "text", bold=True)
    s.calc(f"I{row}", f"=SUM(I{first}:I{row - 1})", "dec2", bold=True)
    s.hand(f"J{row}")
    s.hand(f"K{row}")
    row = s.notes(row + 1, ["注：户籍在本地、年满80周岁的老年人列入本册；津贴标准见隐藏工作表“津贴标准”，按本地文件修改。"])
    s.foot(row, ["审核人：", "填报人："])


def _allowance_rates(book):
    s = book.sheet("津贴标准", [18, 10, 14])
    s.text("A1:C1", "高龄津贴月标准", font_name="黑体", font_size=14, align="center")
    s.text("A2:C2", "标准变动时只改本表，各年龄段按起始周岁取档。", font_size=9)
    s.head(3, [["年龄段", "起始周岁", "元/月"]])
    for row, (name, start, amount) in enumerate(
            [("80—89周岁", 80, 50), ("90—99周岁", 90, 100), ("100周岁及以上", 100, 500)], 4):
        s.label(f"A{row}", name)
        s.put(f"B{row}", "text", start, s._box("int"))
        s.put(f"C{row}", "text", amount, s._box("dec2"))
    s.paper.hide()


# ---- 02 population -------------------------------------------------------------------------------

AGE_BANDS = [(low, low + 4) for low in range(0, 85, 5)]


def population(path, preview):
    book = Book(path, Identity("统基02表", "市统计局", 2), preview=preview)
    first, last = _population_by_age(book)
    _education_and_marriage(book)
    _population_chart(book, first, last)
    book.close()
    return book


def _population_by_age(book):
    look = Look(title_font="宋体", edge="open", number_align="right", bold_head=False, row_height=22)
    s = book.sheet("表一 年龄性别", [20, 6] + [9.4] * 7, look=look, suffix="-1")
    row = s.front("人口年龄和性别构成", measure="计量单位：人",
                  period='=TEXT(截至日期,"yyyy年m月d日")', period_sample="2026年10月31日")
    top = row
    row = s.head(row, [["年　龄　组", "代码", "户籍人口", "<", "<", "常住人口", "<", "<",
                        "常住人口\n性别比\n（女=100）"],
                       ["^", "^", "合计", "男", "女", "合计", "男", "女", "^"]])
    row = s.numbers(row, ["甲", "乙", 1, 2, 3, 4, 5, 6, 7])
    s.keep_headings(top, row - 1)
    bands = [(f"{low}—{high}岁", between(low, high)) for low, high in AGE_BANDS]
    bands += [("85岁及以上", [("年龄", ">=85")]), ("年龄未登记", [("年龄", "")])]
    first = row + 1
    _age_line(s, row, "总　　计", 1, None, (first, first + len(bands) - 1))
    for code, (name, age) in enumerate(bands, 2):
        _age_line(s, row + code - 1, name, code, age, None)
    row = first + len(bands)
    extra = row
    for code, (name, age) in enumerate([
            ("补充：0—15岁", between(0, 15)), ("　　　16—59岁", between(16, 59)),
            ("　　　60岁及以上", [("年龄", ">=60")]), ("　　　65岁及以上", [("年龄", ">=65")])], 21):
        _age_line(s, row, name, code, age, None)
        row += 1
    s.frame(top, row - 1)
    s.paper.conditional_format(first - 1, 8, extra - 2, 8, {
        "type": "cell", "criteria": ">", "value": 130,
        "format": book.format({"font_color": "#C00000"})})
    row = s.notes(row, ["注：1．1=2+3，4=5+6。2．户籍人口指户口登记在本地的人口；常住人口指常住本地的人口，含外来人口。"
                        "3．年龄为截至日周岁，当日满岁的计入。"])
    s.foot(row, ["单位负责人：", "统计负责人：", "填表人："])
    return first, first + len(AGE_BANDS)


def _age_line(s, row, name, code, age, summed):
    s.label(f"A{row}", name, align="left" if summed is None else "center", bold=bool(summed))
    s.put(f"B{row}", "text", f"{code:02d}", s._box("code"))
    for whole, columns, status in (("C", "DE", LOCAL), ("F", "GH", {"常住": "是"})):
        left, right = columns
        s.calc(f"{whole}{row}", f"={left}{row}+{right}{row}")
        for column, sex in ((left, "男"), (right, "女")):
            if summed:
                s.calc(f"{column}{row}", f"=SUM({column}{summed[0]}:{column}{summed[1]})")
            else:
                s.bind(f"{column}{row}", "=" + count("居民", age, 性别=sex, **status),
                       sample=90 + 7 * (code % 9) + (5 if sex == "男" else 0))
    s.calc(f"I{row}", f'=IFERROR(ROUND(G{row}/H{row}*100,1),"")', "dec1")


def _education_and_marriage(book):
    look = Look(title_font="宋体", edge="open", number_align="right", bold_head=False, row_height=26)
    s = book.sheet("表二 教育婚姻", [15, 6] + [9.6] * 8, look=look, suffix="-2")
    row = s.front("15岁及以上常住人口受教育程度和婚姻状况", measure="计量单位：人",
                  period='=TEXT(截至日期,"yyyy年m月d日")', period_sample="2026年10月31日")
    top = row
    row = s.head(row, [["受教育程度", "代码", "合计", "性别", "<", "婚姻状况", "<", "<", "<", "<"],
                       ["^", "^", "^", "男", "女", "未婚", "已婚", "离异", "丧偶", "未登记"]])
    row = s.numbers(row, ["甲", "乙", 1, 2, 3, 4, 5, 6, 7, 8])
    s.keep_headings(top, row - 1)
    first = row + 1
    levels = ["文盲", "小学", "初中", "高中中专", "大专", "本科及以上", ""]
    s.label(f"A{row}", "合　　计", bold=True)
    s.put(f"B{row}", "text", "31", s._box("code"))
    for j in range(2, 10):
        c = xl_col_to_name(j)
        s.calc(f"{c}{row}", f"=SUM({c}{first}:{c}{first + len(levels) - 1})", bold=True)
    adults = {"常住": "是", "年龄": ">=15"}
    for i, level in enumerate(levels):
        r = first + i
        s.label(f"A{r}", level or "未登记", align="left")
        s.put(f"B{r}", "text", str(32 + i), s._box("code"))
        s.calc(f"C{r}", f"=D{r}+E{r}")
        for j, sex in enumerate(("男", "女"), 3):
            s.bind(a1(r, j), "=" + count("居民", 文化程度=level, 性别=sex, **adults), sample=412)
        for j, state in enumerate(("未婚", "已婚", "离异", "丧偶", ""), 5):
            s.bind(a1(r, j), "=" + count("居民", 文化程度=level, 婚姻状况=state, **adults), sample=206)
    row = first + len(levels)
    s.frame(top, row - 1)
    row = s.notes(row, ["注：1=2+3，1=4+5+6+7+8。受教育程度按最高学历填列，肄业、辍学的按已取得的学历填列。"])
    s.foot(row, ["单位负责人：", "统计负责人：", "填表人："])


def _population_chart(book, first, last):
    s = book.sheet("图 年龄构成", [9] * 10, suffix="-1")
    s.text("A1:J1", "常住人口年龄构成图", font_name="黑体", font_size=16, align="center")
    s.heights[1] = 30
    s.bind_line("A2:J2", '=本单位名称&"　截至"&TEXT(截至日期,"yyyy年m月d日")',
                "嘉鱼县潘家湾镇　截至2026年10月31日", align="center")
    s.text("A36:J36", "数据取自表一第5、6栏，随表一更新。", font_size=9, align="right")
    chart = book.file.add_chart({"type": "bar"})
    sheet = "表一 年龄性别"
    for column, name, colour in ((6, "男", "#5B9BD5"), (7, "女", "#ED7D31")):
        chart.add_series({
            "name": name, "categories": [sheet, first - 1, 0, last - 1, 0],
            "values": [sheet, first - 1, column, last - 1, column],
            "fill": {"color": colour}, "gap": 40})
    chart.set_legend({"position": "top"})
    chart.set_x_axis({"name": "人", "num_format": "#,##0", "major_gridlines": {"visible": True}})
    chart.set_y_axis({"num_font": {"size": 9}})
    chart.set_size({"width": 640, "height": 640})
    s.paper.insert_chart("A4", chart, {"x_offset": 6, "y_offset": 4})


# ---- 03 houses -----------------------------------------------------------------------------------

def houses(path, preview):
    book = Book(path, Identity("农基03表", "市农业农村局", 3), preview=preview)
    look = Look(head_font="黑体", font="仿宋", fill="#E2EFDA", bold_head=False)
    s = book.sheet("农户住房和生活条件", [5, 16, 8, 9] + [7.6] * 6 + [8, 8.4] * 3, look=look,
                   landscape=True, suffix="-1")
    row = s.front("农户住房和生活条件情况表", measure="计量单位：户、平方米、%", identity="pair",
                  period='="截至"&TEXT(截至日期,"yyyy年m月d日")', period_sample="截至2026年10月31日")
    top = row
    row = s.head(row, [
        ["序号", "单位名称", "总户数", "户均住房\n面积", "住房结构（户）", "<", "<", "<",
         "危房（户）", "<", "生活条件", "<", "<", "<", "<", "<"],
        ["^", "^", "^", "^", "框架", "砖混", "砖木", "土木", "Ｃ级", "Ｄ级", "通自来水", "<", "卫生厕所",
         "<", "通宽带", "<"],
        ["^", "^", "^", "^", "^", "^", "^", "^", "^", "^", "户数", "普及率", "户数", "普及率",
         "户数", "普及率"]])
    unit = [("单位", UNITS)]
    whole = count("家庭", unit)
    cells = [whole, f'IFERROR(ROUND({average("家庭[住房面积]", unit)},1),"")']
    cells += [count("家庭", unit, 住房结构=kind) for kind in ("框架", "砖混", "砖木", "土木")]
    cells += [count("家庭", unit, 危房等级=grade) for grade in ("C", "D")]
    for column in ("自来水", "卫生厕所", "宽带"):
        part = count("家庭", unit, (column, "是"))
        cells += [part, ratio(part, whole)]
    columns = [Column("text", "潘家湾镇", {"align": "left"}), Column("int"), Column("dec1", 142.6)]
    columns += [Column("int", 312)] * 6 + [Column("int", 1180), Column("pct", 0.917)] * 3
    _sum_line(s, row, row + 1, 15)
    first = row + 1
    row = s.roster(first, 15, by_unit(cells), columns)
    s.keep_headings(top, first - 2, 2)
    for j in (11, 13, 15):
        s.paper.conditional_format(first - 2, j, row - 2, j, {
            "type": "cell", "criteria": "between", "minimum": 0.0001, "maximum": 0.8,
            "format": book.format({"bg_color": "#FCE4D6"})})
    row = s.notes(row, ["注：户均住房面积按已登记面积的农户平均；普及率低于80%的以底色提示。危房按鉴定等级统计，Ａ、Ｂ级不列入。"])
    s.foot(row, ["分管负责人：", "审核人：", "填报人："])
    _houses_by_kind(book)
    book.close()
    return book


def _sum_line(s, row, first, count_rows):
    """The line of totals, which stands above the units."""
    last = first + count_rows - 1
    s.label(f"A{row}:B{row}", "总　计", bold=True)
    s.bind(f"D{row}", '=IFERROR(ROUND(AVERAGEIFS(家庭[住房面积],家庭[单位],本单位),1),"")', "dec1",
           142.6, bold=True)
    for j in [2] + list(range(4, 16)):
        c = xl_col_to_name(j)
        if j in (11, 13, 15):
            part = xl_col_to_name(j - 1)
            s.calc(f"{c}{row}", f'=IFERROR(ROUND({part}{row}/C{row},4),"")', "pct", bold=True)
        else:
            s.calc(f"{c}{row}", f"=SUM({c}{first}:{c}{last})", bold=True)


def _houses_by_kind(book):
    look = Look(head_font="黑体", font="仿宋", fill="#E2EFDA", bold_head=False)
    s = book.sheet("按户类型", [14] + [10] * 8, look=look, suffix="-2", landscape=True)
    row = s.front("农户住房安全情况（按户类型分）", measure="计量单位：户、亩、万元", identity="line",
                  period='="截至"&TEXT(截至日期,"yyyy年m月d日")', period_sample="截至2026年10月31日")
    top = row
    row = s.head(row, [["户　类　型", "户数", "房屋鉴定等级", "<", "<", "<", "<", "耕地面积",
                        "家庭年收入\n（万元）"],
                       ["^", "^", "Ａ级", "Ｂ级", "Ｃ级", "Ｄ级", "未鉴定", "^", "^"]])
    first = row
    for kind in ("一般户", "脱贫户", "监测户", ""):
        s.label(f"A{row}", kind or "未登记")
        s.calc(f"B{row}", f"=SUM(C{row}:G{row})")
        for j, grade in enumerate(["A", "B", "C", "D", ""], 2):
            s.bind(a1(row, j), "=" + count("家庭", 户类型=kind, 危房等级=grade), sample=214)
        s.bind(f"H{row}", "=" + total("家庭[耕地面积]", 户类型=kind), "dec2", 2184.35)
        s.bind(f"I{row}", "=ROUND(" + total("家庭[家庭年收入]", 户类型=kind) + "/10000,2)", "dec2")
        row += 1
    s.label(f"A{row}", "合　计", bold=True)
    for j in range(1, 9):
        c = xl_col_to_name(j)
        s.calc(f"{c}{row}", f"=SUM({c}{first}:{c}{row - 1})", "int" if j < 7 else "dec2", bold=True)
    s.frame(top, row)
    s.foot(row + 1, ["分管负责人：", "审核人：", "填报人："])


# ---- 09 facts that no ledger holds ---------------------------------------------------------------

VILLAGE_TERMS = [
    ("村集体经济收入", "万元", "dec2"), ("村民代表大会次数", "次", "int"), ("公益性岗位人数", "人", "int"),
    ("图书室藏书", "册", "int"), ("硬化道路里程", "公里", "dec1"), ("生活垃圾清运量", "吨", "dec1"),
    ("太阳能路灯", "盏", "int"), ("文体广场", "处", "int")]


def village_facts(path, preview):
    book = Book(path, Identity("农基09表", "市农业农村局", 9), preview=preview)
    look = Look(head_font="黑体", font="仿宋", size=11, bold_head=False, row_height=28)
    s = book.sheet("汇总", [22, 6, 9, 12, 12, 10, 10, 10, 11], look=look, suffix="-1")
    row = s.front("村级集体经济和公共服务情况月报", measure="")
    top = row
    row = s.head(row, [["指　　标", "代码", "计量\n单位", "本　月", "上　月", "增减率", "填报覆盖", "<",
                        "村均\n（已报村）"],
                       ["^", "^", "^", "^", "^", "^", "已报村数", "填报率", "^"]])
    row = s.numbers(row, ["甲", "乙", "丙", 1, 2, 3, 4, 5, 6])
    s.keep_headings(top, row - 1)
    this_month = ("期间", Raw('TEXT(期末,"yyyy-mm")'))
    last_month = ("期间", Raw('TEXT(期初-1,"yyyy-mm")'))
    villages = row + len(VILLAGE_TERMS)
    for code, (term, measure, kind) in enumerate(VILLAGE_TERMS, 1):
        s.label(f"A{row}", term, align="left")
        s.put(f"B{row}", "text", f"{code:02d}", s._box("code"))
        s.label(f"C{row}", measure)
        s.bind(f"D{row}", "=" + total("直报[数值]", this_month, 指标=term), kind, 126)
        s.bind(f"E{row}", "=" + total("直报[数值]", last_month, 指标=term), kind, 118)
        s.calc(f"F{row}", f'=IF(E{row}=0,"",ROUND(D{row}/E{row}-1,4))', "pct")
        s.bind(f"G{row}", "=" + count("直报", this_month, 指标=term, 数值="<>"), sample=11)
        s.calc(f"H{row}", f'=IFERROR(ROUND(G{row}/$D${villages},4),"")', "pct")
        s.calc(f"I{row}", f'=IFERROR(ROUND(D{row}/G{row},2),"")', "dec2")
        row += 1
    s.label(f"A{row}", "应报村（社区）数", align="left")
    s.put(f"B{row}", "text", "09", s._box("code"))
    s.label(f"C{row}", "个")
    s.bind(f"D{row}", '=COUNTIFS(单位[level],"village")', sample=12)
    s.label(f"E{row}:I{row}", "填报率=已报村数÷应报村数；未报与数值为零分别统计", align="left", font_size=9)
    s.mark(f"H{villages - len(VILLAGE_TERMS)}:H{row - 1}", {"type": "cell", "criteria": "<",
                                                            "value": 1},
           font_color="#C00000")
    row = s.notes(row + 1, ["注：1．本表为直报指标，各村每月只报一次，其他报表需要时引用，不再重复收集。2．没有变化的可一键确认，视同已报。"])
    s.foot(row, ["单位负责人：", "审核人：", "填报人："])
    _village_facts_by_unit(book, look)
    book.close()
    return book


def _village_facts_by_unit(book, look):
    s = book.sheet("分单位", [5, 20] + [13.5] * 8, look=replace(look, row_height=22), landscape=True,
                   suffix="-2", one_page=False)
    row = s.front("村级集体经济和公共服务情况（分单位）", measure="", identity="line")
    top = row
    names = [f"{term}\n（{measure}）" for term, measure, _ in VILLAGE_TERMS]
    row = s.head(row, [["序号", "单位名称", *names]])
    s.keep_headings(top, row - 1, 2)
    month = [("单位", UNITS), ("期间", Raw('TEXT(期末,"yyyy-mm")'))]
    cells = [total("直报[数值]", month, 指标=term) for term, _, _ in VILLAGE_TERMS]
    first = row
    row = s.roster(row, 14, by_unit(cells), [Column("text", "潘家湾镇", {"align": "left"})]
                   + [Column(kind, 126) for _, _, kind in VILLAGE_TERMS])
    row = s.totals(row, first, row - 1, [kind for _, _, kind in VILLAGE_TERMS])
    s.foot(row, ["审核人：", "填报人："])


TEMPLATES = {
    "01民政_社会救助和老年人福利情况月报": relief,
    "02统计_人口年龄性别和教育婚姻构成表": population,
    "03农业农村_农户住房和生活条件情况表": houses,
    "04人社_劳动力就业和社会保险情况季报": work,
    "05残联_残疾人基本状况统计表和名册": disability,
    "06民政_最低生活保障家庭登记表（一户一表）": household_form,
    "07医保_基本医疗保险参保情况月报": medical,
    "08组织_党员队伍结构统计表": party,
    "09农业农村_村级集体经济和公共服务情况月报": village_facts,
}
