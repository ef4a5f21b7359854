// The numbers of one workbook for a scope, kept current by the server's event stream.
import { onBeforeUnmount, ref, shallowRef, watch, type Ref } from 'vue'

import { api, links, type Scope } from './api'
import { asProblem, type Problem } from './http'
import type { CellValue, Sheet } from './types'

const kGlow_ms = 2000

export function useLiveValues(template: string, scope: Ref<Scope>) {
  const values = shallowRef<Map<string, string>[] | null>(null) // one map a sheet
  const sheets = shallowRef<Sheet[] | null>(null) // as filled: lists may have taken more rows
  const changed = shallowRef<{ sheet: number; cells: Set<string> }>({ sheet: 0, cells: new Set() })
  const problem = shallowRef<Problem | null>(null)
  const loading = ref(false)
  const link = ref<'opening' | 'open' | 'lost'>('opening')
  let stream: EventSource | null = null
  let asked: AbortController | null = null
  let timer = 0

  function put(into: Map<string, string>[], news: CellValue[]): Map<string, string>[] {
    const maps = into.map((map) => new Map(map))
    for (const value of news) (maps[value.sheet] ??= new Map()).set(value.cell, value.text)
    return Array.from(maps, (map) => map ?? new Map())
  }

  async function read(): Promise<void> {
    asked?.abort()
    asked = new AbortController()
    const { signal } = asked
    loading.value = true
    problem.value = null
    try {
      const answer = await api.values(template, scope.value, signal)
      values.value = put([], answer.values)
      sheets.value = answer.sheets ?? null
    } catch (error) {
      if (!signal.aborted) problem.value = asProblem(error)
    } finally {
      if (!signal.aborted) loading.value = false
    }
  }

  function glow(news: CellValue[]): void {
    window.clearTimeout(timer)
    const sheet = news[0]?.sheet ?? 0
    changed.value = { sheet, cells: new Set(news.filter((one) => one.sheet === sheet).map((one) => one.cell)) }
    timer = window.setTimeout(() => (changed.value = { sheet, cells: new Set() }), kGlow_ms)
  }

  function listen(): void {
    stream?.close()
    link.value = 'opening'
    let lost = false
    stream = new EventSource(links.events(template, scope.value))
    stream.onopen = () => {
      link.value = 'open'
      if (lost) void read() // what happened in between was not told
      lost = false
    }
    stream.onerror = () => {
      link.value = 'lost'
      lost = true
    }
    // What changed is told; what it shows now is read, formatted as the form says.
    stream.addEventListener('changed', () => {
      const before = values.value
      void read().then(() => {
        const different: CellValue[] = []
        values.value?.forEach((map, sheet) => {
          for (const [cell, text] of map) if (before?.[sheet]?.get(cell) !== text) different.push({ sheet, cell, text })
        })
        if (different.length > 0) glow(different)
      })
    })
    stream.addEventListener('rebound', () => void read())
  }

  watch(scope, async () => {
    await read()
    listen()
  }, { immediate: true })

  onBeforeUnmount(() => {
    stream?.close()
    asked?.abort()
    window.clearTimeout(timer)
  })

  return { values, sheets, changed, problem, loading, link, read }
}
