// [method, pattern, answer]: one line for each request of the contract.
import { disputeRoutes } from './routes-disputes.mjs'
import { ledgerRoutes } from './routes-ledgers.mjs'
import { officeRoutes } from './routes-office.mjs'

const template = { known: { columns: 41, known: 37 }, bindings: null }
const streams = new Set()

const summary = (b, name = '民政月报', id = 't1') => ({
  id, name, department: '民政局', origin: 'uploaded', cells: b.length, bound: b.filter((x) => x.state === 'bound' || x.state === 'own').length,
  questions: b.filter((x) => x.state === 'question').length, unknown: b.filter((x) => x.state === 'unknown').length,
})
const full = ({ book, state }, id) => ({
  id, name: { t1: '民政月报', t3: '家庭基本情况表' }[id] ?? '基层医疗情况', origin: 'uploaded', may_write: state.session.may.includes('templates.write'),
  sheets: book.sheets, bindings: (template.bindings ??= book.bindings()), known: template.known, each: id === 't3', each_of: id === 't3' ? '家庭' : '',
  identity: { number: '鱼统制〔2026〕7号', issuer: '县统计局', approval: '鱼统字〔2026〕3号', valid_until: '2027-12-31', remarks: [] },
})

export const routes = [
  ['POST', /^\/session$/, (c) => {
    const account = c.data.accounts.find((a) => a.account === c.body.name)
    if (c.body.password === 'slow') return c.problem(429, '尝试次数过多，请稍后再试', 'Too many attempts', { code: 'throttled' }, { 'Retry-After': '12' })
    if (!account || c.body.password.length < 3) return c.problem(401, '账号或密码不对', 'Wrong account or password', { code: 'sign_in' })
    c.json((c.state.session = c.data.session(account)))
  }],
  ['GET', /^\/session$/, (c) => (c.state.session ? c.json(c.state.session) : c.problem(401, '请先登录', 'Please sign in'))],
  ['DELETE', /^\/session$/, (c) => ((c.state.session = null), c.json(null, 204))],
  ['PUT', /^\/session\/post$/, (c) => {
    const account = c.data.accounts.find((a) => a.account === c.state.session.account)
    c.json((c.state.session = c.data.session(account, account.posts.find((p) => p.id === c.body.post))))
  }],
  ['PUT', /^\/session\/password$/, (c) => c.json(null, 204)],
  ['GET', /^\/units$/, (c) => {
    if (c.query.parent) return c.json({ items: c.data.units.filter((u) => u.parent === c.query.parent), next: null })
    if (c.query.q) return c.json({ items: c.data.units.filter((u) => u.name.includes(c.query.q)), next: null })
    c.json(c.state.session.post.unit)
  }],
  ['GET', /^\/units\/(\d+)$/, (c, code) => {
    const path = []
    for (let u = c.data.unit(code); u; u = c.data.unit(u.parent)) path.unshift(u)
    c.json({ ...c.data.unit(code), path })
  }],

  ['GET', /^\/templates$/, (c) => {
    const b = (template.bindings ??= c.book.bindings())
    c.json({ items: [summary(b), { ...summary(b, '基层医疗情况', 't2'), department: '卫健局', questions: 0, unknown: 0, bound: b.length }, { ...summary(b, '家庭基本情况表', 't3'), questions: 0, unknown: 0, bound: b.length }], next: null })
  }],
  ['POST', /^\/templates$/, (c) => c.json(full(c, 't1'), 201)],
  ['GET', /^\/templates\/(\w+)$/, (c, id) => (id === 't9' ? c.problem(404, '没有这张报表', 'No such report', { place: 't9' }) : c.json(full(c, id)))],
  ['DELETE', /^\/templates\/(\w+)$/, (c) => c.json(null, 204)],
  ['PUT', /^\/templates\/(\w+)\/bindings$/, (c) => {
    const b = template.bindings.find((x) => x.sheet === c.body.sheet && x.cell === c.body.cell)
    if (c.body.formula.includes('错')) return c.problem(422, '没有叫“错”的台账', 'No ledger is called “错”', { at: c.body.formula.indexOf('错'), nearest: '居民', place: c.body.cell })
    Object.assign(b, { state: c.body.formula ? 'bound' : 'unknown', formula: c.body.formula.replace(/^=/, ''), words: c.body.formula ? '您填写的公式' : '', candidates: [], reason: '' })
    c.json(b)
  }],
  ['POST', /^\/templates\/(\w+)\/asked-before$/, (c) => c.json(null, 204)],
  ['POST', /^\/templates\/(\w+)\/ask$/, (c) => {
    const b = template.bindings.find((x) => x.sheet === c.body.sheet && x.cell === c.body.cell)
    const term = c.body.term ?? b.path
    Object.assign(b, { state: 'bound', formula: `SUMIFS(直报[数值],直报[指标],"${term}")`, words: `各村直报的“${term}”之和`, candidates: [], reason: '' })
    c.json(b)
  }],
  ['POST', /^\/templates\/(\w+)\/confirm$/, (c) => {
    const sure = template.bindings.filter((b) => b.state === 'bound')
    c.json({ bound: sure.length })
  }],
  ['POST', /^\/templates\/(\w+)\/examples$/, (c, id) => {
    template.bindings.forEach((b) => (b.proved = b.state === 'bound'))
    c.json(full(c, id))
  }],
  ['GET', /^\/templates\/(\w+)\/values$/, (c) => c.json({ values: c.book.values(c.query.unit), rows_inserted: 0, as_of: c.query.as_of, period: c.query.period })],
  ['GET', /^\/templates\/(\w+)\/events$/, (c) => {
    c.response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' })
    c.response.write(': ping\n\n')
    const timer = setInterval(() => {
      c.book.live.extra += 1
      const changed = c.book.values(c.query.unit).filter((v) => ['E6', 'E9'].includes(v.cell))
      c.response.write(`event: changed\ndata: ${JSON.stringify({ values: changed })}\n\n`)
    }, 5000)
    streams.add(timer)
    c.request.on('close', () => clearInterval(timer))
  }],
  ['GET', /^\/templates\/(\w+)\/filled\.(xlsx|zip|pdf)$/, (c) => c.response.writeHead(200, { 'Content-Type': 'application/octet-stream', 'Content-Disposition': 'attachment' }).end('mock')],
  ['GET', /^\/templates\/(\w+)\/evidence$/, (c) => {
    const start = Number(c.query.cursor ?? 0)
    const items = Array.from({ length: 20 }, (_, i) => ({
      row: start + i + 1, unit: c.data.units[4], cells: ['张**', '女', String(60 + ((start + i) % 30)), '本地户籍'],
      entered: { on: '2026-10-03', post: '四邑村 村干部', through: i % 3 ? '居民.xlsx' : '页面' },
    }))
    c.json({
      formula: 'COUNTIFS(居民[年龄],">=60")', words: '年龄不小于 60 的居民人数', value: '218',
      parts: [{ text: 'COUNTIFS(居民[年龄],">=60")', words: '年龄不小于 60 的居民人数', value: '218', ledger: 'resident', rows: 218 }],
      coverage: { units: 12, entered: 11, confirmed: 8, since: '2026-10-01', missing: [c.data.units[6]] },
      rows: { part: 0, headings: ['姓名', '性别', '年龄', '户籍状态'], items, next: start < 60 ? String(start + 20) : null },
    })
  }],
  ['GET', /^\/templates\/(\w+)\/changes$/, (c) => c.json({
    before: '215', after: '218', items: [
      { on: '2026-11-02', post: '四邑村 村干部', through: '页面', words: '张**满 60 岁', delta: '+1' },
      { on: '2026-11-12', post: '四邑村 村干部', through: '居民.xlsx', words: '迁入 3 人，迁出 1 人', delta: '+2' },
    ],
  })],
  ['POST', /^\/formula\/check$/, (c) => {
    const at = c.body.formula.indexOf('错')
    c.json(at >= 0 ? { ok: false, title: '没有叫“错”的台账', at, nearest: '居民' } : { ok: true, words: '按您写的条件数居民人数' })
  }],
  ['GET', /^\/formula\/complete$/, (c) => {
    const all = [
      { insert: '居民[', label: '居民', kind: 'ledger', detail: '1 000 000 条' },
      { insert: '居民[性别]', label: '居民[性别]', kind: 'column', detail: '代码：男、女' },
      { insert: 'COUNTIFS(', label: 'COUNTIFS', kind: 'function', detail: '按条件计数' },
      { insert: 'SUMIFS(', label: 'SUMIFS', kind: 'function', detail: '按条件求和' },
    ]
    const word = c.query.text.slice(0, Number(c.query.at)).match(/[\p{L}]*$/u)?.[0] ?? ''
    c.json({ items: word ? all.filter((x) => x.label.toUpperCase().startsWith(word.toUpperCase())) : all })
  }],
  ...ledgerRoutes,
  ...officeRoutes,
  ...disputeRoutes,
]
