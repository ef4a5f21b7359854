// Today's work, burden, overview and administration of the mock.
import { disputes } from './routes-disputes.mjs'

const facts = [
  ['flagged', 5, '户 0001 刘大山', ['birth_date'], '出生日期与身份证号不一致'],
  ['missing', 7, '户 0001 刘大山', ['income'], '没有年收入'],
  ['stale', 9, '户 0002 许长林', ['insured'], '2025-11-03 以来没有人改过或核对过'],
  ['stale', 10, '户 0002 许长林', ['insured', 'low_income'], '2025-11-03 以来没有人改过或核对过'],
  ['stale', 11, '户 0002 许长林', ['insured'], '2025-10-17 以来没有人改过或核对过'],
  ['missing', 14, '户 0003 刘春', ['income'], '没有年收入'],
  ['stale', 17, '户 0004 许建国', ['insured'], '2025-11-28 以来没有人改过或核对过'],
]
const terms = [['图书室数量', '册'], ['文化活动场次', '场'], ['文艺队伍支数', '支']]
export const done = [] // kind/row of what was saved or confirmed
const asked = ([term, unit]) => ({
  kind: 'asked', ledger: 'direct_value', ledger_name: '直报', row: null, etag: null, group: '直报 2026-10', columns: ['value'],
  message: `《文化站月报》问：${term}（${unit}）`, fields: { unit: '421221106202', period: '2026-10', term, value: null },
})
function work(c) {
  const rows = facts.filter(([kind, row]) => !done.includes(`${kind}/${row}`)).map(([kind, row, group, columns, message]) => {
    const { etag, fields } = c.data.row('resident', row)
    return { kind, ledger: 'resident', ledger_name: '居民', row, etag, group, columns, message, fields, ...(kind === 'stale' ? { since: message.slice(0, 10) } : {}) }
  })
  const open = disputes.filter((one) => one.state === 'open' && one.may_answer).map((one) => {
    const { etag, fields } = c.data.row('resident', one.row)
    return {
      kind: 'disputed', dispute: one.id, ledger: 'resident', ledger_name: '居民', row: one.row, etag, group: '异议', columns: [one.column], due_on: one.due_on, proposed: one.proposed, reason: one.reason,
      raised_by: one.raised_by, message: `${one.column_name}有异议`, fields,
    }
  })
  const items = [...rows, ...terms.filter(([term]) => !done.includes(term)).map(asked), ...open]
  const counts = { flagged: 0, missing: 0, stale: 0, asked: 0, disputed: 0 }
  for (const one of items) counts[one.kind] += 1
  return { counts, items, next: null }
}

export const officeRoutes = [
  ['GET', /^\/work$/, (c) => c.json(work(c))],
  ['POST', /^\/work\/confirm$/, (c) => {
    done.push(...c.body.rows.map((row) => `stale/${row}`))
    c.json({ confirmed: c.body.rows.length })
  }],
  ['GET', /^\/burden$/, (c) => c.json({
    cells_asked: 10721, cells_known: 9870, cells_typed: 851,
    departments: [
      { name: '民政局', forms: 4, asked: 3120, known: 2980, repeated: 1410, typed: 140, asked_before: 17 },
      { name: '卫健局', forms: 3, asked: 2401, known: 2210, repeated: 988, typed: 191, asked_before: 3 },
      { name: '农业农村局', forms: 5, asked: 5200, known: 4680, repeated: 2104, typed: 520, asked_before: 0 },
    ],
    forms: [
      { name: '民政月报', department: '民政局', asked: 1200, known: 1180, repeated: 610, typed: 20, asked_before: 17 },
      { name: '基层医疗情况', department: '卫健局', asked: 801, known: 770, repeated: 0, typed: 31, asked_before: 0 },
    ],
  })],
  ['GET', /^\/overview$/, (c) => {
    const unit = c.data.unit(c.query.unit)
    const path = []
    for (let u = unit; u; u = c.data.unit(u.parent)) path.unshift(u)
    c.json({
      unit, path, children: c.data.units.filter((u) => u.parent === unit.code),
      cards: [['户籍人口', '3276', 'B9'], ['60岁以上', '878', 'E9'], ['80岁以上', '182', 'F9'], ['独居老人', '122', 'G9'], ['低保人数', '150', 'H9'], ['月发放金额（元）', '51,500.00', 'I9']].map(([label, text, cell]) => ({ label, text, template: 't1', sheet: 0, cell })),
      charts: [
        { title: '各村户籍人口', kind: 'bar', labels: ['东村', '四邑村', '肖家洲村', '苍梧岭村'], series: [{ name: '男', values: [412, 415, 418, 421] }, { name: '女', values: [398, 401, 404, 407] }] },
        { title: '年龄构成', kind: 'pie', labels: ['0–17', '18–59', '60–79', '80以上'], series: [{ name: '人数', values: [620, 1778, 696, 182] }] },
        { title: '低保人数（近六个月）', kind: 'line', labels: ['6月', '7月', '8月', '9月', '10月', '11月'], series: [{ name: '低保人数', values: [161, 158, 158, 155, 152, 150] }] },
      ],
    })
  }],
  ['GET', /^\/accounts$/, (c) => c.json({ items: c.data.accounts, next: null })],
  ['POST', /^\/accounts$/, (c) => (c.body.account === 'xw' ? c.problem(422, '账号 xw 已经有了', 'Account xw exists already', { place: 'account' }) : c.json({ ...c.body, disabled: false, posts: [] }, 201))],
  ['POST', /^\/posts\/(\w+)\/hand-over$/, (c) => c.json(c.data.accounts[0].posts[0])],
  ['DELETE', /^\/accounts\/(\w+)\/sessions$/, (c) => c.json(null, 204)],
  ['PUT', /^\/units$/, (c) => {
    const lines = String(c.body).trim().split('\n')
    const bad = lines.findIndex((line, i) => i > 0 && !/^\d{12},/.test(line))
    if (bad > 0) return c.problem(422, '单位代码应为 12 位数字', 'A unit code has 12 digits', { place: `第 ${bad + 1} 行` })
    c.json({ units: 1185, changed: 3 })
  }],
  ['GET', /^\/units\.xlsx$/, (c) => c.response.writeHead(200, { 'Content-Type': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', 'Content-Disposition': 'attachment; filename="units.xlsx"' }).end('code,name,level,parent\n')],
  ['GET', /^\/audit$/, (c) => c.json({
    items: [
      { at: '2026-11-29T10:12:00', post: '嘉鱼县 民政局 · 业务科室人员', action: 'rows.unmask', action_name: '看全一条记录', what: '居民 第 12 条', reason: '低保复核' },
      { at: '2026-11-29T09:03:00', post: '嘉鱼县 民政局 · 业务科室人员', action: 'fill.personal', action_name: '取含个人信息的表', what: '民政月报 四邑村民委员会 2026-10', reason: '高龄津贴发放核对' },
      { at: '2026-11-28T16:40:00', post: '嘉鱼县 · 管理员', action: 'posts.hand_over', action_name: '移交岗位', what: '四邑村 · 村（社区）干部', reason: '' },
    ], next: c.query.cursor ? null : 'c2',
  })],
]
