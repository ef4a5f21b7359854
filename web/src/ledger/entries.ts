// What a clerk fills in of today's work: the fields of one item, what was typed over them, and who it is about.
import type { Column, Fields, Ledger, Remark, WorkItem } from '../types'

export interface Entry {
  item: WorkItem
  etag: string | null
  before: Fields
  columns: Column[]
  typed: Record<string, string>
  remarks: Remark[]
}

/** Masked text cannot be corrected letter by letter: its field starts empty. */
export function shown(column: Column, fields: Fields): string {
  return column.masked ? '' : (fields[column.id] ?? '')
}

export function entryOf(item: WorkItem, ledger: Ledger): Entry {
  const columns = ledger.columns.filter((one) => item.columns.includes(one.id) && !one.calculated)
  const typed: Record<string, string> = {}
  for (const column of columns) typed[column.id] = shown(column, item.fields)
  return { item, etag: item.etag, before: item.fields, columns, typed, remarks: [] }
}

/** What differs from before; cleared fields are null. */
export function typedOf(entry: Entry): Fields {
  const changed: Fields = {}
  for (const column of entry.columns) {
    const value = entry.typed[column.id].trim()
    if (value !== shown(column, entry.before)) changed[column.id] = value === '' ? null : value
  }
  return changed
}

/** Whom or what an item is about: the name, else the first of what tells rows apart that is not the group's own. */
export function labelOf(item: WorkItem, ledger: Ledger): string {
  if (item.row === null) return ''
  const name = item.fields.name
  if (name) return name
  const key = ledger.key.find((id) => id !== ledger.unit_column && item.fields[id] && !item.group.includes(item.fields[id] ?? ''))
  return key ? (item.fields[key] ?? '') : ''
}

export interface Group {
  key: string // two households may bear the same name, masked
  name: string
  items: WorkItem[]
}

/** Items of one household or place together, in the order in which the server names them first. */
export function groupsOf(items: WorkItem[]): Group[] {
  const map = new Map<string, WorkItem[]>()
  for (const item of items) {
    const key = item.group_key ?? item.group
    const list = map.get(key)
    if (list) list.push(item)
    else map.set(key, [item])
  }
  return [...map].map(([key, list]) => ({ key, name: list[0].group, items: list }))
}

/** Rows of stale items by ledger: only these can be said not to have changed. */
export function staleRows(items: WorkItem[]): Map<string, number[]> {
  const rows = new Map<string, number[]>()
  for (const item of items) {
    if (item.kind === 'stale' && item.row !== null) rows.set(item.ledger, [...(rows.get(item.ledger) ?? []), item.row])
  }
  return rows
}
