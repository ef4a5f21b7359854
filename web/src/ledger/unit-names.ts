// Names of units by code, asked for once each.
import { shallowReactive } from 'vue'

import { api } from '../api'

const names = shallowReactive(new Map<string, string>())

export function unitName(code: string | null): string {
  if (!code || !/^\d{12}$/.test(code)) return code ?? ''
  const known = names.get(code)
  if (known !== undefined) return known
  names.set(code, code)
  api.unit(code).then((unit) => names.set(code, unit.name), () => undefined)
  return code
}
