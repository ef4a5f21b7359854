"""packs/compute: racks, energy and capacity; pools, use and demand; security of systems."""

from formulas import (EACH, Raw, before, by_name, count, last_year_to_date, listing, ratio, share,
                      this_year, total, within)
from layout import AS_OF_DATE, Book
from parts import Cell, Column, Identity, Look

AS_OF = '="截至"&TEXT(截至日期,"yyyy年m月d日")'
AS_OF_SAMPLE = "截至2026年10月31日"
MONTH = [("月份", Raw('TEXT(期末,"yyyy-mm")'))]
LAST_YEAR = [("月份", Raw('TEXT(EDATE(期末,-12),"yyyy-mm")'))]


# ---- 01 racks, energy, capacity ------------------------------------------------------------------

def racks(path, preview):
    book = Book(path, Identity("算力01表", "市数据局", 701), preview=preview)
    look = Look(fill="#DDEBF7", row_height=23)
    s = book.sheet("机柜和能耗", [5, 15] + [7.8] * 6 + [9.5, 12, 12, 8, 8, 8], look=look, landscape=True,
                   suffix="-1")
    row = s.front("数据中心机柜使用和能耗月报", measure="计量单位：个、kW、千瓦时", identity="pair")
    top = row
    row = s.head(row, [
        ["序号", "机　房", "机柜（个）", "<", "<", "<", "<", "<", "额定功率\n（kW）", "本月用电（千瓦时）", "<", "电能利用效率",
         "<",
         "<"],
        ["^", "^", "合计", "在用", "预留", "空闲", "停用", "上架率", "^", "总用电", "其中：\nIT设备", "本月", "上年\n同月",
         "增减"]])
    row = s.numbers(row, ["甲", "乙"] + list(range(1, 13)))
    s.keep_headings(top, row - 1)
    room, energy = [("机房", EACH)], "机房月能耗"

    def usage(month):
        return (total(f"{energy}[总用电量]", room, month), total(f"{energy}[IT用电量]", room, month))

    def efficiency(month):
        whole, it = usage(month)
        return f'IFERROR(ROUND({whole}/{it},2),"")'

    whole = count("机柜", room)
    cells = [whole] + [count("机柜", room, 状态=st) for st in ("在用", "预留", "空闲", "停用")]
    cells += [ratio(count("机柜", room, 状态="在用"), f'({whole}-{count("机柜", room, 状态="停用")})'),
              total("机柜[额定功率]", room), *usage(MONTH), efficiency(MONTH), efficiency(LAST_YEAR),
              f'IFERROR({efficiency(MONTH)}-{efficiency(LAST_YEAR)},"")']
    first = row
    row = s.roster(row, 8, by_name("机柜[机房]", '机柜[机柜编号]<>""', cells), [
        Column("text", "一号机房", {"align": "left"}), Column("int", 500), Column("int", 312),
        Column("int", 40), Column("int", 140), Column("int", 8), Column("pct", 0.634),
        Column("dec1", 2500), Column("int", 1086420), Column("int", 842100), Column("dec2", 1.29),
        Column("dec2", 1.33), Column("dec2", -0.04)])
    row = s.totals(row, first, row - 1, ["int"] * 5 + [
        ("pct", '=IFERROR(ROUND(D{r}/(C{r}-G{r}),4),"")'), "dec1", "int", "int",
        ("dec2", '=IFERROR(ROUND(J{r}/K{r},2),"")'), None, None])
    s.mark(f"L{first}:L{row - 2}", {"type": "cell", "criteria": ">", "value": 1.3},
           font_color="#C00000")
    row = s.notes(row, ["注：上架率=在用机柜÷（机柜合计-停用机柜），预留不算在用；电能利用效率=总用电量÷IT设备用电量，高于1.30的以红字提示。"])
    s.foot(row, ["单位负责人：", "审核人：", "填报人："])
    _devices(book, look)
    _forecast(book, look)
    book.close()
    return book


