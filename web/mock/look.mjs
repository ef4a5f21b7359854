// Pictures of each page in both languages, on an office PC and a phone, and what axe finds on them.
//   npm run build && npm run look -- [parts of pages' names, by comma] [quick]
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
const sizes = { pc: { width: 1366, height: 768 }, phone: { width: 390, height: 844 }, zoom: { width: 342, height: 192 } } // zoom: the PC's page at 400 %
mkdirSync(folder, { recursive: true })

const server = await preview({ preview: { port: 4179, strictPort: true }, logLevel: 'error' })
const home = 'http://localhost:4179/'
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
let findings = 0

for (const language of quick ? ['zh'] : ['zh', 'en']) {
  for (const [size, viewport] of Object.entries(sizes).slice(0, quick ? 1 : 3)) {
    const context = await browser.newContext({ viewport, locale: language === 'zh' ? 'zh-CN' : 'en-GB', reducedMotion: 'reduce' })
    let account = null
    const page = await context.newPage()
    page.on('pageerror', (error) => (findings++, console.log(`  error on ${page.url()}: ${error.message}`)))
    page.on('request', (request) => request.url().startsWith(home) || request.url().startsWith('data:') || (findings++, console.log('  outside request', request.url())))
    for (const step of pages) {
      if (!only.some((part) => step.name.includes(part))) continue
      for (const mode of quick || size === 'zoom' ? [''] : (step.modes ?? [''])) {
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
