// A monthly form as departments send it: three rows of merged headings, an own total, a signature line.
const line = 'tblr'
const styles = [
  {}, // 0
  { bold: true, size: 16, align: 'center', valign: 'center' }, // 1 title
  { bold: true, size: 10, align: 'center', valign: 'center', wrap: true, fill: '#D9E1F2', borders: line }, // 2 heading
  { size: 10, align: 'left', valign: 'center', borders: line }, // 3 stub
  { size: 10, align: 'right', valign: 'center', borders: line }, // 4 number
  { size: 10, align: 'left' }, // 5 notes
  { bold: true, size: 10, align: 'right', valign: 'center', borders: line, fill: '#F2F2F2' }, // 6 total
]
const cells = []
const put = (r, c, text, s) => cells.push([r, c, text, s])
put(0, 0, '潘家湾镇老年人口和社会救助情况月报', 1)
put(1, 0, '填报单位：', 5)
put(1, 6, '单位：人、元', 5)
;[[2, 0, '村（社区）'], [2, 1, '户籍人口'], [2, 4, '其中：老年人'], [2, 7, '社会救助'], [3, 1, '合计'], [3, 2, '男'], [3, 3, '女'], [3, 4, '60岁以上'], [3, 5, '80岁以上'], [3, 6, '独居'], [3, 7, '低保人数'], [3, 8, '月发放金额'], [3, 9, '临时救助']].forEach(([r, c, x]) => put(r, c, x, 2))
const villages = ['东村', '四邑村', '肖家洲村', '苍梧岭村']
villages.forEach((name, i) => {
  put(4 + i, 0, name, 3)
  for (let c = 1; c < 10; c++) put(4 + i, c, '', 4)
})
put(8, 0, '合计', 6)
for (let c = 1; c < 10; c++) put(8, c, '', 6)
put(10, 0, '负责人：', 5)
put(10, 4, '填表人：', 5)
put(10, 7, '填报日期：', 5)
const main = {
  name: '月报', columns: [92, 60, 54, 54, 64, 64, 54, 64, 86, 64], rows: [34, 20, 24, 34, 24, 24, 24, 24, 24, 10, 22],
  merges: [[0, 0, 0, 9], [2, 0, 3, 0], [2, 1, 2, 3], [2, 4, 2, 6], [2, 7, 2, 9]], styles, cells,
}
const list = {
  name: '高龄名册', columns: [50, 90, 60, 60, 180], rows: [30, 24, 24, 24], merges: [[0, 0, 0, 4]], styles,
  cells: [[0, 0, '80岁以上老年人名册', 1], [1, 0, '序号', 2], [1, 1, '姓名', 2], [1, 2, '性别', 2], [1, 3, '年龄', 2], [1, 4, '单位', 2], [2, 0, '', 3], [2, 1, '', 3], [2, 2, '', 3], [2, 3, '', 4], [2, 4, '', 3]],
}
const letter = (c) => String.fromCharCode(65 + c)
const column = [
  null,
  ['=[own]', '男加女', '户籍人口 / 合计'],
  ['COUNTIFS(居民[性别],"男",居民[户籍状态],"本地户籍")', '性别是男、户籍状态是本地户籍的居民人数', '户籍人口 / 男'],
  ['COUNTIFS(居民[性别],"女",居民[户籍状态],"本地户籍")', '性别是女、户籍状态是本地户籍的居民人数', '户籍人口 / 女'],
  ['COUNTIFS(居民[年龄],">=60")', '年龄不小于 60 的居民人数', '其中：老年人 / 60岁以上'],
  ['COUNTIFS(居民[年龄],">=80")', '年龄不小于 80 的居民人数', '其中：老年人 / 80岁以上'],
  ['COUNTIFS(居民[独居老人],"是")', '独居老人是“是”的居民人数', '其中：老年人 / 独居'],
  ['COUNTIFS(居民[低保],"是")', '低保是“是”的居民人数', '社会救助 / 低保人数'],
  ['SUMIFS(居民[低保金],居民[低保],"是")', '低保是“是”的居民的低保金之和', '社会救助 / 月发放金额'],
  ['', '', '社会救助 / 临时救助'],
]
export function bindings() {
  const out = []
  for (let r = 4; r <= 8; r++)
    for (let c = 1; c < 10; c++) {
      const [formula, words, path] = column[c]
      const b = { sheet: 0, cell: letter(c) + (r + 1), state: 'bound', formula, words, path: `${path}`, reason: '', candidates: [], proved: c < 4, asked_in: [], asked_in_count: 0 }
      if (c === 1 || r === 8) Object.assign(b, { state: 'own', formula: r === 8 ? `=SUM(${letter(c)}5:${letter(c)}8)` : `=C${r + 1}+D${r + 1}`, words: '表格自带公式，照原样重算', reason: '' })
      else if (c === 6 || c === 7) Object.assign(b, {
        state: 'question', reason: '有两种都说得通的理解', candidates: [
          { formula, words },
          { formula: c === 6 ? 'COUNTIFS(居民[独居老人],"是",居民[年龄],">=60")' : 'COUNTIFS(家庭[低保户],"是")', words: c === 6 ? '独居且年满 60 的居民人数' : '低保户的户数' },
        ],
      })
      else if (c === 9) Object.assign(b, { state: 'unknown', reason: '台账里没有“临时救助”，可补一个公式或留空手填' })
      if (c === 7) Object.assign(b, { asked_in: [{ template: 't2', name: '基层医疗情况', sheet: '月报', cell: 'C7' }, { template: 't3', name: '家庭基本情况表', sheet: '封面', cell: 'B2' }], asked_in_count: 5 })
      out.push(b)
    }
  out.push({ sheet: 1, cell: 'A3', state: 'bound', formula: 'SORT(FILTER(居民[[姓名]:[住址]],居民[年龄]>=80))', words: '年龄不小于 80 的居民名单', path: '高龄名册', reason: '', candidates: [], proved: false })
  return out
}
export const sheets = [main, list]
const base = { 2: 412, 3: 398, 4: 215, 5: 41, 6: 26, 7: 33, 8: 12870.5 }
export const live = { extra: 0 }
export function values(unitCode) {
  const out = []
  const scale = unitCode.endsWith('000000') ? 4 : 1
  for (let r = 4; r <= 7; r++) {
    for (const c of [2, 3, 4, 5, 6, 7, 8]) {
      const n = base[c] + (r - 4) * 3 + (r === 5 && c === 4 ? live.extra : 0)
      out.push({ sheet: 0, cell: letter(c) + (r + 1), text: c === 8 ? (n * scale).toFixed(2) : String(n * scale) })
    }
    out.push({ sheet: 0, cell: 'B' + (r + 1), text: String((base[2] + base[3] + (r - 4) * 6) * scale) })
  }
  for (const c of [1, 2, 3, 4, 5, 6, 7, 8]) {
    const sum = out.filter((v) => v.cell.startsWith(letter(c))).reduce((a, v) => a + Number(v.text), 0)
    out.push({ sheet: 0, cell: letter(c) + '9', text: c === 8 ? sum.toFixed(2) : String(sum) })
  }
  out.push({ sheet: 0, cell: 'A2', text: '填报单位：四邑村' })
  ;['1', '张**', '女', '86', '四邑村民委员会'].forEach((text, i) => out.push({ sheet: 1, cell: letter(i) + '3', text }))
  return out
}
