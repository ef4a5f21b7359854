// The one place that talks to the server: fetch, problem+json, If-Match and X-Yitao.
import { modes } from './modes'
import { t } from './texts'

export const kBase = '/api/v1'

/** An answer that is not what was asked for; `title` is for the reader, in the reader's language. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    readonly body: Record<string, any> = {},
    readonly retryAfter = 0,
  ) {
    super(title)
  }
  get code(): string {
    return this.body.code ?? ''
  }
  get place(): string {
    return this.body.place ?? ''
  }
  get requestId(): string {
    return this.body.request_id ?? ''
  }
  /** What the reader can do now. */
  get next(): string {
    if (this.status === 0) return t('offlineNext')
    if (this.status === 403) return t('forbiddenNext')
    if (this.status === 404) return t('notFoundNext')
    if (this.status >= 500) return t('reportNext')
    return t('invalidNext')
  }
}

export function asProblem(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem(0, t('offline'), { detail: String(error) })
}

export type Query = Record<string, string | number | null | undefined>

export function address(path: string, query: Query = {}): string {
  const parts = Object.entries(query)
    .filter(([, value]) => value !== undefined && value !== null && value !== '')
    .map(([key, value]) => `${key}=${encodeURIComponent(String(value))}`)
  return kBase + path + (parts.length > 0 ? '?' + parts.join('&') : '')
}

export interface Options {
  query?: Query
  body?: unknown
  file?: File
  etag?: string
  signal?: AbortSignal
}

let onSignedOut: () => void = () => {}
/** Called when the server says the session has ended. */
export function whenSignedOut(callback: () => void): void {
  onSignedOut = callback
}

export async function call<T>(method: string, path: string, options: Options = {}): Promise<T> {
  const headers: Record<string, string> = { 'Accept-Language': modes.language === 'zh' ? 'zh-CN' : 'en' }
  if (method !== 'GET') headers['X-Yitao'] = '1'
  if (options.etag) headers['If-Match'] = options.etag
  if (options.file) headers['Content-Type'] = 'application/octet-stream'
  else if (options.body !== undefined) headers['Content-Type'] = 'application/json'

  let response: Response
  try {
    response = await fetch(address(path, options.query), {
      method,
      headers,
      body: options.file ?? (options.body === undefined ? undefined : JSON.stringify(options.body)),
      credentials: 'same-origin',
      signal: options.signal,
    })
  } catch (error) {
    if (options.signal?.aborted) throw error
    throw new Problem(0, t('offline'))
  }
  if (response.status === 204) return undefined as T
  const text = await response.text()
  let body: any = {}
  try {
    body = text ? JSON.parse(text) : {}
  } catch {
    if (response.ok) throw new Problem(502, t('serverError', { status: 502 }))
  }
  if (response.ok) return body as T
  if (response.status === 401 && path !== '/session') onSignedOut()
  const title = (modes.language === 'en' && body.title_en) || body.title || t('serverError', { status: response.status })
  throw new Problem(response.status, title, body, Number(response.headers.get('Retry-After') ?? 0))
}
