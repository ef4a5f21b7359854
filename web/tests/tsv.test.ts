import { describe, expect, it } from 'vitest'

import { arrange, parseTsv } from '../src/ledger/tsv'
import type { Column } from '../src/types'

describe('clipboard of a spreadsheet', () => {
  it('reads cells, quotes and line ends of all kinds', () => {
    expect(parseTsv('a\tb\r\n"x\ny"\t2\r\n')).toEqual([['a', 'b'], ['x\ny', '2']])
    expect(parseTsv('说“好”\t"他说""好"""')).toEqual([['说“好”', '他说"好"']])
    expect(parseTsv('a\t\tc\n\n')).toEqual([['a', '', 'c']])
    expect(parseTsv('5"屏\t1')).toEqual([['5"屏', '1']])
    expect(parseTsv('')).toEqual([])
  })
})

describe('which column is which', () => {
  const columns = [
    { id: 'name', name: '姓名', name_en: 'Name' },
    { id: 'sex', name: '性别', name_en: 'Sex' },
    { id: 'income', name: '年收入', name_en: 'Income' },
  ] as Column[]
  it('follows headings where there are any', () => {
    expect(arrange([['年收入', '姓名', '备注'], ['12', '张三', 'x']], columns, 'sex')).toEqual({ columns: ['income', 'name', ''], rows: [['12', '张三', 'x']], headings: true })
  })
  it('else starts at the cell one stands in', () => {
    expect(arrange([['男', '12'], ['女']], columns, 'sex')).toEqual({ columns: ['sex', 'income'], rows: [['男', '12'], ['女', '']], headings: false })
  })
})