def _devices(book, look):
    s = book.sheet("设备和预留", [14] + [9.5] * 8, look=look, landscape=True, suffix="-2")
    row = s.front("机房设备、供电和预留情况", measure="计量单位：台、U、kW", identity="pair", period=AS_OF,
                  period_sample=AS_OF_SAMPLE)
    top = row
    row = s.head(row, [["设备类别", "设备数", "设备状态", "<", "<", "<", "在用设备", "<", "<"],
                       ["^", "^", "在用", "备用", "维修", "下架", "占用U数", "预计功率", "铭牌功率"]])
    first, d = row, "机房设备"
    cells = [Cell("=SUM(C{r}:F{r})")]
    cells += [Cell(lambda k, st=st: count(d, 类别=k, 状态=st), sample=42) for st in ("在用", "备用", "维修",
                                                                                 "下架")]
    cells += [Cell(lambda k: total("机房设备[占用U数]", 类别=k, 状态="在用"), sample=560)]
    cells += [Cell(lambda k, c=c: total(f"机房设备[{c}]", 类别=k, 状态="在用"), "dec1", 320.5)
              for c in ("预计功率", "铭牌功率")]
    kinds = ["服务器", "GPU服务器", "存储", "交换机", "安全设备", "其他"]
    row = s.grid(row, [(k, k) for k in kinds], cells)
    row = s.totals(row, first, row - 1, ["int"] * 6 + ["dec1", "dec1"], left=1)
    s.frame(top, row - 1)
    s.heights[row] = 12
    row = _feeds_and_reservations(s, row + 1)
    row = s.notes(row, ["注：预留计入已占用；单路负载超过额定功率一半的回路，另一路故障时可能过载，应当调整。"])
    s.foot(row, ["审核人：", "填报人："])


def _feeds_and_reservations(s, row):
    top = row
    row = s.head(row, [["供电回路", "回路数", "额定功率", "当前负载", "负载率", "机柜预留", "预留数", "预留功率", "预留U数"]])
    half = "SUMPRODUCT((供电回路[路别]=\"{}\")*(供电回路[当前负载]>供电回路[额定功率]*0.5))"
    feeds = [("A路", "A路"), ("B路", "B路")]
    holds = ["有效", "已启用", "已到期", "已取消"]
    for i, state in enumerate(holds):
        if i < 2:
            name, feed = feeds[i]
            s.label(f"A{row}", name)
            s.bind(f"B{row}", "=" + count("供电回路", 路别=feed), sample=500)
            s.bind(f"C{row}", "=" + total("供电回路[额定功率]", 路别=feed), "dec1", 2500)
            s.bind(f"D{row}", "=" + total("供电回路[当前负载]", 路别=feed), "dec1", 986.4)
            s.calc(f"E{row}", share(f"D{row}", f"C{row}"), "pct")
        else:
            name, feed = feeds[i - 2]
            s.label(f"A{row}:D{row}", f"{name}负载超过额定功率一半的回路数", align="left")
            s.bind(f"E{row}", "=" + half.format(feed), sample=3)
        s.label(f"F{row}", state)
        s.bind(f"G{row}", "=" + count("机柜预留", 状态=state), sample=6)
        s.bind(f"H{row}", "=" + total("机柜预留[预留功率]", 状态=state), "dec1", 30)
        s.bind(f"I{row}", "=" + total("机柜预留[预留U数]", 状态=state), sample=252)
        row += 1
    s.frame(top, row - 1)
    return row


