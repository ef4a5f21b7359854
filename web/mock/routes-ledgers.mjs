// Ledgers, rows and today's work of the mock.
const remarksOf = (fields) => {
  const out = []
  if ('id_number' in fields && fields.id_number && !/^\d{17}[\dXx]$/.test(fields.id_number)) out.push({ column: 'id_number', rule: 'identity_number', severity: 'refuse', message: '身份证号应为18位' })
  if ('income' in fields && Number(fields.income) > 1000000) out.push({ column: 'income', rule: 'large', severity: 'warn', message: '年收入超过100万元，请核对' })
  if ('income' in fields && fields.income && Number.isNaN(Number(fields.income))) out.push({ column: 'income', rule: 'type', severity: 'refuse', message: '年收入应为数字，例如 12000.50' })
  return out
}
const jobs = {}
let conflicts = 0

function matching(c, id) {
  const all = c.data.total(id)
  const q = c.query.q
  if (q === '没有') return []
  const step = q ? 97 : c.query.filter ? 11 : 1
  return { length: Math.floor(all / step), at: (i) => c.data.row(id, (c.query.sort?.startsWith('-') ? all - i * step : 1 + i * step)) }
}

export const ledgerRoutes = [
  ['GET', /^\/ledgers$/, (c) => c.json({
    items: Object.keys(c.data.ledgers).map((id) => c.data.ledgerFor(c.state.session, id)).map((l) => ({
      id: l.id, name: l.name, name_en: l.name_en, pack: 'base', pack_name: '基础', rows: c.data.total(l.id), flagged: l.id === 'resident' ? 43478 : 0, may_write: l.may_write,
      may_confirm: l.may_confirm, confirmed_on: l.confirmed_on,
    })), next: null,
  })],
  ['GET', /^\/ledgers\/(\w+)$/, (c, id) => (c.data.ledgers[id] ? c.json(c.data.ledgerFor(c.state.session, id)) : c.problem(404, '没有这个台账', 'No such ledger', { place: id }))],
  ['POST', /^\/ledgers\/(\w+)\/confirm$/, (c, id) => ((c.data.confirmed[id] = '2026-11-29'), c.json({ confirmed_on: '2026-11-29' }))],
  ['GET', /^\/ledgers\/(\w+)\/rows$/, (c, id) => {
    const rows = matching(c, id)
    const start = Number(c.query.cursor ?? 0)
    const end = Math.min(rows.length, start + Number(c.query.limit ?? 50))
    c.json({ items: Array.from({ length: Math.max(0, end - start) }, (_, i) => rows.at(start + i)), next: end < rows.length ? String(end) : null, total: rows.length })
  }],
  ['GET', /^\/ledgers\/(\w+)\/rows\/(\d+)$/, (c, id, n) => c.json(c.data.row(id, Number(n)))],
  ['POST', /^\/ledgers\/(\w+)\/rows$/, (c, id) => {
    const remarks = remarksOf(c.body.fields)
    if (remarks.some((r) => r.severity === 'refuse')) return c.problem(422, '有一处填写不对', 'One field is wrong', { remarks })
    c.finished(c.body.fields.term ?? '')
    c.json({ ...c.data.row(id, 1), fields: c.body.fields, remarks }, 201)
  }],
  ['PATCH', /^\/ledgers\/(\w+)\/rows\/(\d+)$/, (c, id, n) => {
    const now = c.data.row(id, Number(n))
    const remarks = remarksOf(c.body.fields)
    if (remarks.some((r) => r.severity === 'refuse')) return c.problem(422, '有一处填写不对', 'One field is wrong', { remarks })
    if (c.body.fields.note === '冲突' && conflicts++ % 2 === 0) {
      c.data.changed[`${id}/${n}`] = { fields: { ...c.data.changed[`${id}/${n}`]?.fields, note: '对方改的' }, version: 99 }
      return c.problem(409, '别人刚刚改了这一条', 'Somebody else has changed this row', { current: c.data.row(id, Number(n)) })
    }
    if (c.request.headers['if-match'] !== now.etag) return c.problem(409, '别人刚刚改了这一条', 'Somebody else has changed this row', { current: now })
    c.finished(`flagged/${n}`, `missing/${n}`, `stale/${n}`)
    const before = c.data.changed[`${id}/${n}`]
    c.data.changed[`${id}/${n}`] = { fields: { ...before?.fields, ...c.body.fields }, version: (before?.version ?? 1) + 1 }
    c.json({ ...c.data.row(id, Number(n)), remarks })
  }],
  ['DELETE', /^\/ledgers\/(\w+)\/rows\/(\d+)$/, (c) => c.json(null, 204)],
  ['POST', /^\/ledgers\/(\w+)\/check$/, (c) => c.json({ remarks: remarksOf(c.body.fields) })],
  ['POST', /^\/ledgers\/(\w+)\/rows\/(\d+)\/unmask$/, (c) => c.json({ fields: { name: '张美玲', id_number: '421221194610031240' } })],
  ['GET', /^\/ledgers\/(\w+)\/rows\/(\d+)\/history$/, (c) => c.json({
    items: [
      { recorded_at: '2026-11-12T09:12:44', post: '四邑村 村干部', through: '页面', effective_on: '2026-11-01', kind: 'change', changes: [{ column: 'income', before: '8061.50', after: '9000.00' }] },
      { recorded_at: '2026-10-03T15:02:10', post: '四邑村 村干部', through: '居民.xlsx', effective_on: '', kind: 'insert', changes: [{ column: 'sex', before: null, after: '女' }, { column: 'income', before: null, after: '8061.50' }] },
    ], next: null,
  })],
  ['POST', /^\/ledgers\/(\w+)\/paste$/, (c) => c.json({ inserted: 1, updated: c.body.rows.length - 1, unchanged: 0, refused: 1, flagged: 0, outcomes: [{ row: 1, column: 'id_number', message: '身份证号应为18位' }] })],
  ['POST', /^\/ledgers\/(\w+)\/import$/, (c) => {
    jobs.j1 = { id: 'j1', state: 'running', rows_read: 0, inserted: 0, updated: 0, unchanged: 0, refused: 0, flagged: 0, rejects: null, errors: [], problem: null }
    c.json(jobs.j1, 202)
  }],
  ['GET', /^\/jobs\/(\w+)$/, (c, id) => {
    const job = jobs[id]
    job.rows_read += 5000
    job.inserted += 4800
    if (job.rows_read >= 15000) Object.assign(job, { state: 'done', refused: 2, rejects: '/api/v1/jobs/j1/rejects.xlsx', errors: [{ row: 7, column: '出生日期', value: '1946.13.03', message: '没有 13 月' }, { row: 19, column: '身份证号', value: '42122119', message: '应为18位' }] })
    c.json(job)
  }],
]
