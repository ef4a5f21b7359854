// Invented data behind the mock: units, people's posts, ledgers. Rows are computed from their number, so a million cost nothing.
export const units = [
  ['421221000000', '嘉鱼县', 'county', ''],
  ['421221106000', '潘家湾镇', 'township', '421221000000'],
  ['421221100000', '鱼岳镇', 'township', '421221000000'],
  ['421221106201', '东村村民委员会', 'village', '421221106000'],
  ['421221106202', '四邑村民委员会', 'village', '421221106000'],
  ['421221106203', '肖家洲村民委员会', 'village', '421221106000'],
  ['421221106204', '苍梧岭村民委员会', 'village', '421221106000'],
  ['421221100201', '方庄社区居民委员会', 'village', '421221100000'],
].map(([code, name, level, parent], _, all) => ({ code, name, level, parent, has_children: all.some((u) => u[3] === code) }))

export const unit = (code) => units.find((u) => u.code === code)
const post = (id, role, role_name, role_name_en, code, department = '') => ({ id, role, role_name, role_name_en, unit: unit(code), department })

const clerk = post('p3', 'clerk', '村（社区）干部', 'Clerk', '421221106202')
const officer = post('p4', 'officer', '业务科室人员', 'Officer', '421221000000', '民政局')
const leader = post('p5', 'leader', '领导', 'Leader', '421221000000')
const data = post('p6', 'data_office', '数据办', 'Data office', '421221000000')
const admin = post('p7', 'administrator', '管理员', 'Administrator', '421221000000')
const auditor = post('p8', 'auditor', '审计人员', 'Auditor', '421221000000')
const read = ['rows.read', 'rows.dispute', 'templates.read', 'fill', 'evidence', 'overview', 'burden']
const may = {
  clerk: [...read, 'rows.write', 'rows.confirm', 'rows.import', 'rows.unmask', 'fill.personal'],
  officer: [...read, 'rows.write', 'rows.import', 'rows.unmask', 'templates.write', 'fill.personal'],
  leader: read,
  data_office: [...read, 'templates.write'],
  administrator: ['accounts', 'units'],
  auditor: [...read.filter((action) => action !== 'rows.dispute'), 'audit'],
}
export const accounts = [
  { account: 'xw', name: '许文', disabled: false, posts: [clerk, officer] },
  { account: 'mz', name: '民政许', disabled: false, posts: [officer] },
  { account: 'ld', name: '李东', disabled: false, posts: [leader] },
  { account: 'sj', name: '数据办', disabled: false, posts: [data] },
  { account: 'gly', name: '管理员', disabled: false, posts: [admin] },
  { account: 'sh', name: '审计员', disabled: false, posts: [auditor] },
  { account: 'old', name: '旧账号', disabled: true, posts: [] },
]
export const session = (account, chosen) => {
  const p = chosen ?? account.posts[0]
  return { account: account.account, name: account.name, post: p, posts: account.posts, must_change_password: false, may: may[p.role], today: '2026-11-29' }
}