def _forecast(book, look):
    s = book.sheet("容量预测", [5, 12, 11, 11, 10, 12, 12, 12, 42], look=look, landscape=True,
                   suffix="-3", one_page=False)
    row = s.front("数据中心容量预测", measure="", identity="line", period=AS_OF_DATE, period_sample=AS_OF_SAMPLE)
    top = row
    row = s.head(row, [["序号", "资源", "总容量", "已用", "使用率", "预计用尽日期（80%区间）", "<", "<", "测算假设"],
                       ["^", "^", "^", "^", "^", "最早", "中位", "最晚", "^"]])
    s.keep_headings(top, row - 1)
    f = "容量预测"
    formula = listing(
        [f"{f}[资源]", f"{f}[总容量]", f"{f}[已用]", f'IFERROR(ROUND({f}[已用]/{f}[总容量],4),"")',
         f"{f}[最早用尽日期]", f"{f}[预计用尽日期]", f"{f}[最晚用尽日期]", f"{f}[假设]"],
        f"{f}[预测日期]=MAXIFS({f}[预测日期],{f}[资源],{f}[资源])", [(f"{f}[预计用尽日期]", 1)])
    first = row
    row = s.roster(row, 8, formula, [
        Column("text", "机柜"), Column("dec1", 500), Column("dec1", 352), Column("pct", 0.704),
        Column("month"), Column("month"), Column("month"),
        Column("long", "按近24个月上架趋势外推，签约需求按落地概率折算")], height=28)
    s.mark(f"G{first}:G{row - 1}", {"type": "formula",
                                    "criteria": f"=AND(ISNUMBER($G{first}),$G{first}<EDATE({s.as_of},12))"},
           bg_color="#F8CBAD")
    row = s.notes(row, ["注：各资源取最近一次预测；最先用尽的一项决定还能上架多久；12个月内用尽的以底色提示。预测是按所列假设的测算结果，不是承诺。"])
    s.foot(row, ["审核人：", "填报人："])


# ---- 02 pools, use, demand -----------------------------------------------------------------------

def pools(path, preview):
    book = Book(path, Identity("算力02表", "市数据局", 702), preview=preview)
    look = Look(title_font="宋体", title_size=20, fill="#E2EFDA", row_height=23)
    s = book.sheet("算力使用", [5, 20, 10, 12, 7, 10, 13, 13, 13, 12, 9], look=look, landscape=True,
                   suffix="-1", one_page=False)
    row = s.front("算力资源使用情况月报", measure="计量单位：张、PFLOPS、卡时", identity="pair",
                  period='=TEXT(期初,"yyyy年m月d日")&"至"&TEXT(期末,"m月d日")',
                  period_sample="2026年10月1日至10月31日")
    top = row
    row = s.head(row, [
        ["序号", "算力池", "类别", "型号", "卡数", "半精度\n算力", "卡　时", "<", "<", "<", "利用率"],
        ["^", "^", "^", "^", "^", "^", "分配", "使用", "空闲", "停机", "^"]])
    s.keep_headings(top, row - 1)
    p = "算力池"
    hours = [total(f"算力日用量[{c}]", [("算力池编号", Raw("算力池[算力池编号]"))] + within("日期"))
             for c in ("分配卡时", "使用卡时", "空闲卡时", "停机卡时")]
    formula = listing(
        [f"{p}[名称]", f"{p}[类别]", f"{p}[型号]", f"{p}[卡数]", f"{p}[半精度算力]", *hours,
         ratio(hours[1], f"({hours[0]}+{hours[2]}+{hours[3]})")], f'{p}[算力池编号]<>""',
        [(f"{p}[类别]", 1), (f"{p}[算力池编号]", 1)])
    first = row
    row = s.roster(row, 8, formula, [
        Column("text", "智算一区", {"align": "left"}), Column("text", "智能算力"), Column("text", "某型加速卡"),
        Column("int", 256), Column("dec1", 80.5), Column("dec1", 152640), Column("dec1", 131205.5),
        Column("dec1", 30120), Column("dec1", 7704), Column("pct", 0.689)])
    row = s.totals(row, first, row - 1, [None, None, "int", "dec1", "dec1", "dec1", "dec1", "dec1",
                                         (
        "pct", '=IFERROR(ROUND(H{r}/(G{r}+I{r}+J{r}),4),"")')])
    row = s.notes(row, ["注：卡时总量=分配+空闲+停机，使用卡时是分配卡时中的实际使用；利用率=使用÷总量。"])
    s.foot(row, ["单位负责人：", "审核人：", "填报人："])
    _demand(book, look)
    book.close()
    return book


