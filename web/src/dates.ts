// Dates as the API writes them: "2026-11-29", months as "2026-11". No time zones: a date is a date.

export function monthOf(date: string): string {
  return date.slice(0, 7)
}

/** The last day of the month before: "2026-11-29" → "2026-10-31" */
export function lastMonthEnd(date: string): string {
  const [year, month] = date.split('-').map(Number)
  return new Date(Date.UTC(year, month - 1, 0)).toISOString().slice(0, 10)
}

/** A moment without its seconds: "2026-11-30T08:25:08+08:00" → "2026-11-30 08:25"; a mere date stays one. */
export function minuteOf(moment: string): string {
  return moment.slice(0, 16).replace('T', ' ')
}

/** Days from one date to another: ("2026-11-29", "2026-12-09") → 10; negative where the second has passed. */
export function daysUntil(from: string, to: string): number {
  return Math.round((Date.parse(to + 'T00:00:00Z') - Date.parse(from + 'T00:00:00Z')) / 86_400_000)
}