const column = (id, name, name_en, type = 'text', more = {}) => ({
  id, name, name_en, type, required: false, codes: null, unit_of_measure: '', scale: 0, sensitivity: 'public',
  masked: false, calculated: false, formula: '', may_write: true, ...more,
})
export const ledgers = {
  resident: {
    id: 'resident', name: '居民', name_en: 'Residents', key: ['id_number'], unit_column: 'unit', may_write: true,
    columns: [
      column('name', '姓名', 'Name', 'text', { required: true, masked: true, sensitivity: 'personal' }),
      column('id_number', '身份证号', 'Identity number', 'text', { required: true, masked: true, sensitivity: 'personal' }),
      column('unit', '单位', 'Unit', 'unit', { required: true }),
      column('household_no', '户号', 'Household number'),
      column('sex', '性别', 'Sex', 'code', { codes: ['男', '女'] }),
      column('birth_date', '出生日期', 'Date of birth', 'date'),
      column('age', '年龄', 'Age', 'number', { calculated: true, may_write: false, formula: '=DATEDIF([@出生日期],TODAY(),"Y")' }),
      column('low_income', '低保', 'Minimum living allowance', 'code', { codes: ['是', '否'] }),
      column('income', '年收入', 'Yearly income', 'decimal', { scale: 2, unit_of_measure: '元' }),
      column('insured', '医疗保险', 'Medical insurance', 'code', { codes: ['城乡居民', '职工', '未参保'] }),
      column('note', '备注', 'Note'),
    ],
  },
  household: {
    id: 'household', name: '家庭', name_en: 'Households', key: ['household_no'], unit_column: 'unit', may_write: true,
    columns: [
      column('household_no', '户号', 'Household number', 'text', { required: true }),
      column('unit', '单位', 'Unit', 'unit', { required: true }),
      column('land', '耕地面积', 'Farmland', 'decimal', { unit_of_measure: '亩', scale: 2 }),
      column('toilet', '卫生厕所', 'Sanitary toilet', 'code', { codes: ['是', '否'] }),
    ],
  },
  direct_value: {
    id: 'direct_value', name: '直报', name_en: 'Direct values', key: ['unit', 'period', 'term'], unit_column: 'unit', may_write: true,
    columns: [
      column('unit', '单位', 'Unit', 'unit', { required: true }), column('period', '期间', 'Period', 'text', { required: true }),
      column('term', '指标', 'Term', 'text', { required: true }), column('value', '数值', 'Value', 'decimal', { scale: 4 }), column('note', '说明', 'Note'),
    ],
  },
  hazard: {
    id: 'hazard', name: '隐患', name_en: 'Hazards', key: ['number'], unit_column: 'unit', may_write: false,
    columns: [column('number', '隐患编号', 'Number', 'text', { required: true }), column('unit', '单位', 'Unit', 'unit'), column('grade', '等级', 'Grade', 'code', { codes: ['一般', '重大'] })],
  },
}
const counts = { resident: 1000000, household: 412, direct_value: 0, hazard: 0 }
export const confirmed = { household: '2026-10-08' } // ledger → when the clerk's village last confirmed it as a whole
export const total = (ledger) => counts[ledger] + (added[ledger]?.length ?? 0)
export const added = {}
export const changed = {} // "ledger/row" → { fields, version }

/** A ledger as one's post sees it: departments write only what they own, and may dispute the rest. */
export function ledgerFor(session, id) {
  const one = ledgers[id]
  if (!one) return null
  const clerk = session.post.role === 'clerk'
  const writes = (c) => c.may_write && one.may_write && (clerk || ['low_income', 'income'].includes(c.id))
  return {
    ...one, may_confirm: clerk, confirmed_on: clerk ? (confirmed[id] ?? null) : null, review_months: 12, may_write: one.columns.some(writes),
    columns: one.columns.map((c) => ({ ...c, may_write: writes(c), may_dispute: !c.calculated && !writes(c) && session.may.includes('rows.dispute') })),
  }
}

const surnames = ['张', '许', '李', '王', '陈', '刘', '周', '吴']
export function row(ledger, n) {
  const edit = changed[`${ledger}/${n}`]
  const code = units[3 + (n % 4)].code
  const base =
    ledger === 'household'
      ? { household_no: String(n).padStart(4, '0'), unit: code, land: ((n % 50) / 4).toFixed(2), toilet: n % 9 ? '是' : '否' }
      : ledger === 'hazard'
        ? { number: 'Y' + n, unit: code, grade: '一般' }
        : ledger === 'direct_value'
          ? { unit: code, period: '2026-10', term: '图书室数量', value: String(n), note: null }
        : {
            name: surnames[n % 8] + '**', id_number: `4212**********${String(n % 10000).padStart(4, '0')}`, unit: code,
            household_no: String(Math.floor(n / 4)).padStart(4, '0'), sex: n % 2 ? '男' : '女',
            birth_date: `${1940 + (n % 75)}-${String((n % 12) + 1).padStart(2, '0')}-${String((n % 28) + 1).padStart(2, '0')}`,
            age: String(86 - (n % 75)), low_income: n % 11 ? '否' : '是', income: n % 7 ? `${8000 + (n % 300) * 61}.50` : null,
            insured: n % 13 ? '城乡居民' : '未参保', note: n % 17 ? null : '外出务工',
          }
  return {
    row: n, etag: `"${edit?.version ?? 1}"`, unit: code, fields: { ...base, ...edit?.fields },
    flags: ledger === 'resident' && n % 23 === 5 ? [{ column: 'birth_date', message: '出生日期与身份证号不一致' }] : [],
  }
}
