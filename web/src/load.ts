// Reading something for a page: the data, or why it is not there yet.
import { ref, shallowRef, type Ref, type ShallowRef } from 'vue'

import { asProblem, type Problem } from './http'

export interface Loaded<T> {
  data: ShallowRef<T | null>
  problem: ShallowRef<Problem | null>
  loading: Ref<boolean>
  load: () => Promise<void>
}

/** The latest call wins: an answer that arrives after a newer question is dropped. */
export function useLoad<T>(read: () => Promise<T>, options: { now?: boolean } = {}): Loaded<T> {
  const data = shallowRef<T | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const loading = ref(false)
  let latest = 0
  async function load(): Promise<void> {
    const mine = ++latest
    loading.value = true
    problem.value = null
    try {
      const answer = await read()
      if (mine === latest) data.value = answer
    } catch (error) {
      if (mine === latest) problem.value = asProblem(error)
    } finally {
      if (mine === latest) loading.value = false
    }
  }
  if (options.now !== false) void load()
  return { data, problem, loading, load }
}

/** Runs an action of a button; a second press while it runs does nothing. */
export function useAction(): {
  running: Ref<boolean>
  problem: ShallowRef<Problem | null>
  run: (action: () => Promise<void>) => Promise<boolean>
} {
  const running = ref(false)
  const problem = shallowRef<Problem | null>(null)
  async function run(action: () => Promise<void>): Promise<boolean> {
    if (running.value) return false
    running.value = true
    problem.value = null
    try {
      await action()
      return true
    } catch (error) {
      problem.value = asProblem(error)
      return false
    } finally {
      running.value = false
    }
  }
  return { running, problem, run }
}