def _demand(book, look):
    s = book.sheet("需求和服务", [14] + [9.5] * 9, look=look, landscape=True, suffix="-2")
    row = s.front("算力需求储备和公共服务情况", measure="计量单位：家次、个、kW、张", identity="pair", period=AS_OF,
                  period_sample=AS_OF_SAMPLE)
    top = row
    row = s.head(row, [
        ["需求方类别", "需求状态", "<", "<", "<", "意向和签约需求", "<", "<", "按落地概率折算", "<"],
        ["^", "意向", "签约", "使用中", "退租", "机柜", "功率", "卡数", "机柜", "卡数"]])
    first, d = row, "算力需求"
    pipeline = [("状态", "意向")], [("状态", "签约")]
    cells = [Cell(lambda k, st=st: count(d, 类别=k, 状态=st), sample=6) for st in ("意向", "签约", "使用中",
                                                                               "退租")]
    cells += [Cell(lambda k, c=c: "+".join(total(f"算力需求[{c}]", st, 类别=k) for st in pipeline), kind,
                   48)
              for c, kind in (("机柜数", "int"), ("功率", "dec1"), ("卡数", "int"))]
    cells += [Cell(lambda k, c=c: f'SUMPRODUCT((算力需求[类别]="{k}")*((算力需求[状态]="意向")'
                   f'+(算力需求[状态]="签约"))*算力需求[{c}]*算力需求[落地概率])/100', "dec1", 26.4)
              for c in ("机柜数", "卡数")]
    kinds = ["政务", "工业企业", "互联网", "科研教育", "医疗卫生", "金融", "其他"]
    row = s.grid(row, [(k, k) for k in kinds], cells)
    row = s.totals(row, first, row - 1, ["int"] * 5 + ["dec1", "int", "dec1", "dec1"], left=1)
    s.frame(top, row - 1)
    s.heights[row] = 12
    row += 1
    top = row
    row = s.head(row, [["服务类别", "在售", "<", "试用", "<", "停售", "<", "使用单位数", "<", "占比"]])
    first, end = row, row + 7
    for kind in ("云主机", "云存储", "数据库", "算力租用", "机柜托管", "设备上云", "安全服务"):
        s.label(f"A{row}", kind)
        for (a, b), state in (("BC", "在售"), ("DE", "试用"), ("FG", "停售")):
            s.bind(f"{a}{row}:{b}{row}", "=" + count("服务目录", 类别=kind, 状态=state), sample=3)
        s.bind(f"H{row}:I{row}", "=" + total("服务目录[使用单位数]", 类别=kind, 状态="在售"), sample=64)
        s.calc(f"J{row}", share(f"H{row}", f"H${end}"), "pct")
        row += 1
    s.label(f"A{row}", "合　计", bold=True)
    for a, b in ("BC", "DE", "FG", "HI"):
        s.calc(f"{a}{row}:{b}{row}", f"=SUM({a}{first}:{a}{row - 1})", bold=True)
    s.calc(f"J{row}", share(f"H{row}", f"H{row}"), "pct", bold=True)
    s.frame(top, row)
    s.foot(row + 1, ["审核人：", "填报人："])


# ---- 03 security ---------------------------------------------------------------------------------

def security(path, preview):
    book = Book(path, Identity("算力03表", "市委网信办", 703), preview=preview)
    look = Look(edge="heavy", row_height=23)
    s = book.sheet("网络安全", [16] + [9] * 9, look=look, landscape=True)
    row = s.front("信息系统网络安全情况季报", measure="计量单位：个、起、分钟", identity="pair", period=AS_OF,
                  period_sample=AS_OF_SAMPLE)
    row = _protection(s, row)
    s.heights[row] = 10
    row = _vulnerabilities(s, row + 1)
    s.heights[row] = 10
    row = _events(s, row + 1)
    row = s.notes(row, ["注：漏洞、安全事件只统计数量，系统名称和细节不出密封台账。上年同期指上年1月1日至同日。"])
    s.foot(row, ["单位负责人：", "审核人：", "填报人："])
    book.close()
    return book


