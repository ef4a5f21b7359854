// The API as functions, one for each request the pages make. Paths and shapes stand only here and in types.ts.
import { address, call } from './http'
import type * as T from './types'

export interface Scope {
  unit?: string
  as_of?: string
  period?: string
}

const id = encodeURIComponent

export const api = {
  // sign-in
  signIn: (name: string, password: string) => call<T.Session>('POST', '/session', { body: { name, password } }),
  session: () => call<T.Session>('GET', '/session'),
  signOut: () => call<void>('DELETE', '/session'),
  actAs: (post: string) => call<T.Session>('PUT', '/session/post', { body: { post } }),
  changePassword: (before: string, after: string) =>
    call<void>('PUT', '/session/password', { body: { old: before, new: after } }),

  // units: without a parent, the unit of one's post
  ownUnit: () => call<T.Unit | T.List<T.Unit>>('GET', '/units'),
  unitsBelow: (parent: string) => call<T.List<T.Unit>>('GET', '/units', { query: { parent } }),
  findUnits: (q: string) => call<T.List<T.Unit>>('GET', '/units', { query: { q } }),
  unit: (code: string) => call<T.UnitWithPath>('GET', `/units/${id(code)}`),

  // ledgers and rows
  ledgers: () => call<T.List<T.LedgerSummary>>('GET', '/ledgers', { query: { limit: 200 } }),
  ledger: (ledger: string) => call<T.Ledger>('GET', `/ledgers/${id(ledger)}`),
  rows: (
    ledger: string,
    query: { unit?: string; q?: string; sort?: string; filter?: string; cursor?: string; limit?: number },
    signal?: AbortSignal,
  ) => call<T.List<T.Row>>('GET', `/ledgers/${id(ledger)}/rows`, { query, signal }),
  row: (ledger: string, row: number) => call<T.Row>('GET', `/ledgers/${id(ledger)}/rows/${row}`),
  addRow: (ledger: string, fields: T.Fields) =>
    call<T.Row & { remarks: T.Remark[] }>('POST', `/ledgers/${id(ledger)}/rows`, { body: { fields } }),
  changeRow: (ledger: string, row: number, etag: string, fields: T.Fields, effective_on?: string) =>
    call<T.Row & { remarks?: T.Remark[] }>('PATCH', `/ledgers/${id(ledger)}/rows/${row}`, {
      etag,
      body: effective_on ? { fields, effective_on } : { fields },
    }),
  deleteRow: (ledger: string, row: number, etag: string) =>
    call<void>('DELETE', `/ledgers/${id(ledger)}/rows/${row}`, { etag }),
  checkRow: (ledger: string, row: number | null, fields: T.Fields, signal?: AbortSignal) =>
    call<{ remarks: T.Remark[] }>('POST', `/ledgers/${id(ledger)}/check`, { body: { row, fields }, signal }),
  unmask: (ledger: string, row: number, reason: string) =>
    call<{ fields: T.Fields }>('POST', `/ledgers/${id(ledger)}/rows/${row}/unmask`, { body: { reason } }),
  history: (ledger: string, row: number) =>
    call<T.List<T.HistoryItem>>('GET', `/ledgers/${id(ledger)}/rows/${row}/history`),
  paste: (ledger: string, columns: string[], rows: string[][]) =>
    call<T.PasteResult>('POST', `/ledgers/${id(ledger)}/paste`, { body: { columns, rows } }),
  importFile: (ledger: string, file: File) =>
    call<T.Job>('POST', `/ledgers/${id(ledger)}/import`, { query: { name: file.name }, file }),
  job: (job: string) => call<T.Job>('GET', `/jobs/${id(job)}`),

  // today's work
  work: (cursor?: string) => call<T.Work>('GET', '/work', { query: { cursor } }),
  confirmWork: (ledger: string, rows: number[]) =>
    call<{ confirmed: number }>('POST', '/work/confirm', { body: { ledger, rows } }),

  /** The whole ledger of a unit is as it is, also where it has no rows. */
  confirmLedger: (ledger: string, unit?: string) =>
    call<{ confirmed_on: string }>('POST', `/ledgers/${id(ledger)}/confirm`, { body: unit ? { unit } : {} }),

  // disputes
  raiseDispute: (ledger: string, row: number, column: string, proposed: string | undefined, reason: string) =>
    call<T.Dispute>('POST', `/ledgers/${id(ledger)}/rows/${row}/disputes`, { body: { column, proposed, reason } }),
  disputes: (state: 'open' | 'closed', cursor?: string) =>
    call<T.List<T.Dispute>>('GET', '/disputes', { query: { state, cursor } }),
  // value: what is right, where nobody proposed it
  answerDispute: (dispute: number, accept: boolean, answer: string, value = '') =>
    call<T.Dispute>('POST', `/disputes/${dispute}/answer`, { body: { accept, answer, value } }),

  // templates
  templates: () => call<T.List<T.TemplateSummary>>('GET', '/templates', { query: { limit: 500 } }),
  uploadTemplate: (file: File) => call<T.Template>('POST', '/templates', { query: { name: file.name }, file }),
  template: (template: string) => call<T.Template>('GET', `/templates/${id(template)}`),
  deleteTemplate: (template: string) => call<void>('DELETE', `/templates/${id(template)}`),
  bind: (template: string, sheet: number, cell: string, formula: string) =>
    call<T.Binding>('PUT', `/templates/${id(template)}/bindings`, { body: { sheet, cell, formula } }),
  /** "You have asked me this already"; nobody learns who said so. */
  askedBefore: (template: string, sheet: number, cell: string) =>
    call<void>('POST', `/templates/${id(template)}/asked-before`, { body: { sheet, cell } }),
  /** What no ledger answers is asked of every village. */
  ask: (template: string, sheet: number, cell: string, term: string) =>
    call<T.Binding>('POST', `/templates/${id(template)}/ask`, { body: { sheet, cell, term } }),
  confirmSure: (template: string) => call<{ bound: number }>('POST', `/templates/${id(template)}/confirm`),
  addExample: (template: string, unit: string, as_of: string, file: File) =>
    call<T.Template>('POST', `/templates/${id(template)}/examples`, { query: { unit, as_of }, file }),
  values: (template: string, scope: Scope, signal?: AbortSignal) =>
    call<T.Values>('GET', `/templates/${id(template)}/values`, { query: { ...scope }, signal }),
  evidence: (template: string, sheet: number, cell: string, scope: Scope, part: number, cursor?: string) =>
    call<T.Evidence>('GET', `/templates/${id(template)}/evidence`, { query: { sheet, cell, ...scope, part, cursor } }),
  changes: (template: string, sheet: number, cell: string, unit: string, since: string, until: string) =>
    call<T.Changes>('GET', `/templates/${id(template)}/changes`, { query: { sheet, cell, unit, since, until } }),
  checkFormula: (formula: string, signal?: AbortSignal) =>
    call<T.FormulaCheck>('POST', '/formula/check', { body: { formula }, signal }),
  completeFormula: (text: string, at: number, signal?: AbortSignal) =>
    call<T.List<T.Completion>>('GET', '/formula/complete', { query: { text, at }, signal }),

  // burden, leader, administration
  burden: () => call<T.Burden>('GET', '/burden'),
  overview: (unit: string) => call<T.Overview>('GET', '/overview', { query: { unit } }),
  accounts: () => call<T.List<T.Account>>('GET', '/accounts', { query: { limit: 500 } }),
  addAccount: (account: {
    account: string
    name: string
    password: string
    posts: { role: string; unit: string; department: string }[]
  }) => call<T.Account>('POST', '/accounts', { body: account }),
  handOver: (post: string, to: string) => call<T.Post>('POST', `/posts/${id(post)}/hand-over`, { body: { to } }),
  endSessions: (account: string) => call<void>('DELETE', `/accounts/${id(account)}/sessions`),
  putUnits: (file: File) => call<{ units: number; changed: number }>('PUT', '/units', { file }),
  audit: (cursor?: string) => call<T.List<T.AuditItem>>('GET', '/audit', { query: { cursor } }),
}

export const links = {
  events: (template: string, scope: Scope) => address(`/templates/${id(template)}/events`, { ...scope }),
  /** `full` carries the reason why personal columns are not masked. */
  filled: (template: string, kind: 'xlsx' | 'pdf', scope: Scope, full?: string) =>
    address(`/templates/${id(template)}/filled.${kind}`, { ...scope, ...unmasked(full) }),
  /** Without a level: one copy for each row of a form that is made once a row. */
  filledZip: (template: string, scope: Scope, level?: string, full?: string) =>
    address(`/templates/${id(template)}/filled.zip`, { ...scope, level, ...unmasked(full) }),
  units: () => address('/units.xlsx'),
}

function unmasked(reason?: string): Record<string, string> {
  return reason ? { personal: 'full', reason } : {}
}
