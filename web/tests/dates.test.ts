import { expect, it } from 'vitest'

import { lastMonthEnd, monthOf } from '../src/dates'

it('finds the end of the month before', () => {
  expect(lastMonthEnd('2026-11-29')).toBe('2026-10-31')
  expect(lastMonthEnd('2026-01-01')).toBe('2025-12-31')
  expect(lastMonthEnd('2028-03-31')).toBe('2028-02-29')
  expect(monthOf('2026-11-29')).toBe('2026-11')
})
