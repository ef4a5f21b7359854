// Pictures of each page in both languages and on screens of all kinds, what axe finds on them, and text that is cut off.
//   npm run build && npm run look -- [parts of pages' names, by comma] [sizes, by comma, or quick] [languages, by comma]
// Pictures land in web/look/. Ends with the number of findings.
import { mkdirSync } from 'node:fs'
import { createRequire } from 'node:module'

import { chromium } from 'playwright-core'
import { preview } from 'vite'

import { pages } from './look-pages.mjs'

const only = (process.argv[2] ?? '').split(',')
const quick = process.argv[3] === 'quick' // one picture a page: Chinese on a PC
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
const folder = new URL('../look/', import.meta.url).pathname
const sizes = {
  pc: { width: 1366, height: 768 },
  phone: { width: 360, height: 780 },
  zoom: { width: 320, height: 256 }, // a window of 1280 × 1024 at 400 %
  projector: { width: 1920, height: 1080 },
  wall: { width: 2560, height: 1440 },
}
const wantedSizes = quick ? ['pc'] : (process.argv[3] ?? 'pc,phone,zoom,projector,wall').split(',')
const languages = quick ? ['zh'] : (process.argv[4] ?? 'zh,en').split(',')
mkdirSync(folder, { recursive: true })

const server = await preview({ preview: { port: 4179, strictPort: true }, logLevel: 'error' })
const home = 'http://localhost:4179/'
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
let findings = 0

/** Runs in the page: text that its box cuts off without a way to scroll to it. */
function cutOff() {
  const found = []
  for (const one of document.querySelectorAll('body *')) {
    const style = getComputedStyle(one)
    if (!one.clientWidth || one.closest('.hidden, svg, [aria-hidden=true]') || style.overflowX !== 'hidden') continue
    if (one.scrollWidth > one.clientWidth + 1 && one.textContent.trim() && !one.closest('[role=grid]')) found.push(`${one.className} ${one.textContent.trim().slice(0, 40)}`)
  }
  return found
}

for (const language of languages) {
  for (const [size, viewport] of Object.entries(sizes).filter(([size]) => wantedSizes.includes(size))) {
    const context = await browser.newContext({ viewport, locale: language === 'zh' ? 'zh-CN' : 'en-GB', reducedMotion: 'reduce' })
    let account = null
    const page = await context.newPage()
    page.on('pageerror', (error) => (findings++, console.log(`  error on ${page.url()}: ${error.message}`)))
    page.on('request', (request) => request.url().startsWith(home) || request.url().startsWith('data:') || (findings++, console.log('  outside request', request.url())))
    for (const step of pages) {
      if (!only.some((part) => step.name.includes(part))) continue
      for (const mode of quick || !['pc', 'phone'].includes(size) ? [''] : (step.modes ?? [''])) {
        await page.goto(home)
        await page.evaluate(([l, m]) => localStorage.setItem('yitao.modes', JSON.stringify({ language: l, dark: m === 'dark', large: m === 'large' })), [language, mode])
        const wanted = step.as ?? null
        if (wanted !== account || wanted === null) {
          await page.evaluate((name) => fetch('/api/v1/session', name ? { method: 'POST', headers: { 'X-Yitao': '1' }, body: JSON.stringify({ name, password: 'abc' }) } : { method: 'DELETE' }), wanted)
          account = wanted
        }
        await page.goto('about:blank')
        await page.goto(home + '#' + step.to)
        await page.waitForTimeout(step.wait ?? 600)
        const name = `${step.name}${mode ? '-' + mode : ''}-${language}-${size}`
        try {
          if (step.then) await step.then(page, language)
          await page.waitForTimeout(300)
          await page.screenshot({ path: `${folder}${name}.png` })
          await page.addScriptTag({ path: axe })
          const result = await page.evaluate(() => window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }))
          for (const v of result.violations) {
            findings += v.nodes.length
            console.log(`  ${name}: ${v.id} (${v.impact}) ${v.nodes.length}× ${v.nodes[0].html.slice(0, 160)} | ${v.nodes[0].failureSummary.split('\n')[1] ?? ''}`)
          }
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
          for (const text of await page.evaluate(cutOff)) console.log(`  ${name}: cut off: ${text}`), findings++
          if (wide > 1) console.log(`  ${name}: page is ${wide} px too wide`), findings++
        } catch (error) {
          findings++
          console.log(`  ${name}: ${error.message.split('\n')[0]}`)
        }
      }
    }
    await context.close()
  }
}
await browser.close()
await server.close()
console.log(`${findings} findings`)
process.exit(findings ? 1 : 0)
