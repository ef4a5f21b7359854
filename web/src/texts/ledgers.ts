import type { Pair } from '../texts'

export const ledgerTexts = {
  ledgers: ['台账', 'Ledgers'],
} as const satisfies Record<string, Pair>
