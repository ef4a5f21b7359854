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
]
