// A condition as Excel writes it: 居民[低保]="是", 居民[年龄]>=60
import type { Column } from '../types'

export function condition(ledger: string, column: Column, operator: string, value: string): string {
  const number = /number|integer|decimal|money/.test(column.type) && value.trim() !== '' && Number.isFinite(Number(value))
  const date = column.type === 'date' ? /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(value.trim()) : null
  let written = `"${value.trim().replace(/"/g, '""')}"`
  if (number) written = value.trim()
  if (date) written = `DATE(${date.slice(1).map(Number).join(',')})`
  return `${ledger}[${column.name}]${operator}${written}`
}
