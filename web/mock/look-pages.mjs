// What look.mjs opens: address, account, and what to press before the picture is taken.
export const pages = [
  { name: 'sign-in', to: '/sign-in', modes: ['', 'dark', 'large'] },
  {
    name: 'sign-in-wrong', to: '/sign-in',
    then: async (page) => {
      await page.fill('#name', 'xw')
      await page.fill('#password', 'x')
      await page.keyboard.press('Enter')
      await page.waitForTimeout(300)
    },
  },
  { name: 'templates', to: '/templates', as: 'mz', modes: ['', 'dark', 'large'] },
  { name: 'template-numbers', to: '/templates/t1?view=numbers', as: 'xw', modes: ['', 'dark', 'large'], wait: 900 },
  {
    name: 'template-understood', to: '/templates/t1', as: 'mz', modes: ['', 'dark', 'large'], wait: 900,
    then: async (page) => {
      await page.click('[data-cell="G6"]')
      await page.waitForTimeout(500)
    },
  },
  {
    name: 'template-completion', to: '/templates/t1?view=bindings', as: 'mz', wait: 900,
    then: async (page) => {
      await page.click('[data-cell="J6"]')
      await page.fill('#formula', '')
      await page.type('#formula', '=COUNTIFS(居民')
      await page.waitForTimeout(600)
    },
  },
  {
    name: 'template-unit', to: '/templates/t1?view=numbers', as: 'mz', wait: 900,
    then: async (page) => {
      await page.click('.scope .el-button')
      await page.waitForTimeout(500)
    },
  },
  {
    name: 'template-hand-on', to: '/templates/t1?view=numbers', as: 'mz', wait: 900,
    then: async (page, language) => {
      await page.click(language === 'zh' ? 'text=转发' : 'text=Hand on')
      await page.waitForTimeout(500)
    },
  },
  { name: 'evidence', to: '/templates/t1?cell=E6', as: 'xw', modes: ['', 'dark'], wait: 1200 },
  { name: 'template-missing', to: '/templates/t9', as: 'mz' },
]
