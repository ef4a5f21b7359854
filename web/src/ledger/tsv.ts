// What Excel and WPS put on the clipboard: tabs between cells, lines between rows, quotes around cells with either inside.
import type { Column } from '../types'

/** 'a\tb\r\n"x\ny"\t2\r\n' → [['a', 'b'], ['x\ny', '2']] */
export function parseTsv(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  let cell = ''
  let quoted = false
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    if (quoted) {
      if (c !== '"') cell += c
      else if (text[i + 1] === '"') cell += text[++i]
      else quoted = false
    } else if (c === '"' && cell === '') quoted = true
    else if (c === '\t' || c === '\n' || c === '\r') {
      row.push(cell.trim())
      cell = ''
      if (c === '\r' && text[i + 1] === '\n') i++
      if (c !== '\t') {
        rows.push(row)
        row = []
      }
    } else cell += c
  }
  if (cell !== '' || row.length > 0) rows.push([...row, cell.trim()])
  return rows.filter((one) => one.some((text) => text !== ''))
}

export interface Pasted {
  columns: string[] // ids; '' for a column that matches none
  rows: string[][]
  headings: boolean // the first line named the columns
}

/** Decides what each pasted column is: by the first line if it names columns, else from the cell one stands in. */
export function arrange(cells: string[][], columns: Column[], start: string): Pasted {
  const width = Math.max(0, ...cells.map((row) => row.length))
  const named = (cells[0] ?? []).map((text) => columns.find((one) => [one.name, one.name_en, one.id].includes(text))?.id ?? '')
  const headings = named.filter((id) => id !== '').length * 2 > (cells[0] ?? []).length
  const from = Math.max(0, columns.findIndex((one) => one.id === start))
  const ids = headings ? named : columns.slice(from, from + width).map((one) => one.id)
  while (ids.length < width) ids.push('')
  const rows = (headings ? cells.slice(1) : cells).map((row) => ids.map((_, i) => row[i] ?? ''))
  return { columns: ids, rows, headings }
}
