// Today's work, burden, overview and administration of the mock.
const work = [
  ['flagged', 5, '户 0001 刘大山', '刘**', ['birth_date'], '出生日期与身份证号不一致'],
  ['missing', 7, '户 0001 刘大山', '吴**', ['income'], '没有年收入'],
  ['stale', 9, '户 0002 许长林', '许**', ['insured'], '医疗保险已 12 个月没有核对'],
  ['stale', 10, '户 0002 许长林', '李**', ['insured', 'low_income'], '医疗保险、低保已 12 个月没有核对'],
  ['missing', 14, '户 0003 刘春', '周**', ['income'], '没有年收入'],
  ['stale', 17, '户 0004 许建国', '许**', ['insured'], '医疗保险已 12 个月没有核对'],
].map(([kind, row, group, key, columns, message]) => ({ kind, ledger: 'resident', ledger_name: '居民', row, etag: '"1"', group, key, columns, message }))

export const officeRoutes = [
  ['GET', /^\/work$/, (c) => c.json({ counts: { flagged: 1, missing: 2, stale: 3 }, items: work, next: null })],
  ['POST', /^\/work\/confirm$/, (c) => c.json({ confirmed: c.body.rows.length })],
  ['GET', /^\/burden$/, (c) => c.json({
    cells_asked: 10721, cells_known: 9870, cells_typed: 851,
    departments: [
      { name: '民政局', forms: 4, asked: 3120, known: 2980, repeated: 1410, typed: 140 },
      { name: '卫健局', forms: 3, asked: 2401, known: 2210, repeated: 988, typed: 191 },
      { name: '农业农村局', forms: 5, asked: 5200, known: 4680, repeated: 2104, typed: 520 },
    ],
    forms: [
      { name: '民政月报', department: '民政局', asked: 1200, known: 1180, repeated: 610, typed: 20 },
      { name: '基层医疗情况', department: '卫健局', asked: 801, known: 770, repeated: 0, typed: 31 },
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
  ['GET', /^\/audit$/, (c) => c.json({
    items: [
      { at: '2026-11-29T10:12:00', post: '嘉鱼县 民政局 · 业务科室人员', action: '显示完整', what: '居民 第 12 条', reason: '低保复核' },
      { at: '2026-11-28T16:40:00', post: '嘉鱼县 · 管理员', action: '移交岗位', what: '四邑村 · 村（社区）干部', reason: '' },
    ], next: c.query.cursor ? null : 'c2',
  })],
]
