import { describe, expect, it } from 'vitest'

import { fillIn, texts } from '../src/texts'

const placeholders = (text: string) => (text.match(/\{\w+\}/g) ?? []).sort()

describe('texts', () => {
  for (const [key, [zh, en]] of Object.entries(texts)) {
    it(`${key} says the same in both languages`, () => {
      expect(zh.trim()).not.toBe('')
      expect(en.trim()).not.toBe('')
      expect(placeholders(en)).toEqual(placeholders(zh))
      if (key !== 'otherLanguage') expect(en).not.toMatch(/[\u4e00-\u9fff]/)
    })
  }
  it('fills in what is named', () => {
    expect(fillIn('{n} of {all}', { n: 37, all: 41 })).toBe('37 of 41')
    expect(fillIn('{other}', { n: 1 })).toBe('{other}')
  })
})
