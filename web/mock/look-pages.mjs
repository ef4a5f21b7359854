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
  { name: 'ledgers', to: '/ledgers', as: 'xw' },
  {
    name: 'ledger', to: '/ledgers/resident', as: 'xw', modes: ['', 'dark', 'large'], wait: 900,
    then: async (page) => {
      await page.click('[data-at="4/5"]')
      await page.waitForTimeout(200)
    },
  },
  {
    name: 'ledger-far', to: '/ledgers/resident', as: 'xw', wait: 900,
    then: async (page) => {
      await page.click('[data-at="1/8"]')
      await page.keyboard.press('Control+End')
      await page.waitForTimeout(700)
      await page.keyboard.press('ArrowUp')
      await page.keyboard.press('ArrowLeft')
      await page.keyboard.press('Home')
      await page.waitForTimeout(300)
    },
  },
  {
    name: 'ledger-typing', to: '/ledgers/resident', as: 'xw', wait: 900,
    then: async (page) => {
      await page.click('[data-at="2/8"]')
      await page.keyboard.type('abc')
      await page.waitForTimeout(600)
    },
  },
  {
    name: 'ledger-conflict', to: '/ledgers/resident', as: 'xw', wait: 900,
    then: async (page) => {
      await page.click('[data-at="3/10"]')
      await page.keyboard.press('Enter')
      await page.keyboard.type('冲突')
      await page.keyboard.press('Enter')
      await page.waitForTimeout(500)
    },
  },
  {
    name: 'ledger-paste', to: '/ledgers/resident', as: 'xw', wait: 900,
    then: async (page) => {
      await page.click('[data-at="2/0"]')
      await page.evaluate(() => {
        const data = new DataTransfer()
        data.setData('text/plain', '姓名\t身份证号\t年收入\n张三\t421221199001011234\t12000\n李四\t42122119\t9000\n')
        document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }))
      })
      await page.waitForTimeout(400)
    },
  },
  {
    name: 'ledger-form', to: '/ledgers/resident', as: 'xw', wait: 900,
    then: async (page, language) => {
      await page.click(language === 'zh' ? 'text=新增' : 'text="Add"')
      await page.waitForTimeout(400)
    },
  },
  {
    name: 'ledger-filter', to: '/ledgers/resident', as: 'xw', wait: 900,
    then: async (page, language) => {
      await page.click(language === 'zh' ? 'text=筛选' : 'text="Filter, sort"')
      await page.waitForTimeout(300)
    },
  },
  {
    name: 'ledger-history', to: '/ledgers/household', as: 'xw', wait: 900,
    then: async (page, language) => {
      await page.click('[data-at="1/2"]')
      await page.click(language === 'zh' ? 'text=变更记录' : 'text="History"')
      await page.waitForTimeout(500)
    },
  },
  { name: 'ledger-empty', to: '/ledgers/hazard', as: 'xw', wait: 700 },
  { name: 'work', to: '/work', as: 'xw', modes: ['', 'dark', 'large'], wait: 1000 },
  {
    name: 'work-asked', to: '/work', as: 'xw', wait: 1000, modes: ['', 'dark'],
    then: async (page) => {
      await page.click('text=直报 2026-10')
      await page.waitForTimeout(300)
      await page.keyboard.type('12')
      await page.waitForTimeout(500)
    },
  },
  {
    name: 'work-disputed', to: '/work', as: 'xw', wait: 1000, modes: ['', 'dark', 'large'],
    then: async (page, language) => {
      await page.click('button.head:has-text("异议")')
      await page.click(language === 'zh' ? 'text=不采纳' : 'text=Reject')
      await page.waitForTimeout(400)
    },
  },
  { name: 'disputes', to: '/disputes', as: 'xw', modes: ['', 'dark', 'large'], wait: 800 },
  {
    name: 'disputes-closed', to: '/disputes', as: 'xw', wait: 600,
    then: async (page, language) => {
      await page.click(language === 'zh' ? 'text=已答复' : 'text=Answered')
      await page.waitForTimeout(400)
    },
  },
  {
    name: 'ledger-dispute', to: '/ledgers/resident', as: 'mz', wait: 900, modes: ['', 'dark'],
    then: async (page, language) => {
      await page.click('[data-at="2/5"]')
      await page.click(language === 'zh' ? 'text=提出异议' : 'text="Dispute"')
      await page.click(language === 'zh' ? 'text="提出"' : 'text="Send"')
      await page.waitForTimeout(400)
    },
  },
  {
    name: 'ledger-since', to: '/ledgers/household', as: 'xw', wait: 900,
    then: async (page, language) => {
      await page.click('[data-at="1/2"]')
      await page.click(language === 'zh' ? 'text=自今天起' : 'text=From today')
      await page.fill('input[type=date]', '2026-10-01')
      await page.waitForTimeout(300)
    },
  },
  {
    name: 'ledger-confirm', to: '/ledgers/household', as: 'xw', wait: 900,
    then: async (page, language) => {
      await page.click(language === 'zh' ? 'text=已核对，没有变化' : 'text=Checked: no change')
      await page.waitForTimeout(300)
    },
  },
  {
    name: 'template-ask', to: '/templates/t1?view=bindings', as: 'mz', wait: 900, modes: ['', 'dark', 'large'],
    then: async (page, language) => {
      await page.click('[data-cell="J6"]')
      await page.click(language === 'zh' ? 'text=请各村填报' : 'text=Ask every village')
      await page.click(language === 'zh' ? 'text=这个已经问过我了' : 'text=I have been asked this before')
      await page.waitForTimeout(400)
    },
  },
  {
    name: 'template-asked-in', to: '/templates/t1?view=bindings', as: 'xw', wait: 900,
    then: async (page) => {
      await page.click('[data-cell="H6"]')
      await page.waitForTimeout(400)
    },
  },
  {
    name: 'template-full', to: '/templates/t1?view=numbers', as: 'mz', wait: 900,
    then: async (page, language) => {
      await page.click(language === 'zh' ? 'text=要含个人信息的' : 'text=With personal data')
      await page.waitForTimeout(300)
    },
  },
  { name: 'template-each', to: '/templates/t3?view=numbers', as: 'mz', wait: 900 },
  { name: 'units', to: '/units', as: 'gly', modes: ['', 'dark'] },
  {
    name: 'units-wrong', to: '/units', as: 'gly',
    then: async (page, language) => {
      await page.setInputFiles('input[type=file]', { name: 'units.csv', mimeType: 'text/csv', buffer: Buffer.from('code,name\n421221000000,嘉鱼县\n42122,潘家湾镇\n') })
      await page.click(language === 'zh' ? 'text="替换名册"' : 'text="Replace"')
      await page.waitForTimeout(400)
    },
  },
  { name: 'overview', to: '/overview', as: 'ld', modes: ['', 'dark', 'large'], wait: 1800 },
  { name: 'overview-township', to: '/overview/421221106000', as: 'ld', wait: 1800 },
  { name: 'burden', to: '/burden', as: 'sj', modes: ['', 'dark'] },
  { name: 'accounts', to: '/accounts', as: 'gly', modes: ['', 'large'] },
  {
    name: 'accounts-add', to: '/accounts', as: 'gly',
    then: async (page, language) => {
      await page.click(language === 'zh' ? 'text=新增账号' : 'text=Add an account')
      await page.waitForTimeout(300)
    },
  },
  { name: 'audit', to: '/audit', as: 'sh', modes: ['', 'dark'] },
  { name: 'help', to: '/help', as: 'xw' },
  {
    name: 'menu', to: '/work', as: 'xw', wait: 900,
    then: async (page, language) => {
      if (page.viewportSize().width > 800) return
      await page.click(language === 'zh' ? 'text=菜单' : 'text="Menu"')
      await page.waitForTimeout(200)
    },
  },
  { name: 'password', to: '/password', as: 'xw' },
]
