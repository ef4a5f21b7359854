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

const kFirstPages: Record<string, string> = {
  clerk: '/work',
  handler: '/work',
  officer: '/templates',
  data_office: '/burden',
  leader: '/overview',
  administrator: '/accounts',
  auditor: '/audit',
}

/** The first page of the day: what is to be done for those who enter, the unit's page for those who read. */
export function firstPage(): string {
  return kFirstPages[session.value?.post.role ?? ''] ?? '/templates'
}
