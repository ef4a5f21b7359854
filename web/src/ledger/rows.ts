// Rows of a ledger by their place in the current order, fetched a page at a time as they come into view.
import { ref, shallowRef, triggerRef } from 'vue'

import { api } from '../api'
import { asProblem, type Problem } from '../http'
import type { Row } from '../types'

export const kPage = 100
const kMostPages = 40 // kept in memory; the farthest are forgotten

export interface RowQuery {
  unit: string
  q: string
  sort: string
  filter: string
}

export function useRows(ledger: string, query: () => RowQuery) {
  const pages = shallowRef(new Map<number, Row[]>())
  const total = ref(0)
  const problem = shallowRef<Problem | null>(null)
  const loading = ref(false)
  let cursors = new Map<number, string>() // page → the cursor that leads there
  let places = false // whether a cursor is the number of rows before it, so that one can jump
  let waiting = new Set<number>()
  let control = new AbortController()

  async function reset(): Promise<void> {
    control.abort()
    control = new AbortController()
    cursors = new Map()
    waiting = new Set()
    pages.value = new Map()
    await want(0, 0)
  }

  async function want(first: number, last: number): Promise<void> {
    const jobs: Promise<void>[] = []
    for (let page = Math.floor(first / kPage); page <= Math.floor(last / kPage); page++) {
      if (!pages.value.has(page) && !waiting.has(page)) jobs.push(fetchPage(page))
    }
    await Promise.all(jobs)
  }

  async function fetchPage(page: number): Promise<void> {
    const { signal } = control
    waiting.add(page)
    loading.value = true
    problem.value = null
    try {
      if (page > 0 && !places) await walk(page, signal)
      const answer = await ask(page, signal)
      if (signal.aborted) return
      if (page === 0) places = answer.next === String(kPage)
      if (answer.total !== undefined) total.value = answer.total
      else if (!answer.next) total.value = page * kPage + answer.items.length
      else total.value = Math.max(total.value, (page + 1) * kPage + 1)
      if (answer.next) cursors.set(page + 1, answer.next)
      keep(page, answer.items)
    } catch (error) {
      if (!signal.aborted) problem.value = asProblem(error)
    } finally {
      if (!signal.aborted) {
        waiting.delete(page)
        loading.value = waiting.size > 0
      }
    }
  }

  function ask(page: number, signal: AbortSignal) {
    const cursor = cursors.get(page) ?? (page > 0 && places ? String(page * kPage) : undefined)
    return api.rows(ledger, { ...query(), cursor, limit: kPage }, signal)
  }

  /** Where cursors say nothing of places: a server that only knows "the next page": goes from page to page up to the one wanted. */
  async function walk(page: number, signal: AbortSignal): Promise<void> {
    let at = page
    while (at > 0 && !cursors.has(at)) at--
    for (; at < page && !signal.aborted; at++) {
      const answer = await ask(at, signal)
      if (!answer.next) return
      cursors.set(at + 1, answer.next)
    }
  }

  function keep(page: number, rows: Row[]): void {
    pages.value.set(page, rows)
    if (pages.value.size > kMostPages) {
      const farthest = [...pages.value.keys()].sort((a, b) => Math.abs(b - page) - Math.abs(a - page))[0]
      pages.value.delete(farthest)
    }
    triggerRef(pages)
  }

  function at(index: number): Row | null {
    return pages.value.get(Math.floor(index / kPage))?.[index % kPage] ?? null
  }

  /** Puts a row as the server gave it back in the place of the old one. */
  function replace(row: Row): void {
    for (const rows of pages.value.values()) {
      const i = rows.findIndex((one) => one.row === row.row)
      if (i >= 0) rows[i] = row
    }
    triggerRef(pages)
  }

  return { total, problem, loading, reset, want, at, replace, pages }
}
