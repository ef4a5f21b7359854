// What travels between page and server. One declaration for each shape of the API.

export interface Unit {
  code: string
  name: string
  level: string
  parent: string
  has_children: boolean
}
export interface UnitWithPath extends Unit {
  path: Unit[]
}
export interface Post {
  id: string
  role: string
  role_name: string
  role_name_en: string
  unit: Unit
  department: string
}
export interface Session {
  account: string
  name: string
  post: Post
  posts: Post[]
  must_change_password: boolean
  may: string[]
  today: string
}
export interface List<T> {
  items: T[]
  next?: string | null
  total?: number
}

// ── ledgers ──
export interface LedgerSummary {
  id: string
  name: string
  name_en: string
  pack: string
  pack_name: string
  rows: number
  flagged: number
  may_write: boolean
  may_confirm?: boolean
  confirmed_on?: string | null
}
export interface Column {
  id: string
  name: string
  name_en: string
  type: string
  required: boolean
  codes: string[] | null
  unit_of_measure: string
  scale: number
  sensitivity: string
  masked: boolean
  calculated: boolean
  formula: string
  may_write: boolean
  may_dispute?: boolean
}
export interface Ledger {
  id: string
  name: string
  name_en: string
  key: string[]
  unit_column: string
  may_write: boolean
  may_confirm?: boolean
  confirmed_on?: string | null
  review_months?: number // 0: what is entered never goes stale
  columns: Column[]
}
export type Fields = Record<string, string | null>
export interface Flag {
  column: string
  message: string
}
export interface Row {
  row: number
  etag: string
  unit: string
  fields: Fields
  flags: Flag[]
}
export interface Remark {
  column: string
  rule: string
  severity: 'refuse' | 'warn' | 'flag'
  message: string
}
export interface HistoryItem {
  recorded_at: string
  post: string
  through: string
  effective_on: string
  kind: string
  changes: { column: string; before: string | null; after: string | null }[]
}
export interface PasteResult {
  inserted: number
  updated: number
  unchanged: number
  refused: number
  flagged: number
  outcomes: { row: number; column: string; message: string }[]
}
export interface Job {
  id: string
  state: 'running' | 'done' | 'failed'
  rows_read: number
  inserted: number
  updated: number
  unchanged: number
  refused: number
  flagged: number
  rejects: string | null
  errors: { row: number; column: string; value: string; message: string }[]
  problem: { title: string } | null
}

// ── today's work ──
export type WorkKind = 'flagged' | 'missing' | 'stale' | 'asked' | 'disputed'
export interface WorkItem {
  kind: WorkKind
  ledger: string
  ledger_name: string
  row: number | null // null: a value that is asked and has no row yet
  etag: string | null
  group: string
  group_key?: string // of the household or place itself; the name may be masked
  columns: string[]
  message: string
  fields: Fields
  // of kind disputed
  dispute?: number
  due_on?: string
  proposed?: string | null
  reason?: string
  raised_by?: string
}
export interface Work extends List<WorkItem> {
  counts: Record<WorkKind, number>
}

// ── disputes ──
export interface Dispute {
  id: number
  ledger: string
  ledger_name: string
  row: number
  label: string
  column: string
  column_name: string
  unit: Unit
  current: string | null
  proposed: string | null
  reason: string
  raised_by: string
  raised_on: string
  due_on: string
  overdue: boolean
  state: 'open' | 'accepted' | 'rejected'
  answer: string | null
  answered_by: string | null
  answered_on: string | null
  mine: boolean
  may_answer: boolean
}

// ── templates ──
export interface TemplateSummary {
  id: string
  name: string
  department: string
  origin: 'pack' | 'uploaded'
  cells: number
  bound: number
  questions: number
  unknown: number
}
export interface Style {
  bold?: boolean
  italic?: boolean
  size?: number
  color?: string
  fill?: string | null
  align?: string
  valign?: string
  wrap?: boolean
  borders?: string
}
export type Cell = [row: number, column: number, text: string, style: number, ...more: unknown[]]
export type Merge = [row1: number, column1: number, row2: number, column2: number]
export interface Sheet {
  name: string
  columns: number[]
  rows: number[]
  merges: Merge[]
  styles: Style[]
  cells: Cell[]
}
export type BindingState = 'bound' | 'question' | 'unknown' | 'own'
export interface Candidate {
  formula: string
  words: string
}
export interface Binding {
  sheet: number
  cell: string
  state: BindingState
  formula: string
  words: string
  path: string
  reason: string
  candidates: Candidate[]
  proved: boolean
  asked_in?: { template: string; name: string; sheet: string; cell: string }[] // at most three of them
  asked_in_count?: number
}
export interface Template {
  id: string
  name: string
  origin: string
  may_write: boolean
  each?: boolean // one copy for each row of a ledger …
  each_of?: string // … of this one
  sheets: Sheet[]
  bindings: Binding[]
  known: { columns: number; known: number }
  identity: { number: string; issuer: string; approval: string; valid_until: string; remarks: string[] } | null
}
export interface CellValue {
  sheet: number
  cell: string
  text: string
}
export interface Values {
  values: CellValue[]
  sheets?: Sheet[]
  as_of: string
  period: string
}
export interface FormulaCheck {
  ok: boolean
  words?: string
  title?: string
  at?: number
  nearest?: string
}
export interface Completion {
  insert: string
  label: string
  kind: 'ledger' | 'column' | 'function' | 'code' | 'name'
  detail: string
}
export interface EvidenceRow {
  row: number
  unit: Unit | null
  cells: string[]
  entered: { on: string; post: string; through: string } | null
}
export interface Evidence {
  formula: string
  words: string
  value: string
  parts: { text: string; words: string; value: string; ledger: string; rows: number }[]
  coverage: { units: number; entered: number; confirmed?: number; since?: string; missing: Unit[] }
  rows: { part: number; headings: string[]; items: EvidenceRow[]; next: string | null }
}
export interface Changes {
  before: string
  after: string
  items: { on: string; post: string; through: string; words: string; delta: string; row?: string }[]
}

// ── burden, leader, administration ──
export interface Burden {
  cells_asked: number
  cells_known: number
  cells_typed: number
  departments: { name: string; forms: number; asked: number; known: number; repeated: number; typed: number; asked_before?: number }[]
  forms: { name: string; department: string; asked: number; known: number; repeated: number; typed: number; asked_before?: number }[]
}
export interface Chart {
  title: string
  kind: 'bar' | 'pie' | 'line'
  labels: string[]
  series: { name: string; values: number[] }[]
}
export interface Overview {
  unit: Unit
  path: Unit[]
  children: Unit[]
  cards: { label: string; text: string; template: string; sheet: number; cell: string }[]
  charts: Chart[]
}
export interface Account {
  account: string
  name: string
  disabled: boolean
  posts: Post[]
}
export interface AuditItem {
  at: string
  post: string
  action: string
  action_name?: string
  what: string
  reason: string
}
