import type { Pair } from '../texts'

export const officeTexts = {
  work: ['今日待办', "Today's work"],
} as const satisfies Record<string, Pair>
