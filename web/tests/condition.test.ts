import { expect, it } from 'vitest'

import { condition } from '../src/ledger/condition'
import type { Column } from '../src/types'

const column = (name: string, type: string) => ({ name, type }) as Column

it('writes conditions as Excel does', () => {
  expect(condition('居民', column('低保', 'code'), '=', '是')).toBe('居民[低保]="是"')
  expect(condition('居民', column('年龄', 'number'), '>=', '60')).toBe('居民[年龄]>=60')
  expect(condition('居民', column('出生日期', 'date'), '<', '1966-01-05')).toBe('居民[出生日期]<DATE(1966,1,5)')
  expect(condition('居民', column('备注', 'text'), '=', '说"好"')).toBe('居民[备注]="说""好"""')
})