def _protection(s, row):
    top = row
    row = s.head(row, [["等级保护", "系统数", "测评结论", "<", "<", "<", "<", "测评到期", "<", "在期率"],
                       ["^", "^", "优", "良", "中", "差", "未测评", "已过期", "60日内", "^"]])
    first, m = row, "等保备案"
    cells = [Cell(lambda k: count(m, 级别=k), sample=14)]
    cells += [Cell(lambda k, r=r: count(m, 级别=k, 测评结论=r), sample=3) for r in ("优", "良", "中", "差",
                                                                              "")]
    cells += [Cell(lambda k: count(m, before("下次测评日期", "截至日期"), 级别=k), sample=1),
              Cell(lambda k: count(m, [("下次测评日期", Raw('">="&截至日期')),
                                       ("下次测评日期", Raw('"<="&截至日期+60'))],
                                   级别=k), sample=1),
              Cell('=IFERROR(ROUND(1-H{r}/B{r},4),"")', "pct")]
    row = s.grid(row, [(k, k) for k in ("第一级", "第二级", "第三级", "第四级")], cells)
    row = s.totals(row, first, row - 1,
                   ["int"] * 8 + [("pct", '=IFERROR(ROUND(1-H{r}/B{r},4),"")')],
                   left=1)
    s.frame(top, row - 1)
    return row


def _vulnerabilities(s, row):
    top = row
    row = s.head(row, [["漏洞", "本年发现", "<", "处置状态（本年发现）", "<", "<", "<", "超期未\n修复", "按期修\n复数",
                        "修复率"],
                       ["^", "本年", "上年同期", "待修复", "修复中", "已修复", "已缓解", "^", "^", "^"]])
    first, v, year = row, "漏洞", this_year("发现日期")
    cells = [Cell("=SUM(D{r}:G{r})"), Cell(lambda k: count(v, last_year_to_date("发现日期"), 严重程度=k),
                                           sample=31)]
    cells += [Cell(lambda k, st=st: count(v, year, 严重程度=k, 状态=st), sample=7)
              for st in ("待修复", "修复中", "已修复", "已缓解")]
    cells += [Cell(lambda k: count(v, before("修复期限", "截至日期"), 严重程度=k, 修复日期=""), sample=1),
              Cell(lambda k: f'SUMPRODUCT((漏洞[严重程度]="{k}")*(漏洞[发现日期]>=DATE(YEAR(截至日期),1,1))'
                             '*(漏洞[修复日期]<>"")*(漏洞[修复日期]<=漏洞[修复期限]))', sample=6),
              Cell('=IFERROR(ROUND((F{r}+G{r})/B{r},4),"")', "pct")]
    row = s.grid(row, [(k, k) for k in ("超危", "高危", "中危", "低危")], cells)
    row = s.totals(row, first, row - 1, ["int"] * 8 + [
        ("pct", '=IFERROR(ROUND((F{r}+G{r})/B{r},4),"")')], left=1)
    s.frame(top, row - 1)
    return row


def _events(s, row):
    top = row
    row = s.head(row, [["安全事件", "本年发生（起）", "<", "<", "<", "<", "上年同期", "平均响应\n（分钟）", "未处置\n完成",
                        "增减率"],
                       ["^", "合计", "特别重大", "重大", "较大", "一般", "^", "^", "^", "^"]])
    first, e, year = row, "安全事件", this_year("发现日期")
    cells = [Cell("=SUM(C{r}:F{r})")]
    cells += [Cell(lambda k, g=g: count(e, year, 类别=k, 级别=g), sample=1) for g in ("特别重大", "重大",
                                                                                  "较大", "一般")]
    cells += [Cell(lambda k: count(e, last_year_to_date("发现日期"), 类别=k), sample=5),
              Cell(lambda k: "IFERROR(ROUND(AVERAGEIFS(安全事件[响应用时],"
                   + count(e, year, 类别=k)[len("COUNTIFS("):-1] + '),0),"")', sample=18),
              Cell(lambda k: count(e, 类别=k, 处置完成日期=""), sample=0),
              Cell('=IFERROR(ROUND(B{r}/G{r}-1,4),"")', "pct")]
    kinds = ["恶意程序", "网络攻击", "数据安全", "信息内容", "设备设施故障", "违规操作", "其他"]
    row = s.grid(row, [(k, k) for k in kinds], cells)
    row = s.totals(row, first, row - 1, ["int"] * 6 + [None, "int", (
        "pct", '=IFERROR(ROUND(B{r}/G{r}-1,4),"")')], left=1)
    s.frame(top, row - 1)
    return row


TEMPLATES = {
    "01数据_数据中心机柜能耗和容量月报": racks,
    "02数据_算力资源使用和需求月报": pools,
    "03网信_信息系统网络安全情况季报": security,
}
