// Who is signed in and what the server lets them do. Null: nobody.
import { shallowRef } from 'vue'

import { api } from './api'
import { asProblem } from './http'
import type { Session } from './types'

export const session = shallowRef<Session | null>(null)
let asked = false

/** Asks the server once whether the browser still holds a session. */
export async function knownSession(): Promise<Session | null> {
  if (!asked) {
    try {
      session.value = await api.session()
    } catch (error) {
      if (asProblem(error).status !== 401) throw error
    }
    asked = true
  }
  return session.value
}

export function setSession(value: Session | null): void {
  asked = true
  session.value = value
}

export function may(action: string): boolean {
  return session.value?.may.includes(action) ?? false
}

/** The first page of the day: work to do for those who enter, the unit's page for those who read. */
export function firstPage(): string {
  if (may('rows.write')) return '/work'
  if (may('templates.write')) return '/templates'
  if (may('overview')) return '/overview'
  if (may('accounts')) return '/accounts'
  return '/templates'
}
