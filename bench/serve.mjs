// The server under people: how long each kind of request takes one of them, then many at once. Prints rows of
// docs/performance.md. Needs a sample city (its sign-ins).
//   node bench/serve.mjs YITAO DATA [SECONDS] [PEOPLE]
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import http from 'node:http'

const [yitao, data, seconds = '20', people = '50'] = process.argv.slice(2)
const agent = new http.Agent({ keepAlive: true, maxSockets: Infinity })

const server = spawn(yitao, ['serve', '--data', data, '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'ignore'] })
const base = await new Promise((resolve, reject) => {
  server.stdout.on('data', (text) => /^http/.test(text) && resolve(new URL(String(text).trim().split('\n')[0])))
  server.on('exit', (code) => reject(new Error(`the server ended: ${code}`)))
})

// Seconds of the server's processor so far.
const cpu = () => {
  const fields = readFileSync(`/proc/${server.pid}/stat`, 'utf8').split(') ')[1].split(' ')
  return (Number(fields[11]) + Number(fields[12])) / 100
}

function send(who, method, path, body, headers = {}) {
  const text = body === undefined ? undefined : JSON.stringify(body)
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host: base.hostname, port: base.port, agent, method, path: `/api/v1${encodeURI(path)}`,
        headers: { 'X-Yitao': '1', 'Content-Type': 'application/json', ...(who ? { Cookie: who } : {}), ...headers } },
      (response) => {
        const parts = []
        response.on('data', (part) => parts.push(part))
        response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) }))
      })
    request.on('error', reject)
    request.end(text)
  })
}
async function ask(who, method, path, body, headers) {
  const response = await send(who, method, path, body, headers)
  if (response.status >= 400) throw new Error(`${method} ${path}: ${response.status} ${response.body}`)
  return response.body.length && /json/.test(response.headers['content-type']) ? JSON.parse(response.body) : null
}
async function signIn(name) {
  const response = await send('', 'POST', '/session', { name, password: 'yitao-2026' })
  if (response.status !== 200) throw new Error(`sign-in of ${name}: ${response.status} ${response.body}`)
  return response.headers['set-cookie'][0].split(';')[0]
}

const clerk = await signIn('cun')
const town = await signIn('zhen')
const officer = await signIn('minzheng')
const leader = await signIn('shi')
const village = (await ask(clerk, 'GET', '/session')).post.unit.code
const templates = (await ask(officer, 'GET', '/templates')).items
const form = templates.find((one) => /人口年龄性别/.test(one.name)) ?? templates[0]
const residents = (await ask(leader, 'GET', '/ledgers')).items.find((one) => one.id === 'resident').rows
let number = 0
async function edit(who) {
  const rows = (await ask(who, 'GET', `/ledgers/resident/rows?limit=50&offset=0`)).items
  const row = rows[number++ % rows.length]
  // Somebody else may have been faster: that is an answer too.
  await send(who, 'PATCH', `/ledgers/resident/rows/${row.row}`, { fields: { income: String(1000 + number) } }, { 'If-Match': row.etag })
}
const kinds = [
  ['a page of 100 rows, a clerk of one village', () => ask(clerk, 'GET', '/ledgers/resident/rows?limit=100')],
  ['the same village, somebody of the whole city', () => ask(leader, 'GET', `/ledgers/resident/rows?limit=100&unit=${village}`)],
  ['a page in the middle of all rows', () => ask(leader, 'GET', `/ledgers/resident/rows?limit=100&offset=${Math.floor(residents / 2)}`)],
  ['search by initials, a county', () => ask(officer, 'GET', `/ledgers/household/rows?limit=100&q=${'zlwx'[number++ % 4]}m`)],
  ['work of the day, a village', () => ask(clerk, 'GET', '/work')],
  ['a report filled for the city', () => ask(leader, 'GET', `/templates/${form.id}/values`)],
  ['a number clicked, the city', () => ask(leader, 'GET', `/templates/${form.id}/evidence?cell=C10`)],
  ["the leader's page", () => ask(leader, 'GET', '/overview')],
  ['a page read and a row saved', () => edit(clerk)],
  ['a page after a row was saved', async () => { await edit(town); await ask(leader, 'GET', '/ledgers/resident/rows?limit=100') }],
]
const quantile = (times, part) => times[Math.min(times.length - 1, Math.floor(times.length * part))].toFixed(1)

console.log(`\n| one request at a time (${residents} residents) | median, ms | 99 % within, ms | CPU ms |\n|---|---|---|---|`)
for (const [name, run] of kinds) {
  await run()
  const times = []
  const before = cpu()
  const began = Date.now()
  while (times.length < 200 && Date.now() - began < 8000) {
    const start = performance.now()
    await run()
    times.push(performance.now() - start)
  }
  const spent = ((cpu() - before) * 1000) / times.length
  times.sort((a, b) => a - b)
  console.log(`| ${name} | ${quantile(times, 0.5)} | ${quantile(times, 0.99)} | ${spent.toFixed(1)} |`)
}

// Many at once: each reads pages, now and then a report, now and then saves; a pause as people make.
const times = []
const end = Date.now() + Number(seconds) * 1000
const before = cpu()
let failed = 0
async function person(index) {
  const who = [clerk, town, officer, leader][index % 4]
  for (let turn = index; Date.now() < end; ++turn) {
    const start = performance.now()
    try {
      if (turn % 10 === 3 && index % 4 < 2) await edit(who)
      else if (turn % 10 === 6) await ask(who, 'GET', `/templates/${form.id}/values`)
      else await ask(who, 'GET', `/ledgers/resident/rows?limit=50&offset=${(turn % 4) * 50}`)
    } catch { ++failed }
    times.push(performance.now() - start)
    await new Promise((done) => setTimeout(done, 200 + (turn % 7) * 100))
  }
}
await Promise.all(Array.from({ length: Number(people) }, (_, index) => person(index)))
times.sort((a, b) => a - b)
console.log(`\n| ${people} people, a request each half second, ${seconds} s | |\n|---|---|`)
console.log(`| requests a second | ${(times.length / Number(seconds)).toFixed(0)} |`)
console.log(`| median, 99 % within | ${quantile(times, 0.5)} ms, ${quantile(times, 0.99)} ms |`)
console.log(`| the server's CPU seconds | ${(cpu() - before).toFixed(1)} |`)
console.log(`| refused or failed | ${failed} |`)
console.log(`| the server's memory | ${/VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'))[1] / 1024 | 0} MB |`)
server.kill('SIGTERM')
