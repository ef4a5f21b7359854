// The schema of a ledger, asked for once a visit.
import { api } from '../api'
import type { Ledger } from '../types'

const known = new Map<string, Promise<Ledger>>()

export function ledgerOf(id: string): Promise<Ledger> {
  let ledger = known.get(id)
  if (!ledger) {
    ledger = api.ledger(id)
    ledger.catch(() => known.delete(id))
    known.set(id, ledger)
  }
  return ledger
}
