// A stand-in for the server while developing: a Vite plugin that answers /api/v1 from memory. Never part of a build.
// Sign in as xw (clerk and officer), mz (officer), ld (leader), sj (data office), gly (administrator), sh (auditor) with any password
// of three characters or more; "slow" is throttled.
import * as data from './data.mjs'
import * as book from './workbook.mjs'
import { done } from './routes-office.mjs'
import { routes } from './routes.mjs'

const state = { session: null }

async function bodyOf(request) {
  const chunks = []
  for await (const chunk of request) chunks.push(chunk)
  const raw = Buffer.concat(chunks)
  try {
    return JSON.parse(raw.toString('utf8'))
  } catch {
    return raw
  }
}

function problem(response, status, title, title_en, more = {}, headers = {}) {
  response.writeHead(status, { 'Content-Type': 'application/problem+json; charset=utf-8', ...headers })
  response.end(JSON.stringify({ type: 'about:blank', title, title_en, status, code: 'mock', request_id: 'mock-1', ...more }))
}

function json(response, body, status = 200) {
  if (status === 204) return response.writeHead(204).end()
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' })
  response.end(JSON.stringify(body))
}

export function mockServer() {
  return {
    name: 'yitao-mock',
    apply: 'serve',
    configureServer: answer,
    configurePreviewServer: answer,
  }
}

function answer(server) {
  server.middlewares.use('/api/v1', async (request, response) => {
    const url = new URL(request.url, 'http://mock')
    const path = decodeURIComponent(url.pathname)
    const context = {
      state, data, book, url, path, request, response, method: request.method,
      query: Object.fromEntries(url.searchParams),
      body: request.method === 'GET' ? null : await bodyOf(request),
      finished: (...work) => done.push(...work), // leaves today's work
      json: (body, status) => json(response, body, status),
      problem: (...rest) => problem(response, ...rest),
    }
    if (!state.session && path !== '/session') return context.problem(401, '请先登录', 'Please sign in')
    for (const [method, pattern, answer] of routes) {
      const match = method === request.method && path.match(pattern)
      if (match) return answer(context, ...match.slice(1))
    }
    context.problem(404, '没有这个地址', 'No such address', { place: path })
  })
}
