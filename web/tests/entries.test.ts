import { describe, expect, it } from 'vitest'

import { dueWords } from '../src/ledger/due'
import { entryOf, groupsOf, labelOf, staleRows, typedOf } from '../src/ledger/entries'
import { modes } from '../src/modes'
import type { Ledger, WorkItem } from '../src/types'

const ledger = {
  id: 'resident', key: ['id_number'], unit_column: 'unit',
  columns: [
    { id: 'name', masked: true }, { id: 'insured', masked: false }, { id: 'income', masked: false }, { id: 'age', calculated: true },
  ],
} as unknown as Ledger
const item = (more: Partial<WorkItem>): WorkItem => ({
  kind: 'stale', ledger: 'resident', ledger_name: '居民', row: 9, etag: '"1"', group: '户号 0002', columns: ['name', 'insured', 'age'], message: '',
  fields: { name: '许**', insured: '职工', income: null }, ...more,
})

describe('an item to fill in', () => {
  it('is prefilled, but not with what is masked or calculated', () => {
    const entry = entryOf(item({}), ledger)
    expect(entry.columns.map((one) => one.id)).toEqual(['name', 'insured'])
    expect(entry.typed).toEqual({ name: '', insured: '职工' })
    expect(typedOf(entry)).toEqual({})
  })
  it('tells what was typed and what was cleared', () => {
    const entry = entryOf(item({}), ledger)
    entry.typed.name = ' 许文 '
    entry.typed.insured = ''
    expect(typedOf(entry)).toEqual({ name: '许文', insured: null })
  })
  it('says whom it is about', () => {
    expect(labelOf(item({}), ledger)).toBe('许**')
    expect(labelOf(item({ fields: { id_number: '0002' } }), ledger)).toBe('') // the group says so already
    expect(labelOf(item({ fields: { id_number: '0417' } }), ledger)).toBe('0417')
    expect(labelOf(item({ row: null, kind: 'asked' }), ledger)).toBe('')
  })
})

describe('groups', () => {
  it('keep the order of the server', () => {
    const groups = groupsOf([item({ group: 'b' }), item({ group: 'a', row: 1 }), item({ group: 'b', row: 2 })])
    expect(groups.map((one) => [one.name, one.items.length])).toEqual([['b', 2], ['a', 1]])
  })
  it('only what is stale can be said not to have changed', () => {
    const rows = staleRows([item({}), item({ row: 10 }), item({ kind: 'flagged', row: 11 }), item({ kind: 'missing', row: 12 }), item({ ledger: 'household', row: 3 })])
    expect([...rows]).toEqual([['resident', [9, 10]], ['household', [3]]])
  })
})

it('says a term in words', () => {
  modes.language = 'zh'
  expect(dueWords('2026-12-09', '2026-11-29')).toEqual({ text: '还有 10 天，2026-12-09 前答复', late: false })
  expect(dueWords('2026-11-29', '2026-11-29')).toEqual({ text: '今天（2026-11-29）是答复期限', late: false })
  expect(dueWords('2026-11-20', '2026-11-29')).toEqual({ text: '已超过期限 9 天（应在 2026-11-20 前答复）', late: true })
})
