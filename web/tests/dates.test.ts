import { expect, it } from 'vitest'

import { daysUntil, lastMonthEnd, minuteOf, monthOf } from '../src/dates'

it('finds the end of the month before', () => {
  expect(lastMonthEnd('2026-11-29')).toBe('2026-10-31')
  expect(lastMonthEnd('2026-01-01')).toBe('2025-12-31')
  expect(lastMonthEnd('2028-03-31')).toBe('2028-02-29')
  expect(monthOf('2026-11-29')).toBe('2026-11')
})

it('shows moments to the minute', () => {
  expect(minuteOf('2026-11-30T08:25:08+08:00')).toBe('2026-11-30 08:25')
  expect(minuteOf('2026-11-30')).toBe('2026-11-30')
})

it('counts days over months and years', () => {
  expect(daysUntil('2026-11-29', '2026-12-09')).toBe(10)
  expect(daysUntil('2026-12-09', '2026-12-09')).toBe(0)
  expect(daysUntil('2027-01-02', '2026-12-31')).toBe(-2)
  expect(daysUntil('2028-02-28', '2028-03-01')).toBe(2)
})
