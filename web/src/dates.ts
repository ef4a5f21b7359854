// Dates as the API writes them: "2026-11-29", months as "2026-11". No time zones: a date is a date.

export function monthOf(date: string): string {
  return date.slice(0, 7)
}

/** The last day of the month before: "2026-11-29" → "2026-10-31" */
export function lastMonthEnd(date: string): string {
  const [year, month] = date.split('-').map(Number)
  return new Date(Date.UTC(year, month - 1, 0)).toISOString().slice(0, 10)
}
