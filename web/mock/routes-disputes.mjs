// Disputes of the mock: one overdue, one in time, one without a proposal, two answered.
const people = { name: '居民', id: 'resident' }
const open = (id, row, column, column_name, current, proposed, reason, due_on, more = {}) => ({
  id, ledger: people.id, ledger_name: people.name, row, label: '张** 四邑村', column, column_name, unit: null, current, proposed, reason,
  raised_by: '统计局 经办人（嘉鱼县）', raised_on: '2026-11-19', due_on, overdue: due_on < '2026-11-29', state: 'open', answer: null, answered_by: null,
  answered_on: null, mine: false, may_answer: true, ...more,
})
export const disputes = [
  open(7, 12, 'birth_date', '出生日期', '1952-01-13', '1946-10-03', '公安户籍信息上是 1946 年 10 月 3 日', '2026-11-20'),
  open(8, 21, 'insured', '医疗保险', '城乡居民', '职工', '本人在县城上班，单位已参保', '2026-12-09'),
  open(9, 33, 'note', '备注', '外出务工', null, '已经回村，备注不对', '2026-11-29', { mine: true, may_answer: false, raised_by: '四邑村 村（社区）干部' }),
  open(3, 5, 'sex', '性别', '男', '女', '户口簿上是女', '2026-11-10', { state: 'accepted', answer: '', answered_by: '四邑村 村（社区）干部', answered_on: '2026-11-08', may_answer: false }),
  open(4, 6, 'income', '年收入', '8061.50', '20000', '比邻居少太多', '2026-11-10', {
    state: 'rejected', answer: '已上门核对，就是这个数。', answered_by: '四邑村 村（社区）干部', answered_on: '2026-11-09', mine: true, may_answer: false,
  }),
]

const placed = (c, one) => ({ ...one, unit: c.data.unit('421221106202') })

export const disputeRoutes = [
  ['POST', /^\/ledgers\/(\w+)\/rows\/(\d+)\/disputes$/, (c, ledger, row) => {
    if (c.body.reason.includes('错')) return c.problem(422, '这一项您自己可以改，请直接改', 'You may change this yourself: change it', { place: c.body.column })
    const definition = c.data.ledgers[ledger].columns.find((one) => one.id === c.body.column)
    const one = open(disputes.length + 20, Number(row), c.body.column, definition.name, '…', c.body.proposed ?? null, c.body.reason, '2026-12-09', { mine: true, may_answer: false, raised_on: '2026-11-29', ledger })
    disputes.unshift(one)
    c.json(placed(c, one), 201)
  }],
  ['GET', /^\/disputes$/, (c) => c.json({ items: disputes.filter((one) => (one.state === 'open') === (c.query.state === 'open')).map((one) => placed(c, one)), next: null })],
  ['POST', /^\/disputes\/(\d+)\/answer$/, (c, id) => {
    const one = disputes.find((d) => d.id === Number(id))
    if (c.body.answer.includes('错')) return c.problem(422, '不能这样改', 'It may not be kept like this', { remarks: [{ column: one.column, rule: 'x', severity: 'refuse', message: '出生日期与身份证号不一致' }] })
    Object.assign(one, { state: c.body.accept ? 'accepted' : 'rejected', answer: c.body.answer, answered_by: '四邑村 村（社区）干部', answered_on: '2026-11-29', may_answer: false })
    c.json(placed(c, one))
  }],
]
