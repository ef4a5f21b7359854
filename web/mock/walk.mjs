// Walks each page by the Tab key, as at 400 % zoom: is the focus always seen, and does it get out again?
//   npm run build && npm run walk -- [parts of pages' names, by comma] [width × height]
import { chromium } from 'playwright-core'
import { preview } from 'vite'

import { pages } from './look-pages.mjs'

const only = (process.argv[2] ?? '').split(',')
const [width, height] = (process.argv[3] ?? '320x256').split('x').map(Number)
const kMostSteps = 260
const server = await preview({ preview: { port: 4180, strictPort: true }, logLevel: 'error' })
const home = 'http://localhost:4180/'
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
let findings = 0

/** Runs in the page: what has the focus, and whether one sees that it has. */
function here() {
  const one = document.activeElement
  if (!one || one === document.body) return null
  const box = one.getBoundingClientRect()
  const x = Math.min(Math.max((box.left + box.right) / 2, 1), innerWidth - 2)
  const y = Math.min(Math.max((Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2, 1), innerHeight - 2)
  const top = document.elementFromPoint(x, y)
  const inView = box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth
  const style = getComputedStyle(one)
  const wrapper = one.closest('.el-input__wrapper')
  const marked = (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2) || (wrapper && getComputedStyle(wrapper).outlineStyle !== 'none')
  const all = (window.walked ??= new Map())
  if (!all.has(one)) all.set(one, all.size)
  return {
    id: all.get(one), parts: /^(date|month)$/.test(one.type) ? 4 : 1, text: `${one.tagName.toLowerCase()} ${(one.getAttribute('aria-label') ?? one.textContent).trim().slice(0, 30)}`, marked,
    seen: inView && (one.contains(top) || top?.contains(one) || !!wrapper?.contains(top)), small: !inView ? false : box.width < 23.5 || box.height < 23.5,
  }
}

for (const step of pages) {
  if (!only.some((part) => step.name.includes(part))) continue
  const context = await browser.newContext({ viewport: { width, height }, locale: 'zh-CN', reducedMotion: 'reduce' })
  const page = await context.newPage()
  await page.goto(home)
  await page.evaluate((name) => fetch('/api/v1/session', name ? { method: 'POST', headers: { 'X-Yitao': '1' }, body: JSON.stringify({ name, password: 'abc' }) } : { method: 'DELETE' }), step.as ?? null)
  await page.goto('about:blank')
  await page.goto(home + '#' + step.to)
  await page.waitForTimeout(step.wait ?? 600)
  try {
    if (step.then) await step.then(page, 'zh')
  } catch (error) {
    findings++
    console.log(`  ${step.name}: ${error.message.split('\n')[0]}`)
    await context.close()
    continue
  }
  await page.evaluate(() => document.querySelector('dialog[open]') ?? document.querySelector('.skip').focus())
  const said = new Set()
  let stops = 0
  let out = false
  let last = null
  let same = 0 // a date has a stop for each of its parts
  for (let i = 0; i < kMostSteps && !out; i++) {
    await page.keyboard.press('Tab')
    const now = await page.evaluate(here)
    if (!now) out = true // the browser's own bar comes next
    else if (last && now.id === last.id && ++same >= now.parts) {
      findings++
      console.log(`  ${step.name}: the focus stays at ${now.text}`)
      break
    } else if (now.id !== last?.id) {
      same = 0
      stops++
      for (const [bad, words] of [[!now.seen, 'is hidden'], [!now.marked, 'has no mark'], [now.small, 'is small']]) {
        if (bad && !said.has(now.id + words)) {
          said.add(now.id + words)
          findings++
          console.log(`  ${step.name}: ${now.text}: ${words}`)
        }
      }
    }
    last = now
  }
  if (!out && stops >= kMostSteps - 1) console.log(`  ${step.name}: not left after ${stops} stops`), findings++
  console.log(`${step.name}: ${stops} stops`)
  await context.close()
}
await browser.close()
await server.close()
console.log(`${findings} findings`)
process.exit(findings ? 1 : 0)
