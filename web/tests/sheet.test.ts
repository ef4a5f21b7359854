import { describe, expect, it } from 'vitest'

import { cellName, columnName, neighbour, parseCell } from '../src/sheet/a1'
import { contrast, draw, readable } from '../src/sheet/drawing'
import { complete } from '../src/sheet/formula'

describe('A1 addresses', () => {
  it('names columns as Excel does', () => {
    expect([0, 25, 26, 51, 52, 701, 702, 16383].map(columnName)).toEqual(['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA', 'XFD'])
  })
  it('reads what it writes', () => {
    for (const [row, column] of [[0, 0], [6, 2], [1048575, 16383]]) expect(parseCell(cellName(row, column))).toEqual({ row, column })
    expect(parseCell('$c$7')).toEqual({ row: 6, column: 2 })
    for (const bad of ['', 'C0', '7C', 'C7:D8', 'ABCD1']) expect(parseCell(bad)).toBeNull()
  })
  it('walks to the nearest marked cell', () => {
    const cells = ['B2', 'D2', 'B5', 'C9']
    expect(neighbour(cells, 'B2', 'ArrowRight')).toBe('D2')
    expect(neighbour(cells, 'B2', 'ArrowDown')).toBe('B5')
    expect(neighbour(cells, 'D2', 'ArrowDown')).toBe('C9')
    expect(neighbour(cells, 'B2', 'ArrowUp')).toBeNull()
  })
})

describe('drawing', () => {
  const sheet = { name: 's', columns: [60, 60], rows: [20, 20], merges: [[0, 0, 0, 1] as [number, number, number, number]], styles: [{ bold: true }], cells: [[0, 0, '题', 0] as [number, number, string, number]] }
  it('turns merges into spans and leaves out what they cover', () => {
    const rows = draw(sheet)
    expect(rows[0].cells).toHaveLength(1)
    expect(rows[0].cells[0]).toMatchObject({ name: 'A1', text: '题', colspan: 2, rowspan: 1 })
    expect(rows[1].cells.map((cell) => cell.name)).toEqual(['A2', 'B2'])
  })
  it('draws the rows a roster needs below the form', () => expect(draw(sheet, 3)).toHaveLength(5))
  it('keeps text readable', () => {
    expect(readable('#ffff00', '#ffffff')).toBe('#000000')
    expect(readable('#c00000', '#ffffff')).toBe('#c00000')
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21)
  })
})

describe('completion', () => {
  it('replaces what was begun', () => {
    expect(complete('=COUNTIFS(居民[性', 14, '性别]')).toEqual({ text: '=COUNTIFS(居民[性别]', at: 16 })
    expect(complete('=cou', 4, 'COUNTIFS(')).toEqual({ text: '=COUNTIFS(', at: 10 })
    expect(complete('=jm', 3, '居民[')).toEqual({ text: '=居民[', at: 4 })
    expect(complete('=SUM(,1)', 5, '居民[')).toEqual({ text: '=SUM(居民[,1)', at: 8 })
  })
})
