// Every word on the screen, Chinese and English side by side, so that neither can be forgotten.
// t('rowsShown', { n: 12 }) → "显示 12 条" / "12 rows shown"
import { modes } from './modes'
import { common } from './texts/common'
import { disputeTexts } from './texts/disputes'
import { helpTexts } from './texts/help'
import { ledgerTexts } from './texts/ledgers'
import { officeTexts } from './texts/office'
import { templateTexts } from './texts/templates'

export type Pair = readonly [zh: string, en: string]

export const texts = { ...common, ...templateTexts, ...ledgerTexts, ...disputeTexts, ...officeTexts, ...helpTexts }
export type TextKey = keyof typeof texts

export function fillIn(text: string, values: Record<string, string | number> = {}): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => (name in values ? String(values[name]) : whole))
}

export function t(key: TextKey, values?: Record<string, string | number>): string {
  return fillIn(texts[key][modes.language === 'zh' ? 0 : 1], values)
}

/** The name in the reader's language; what has no English name keeps its own. */
export function named(zh: string | undefined, en: string | undefined): string {
  return (modes.language === 'en' && en) || zh || ''
}

export function number(value: number | undefined | null): string {
  return value === undefined || value === null ? '' : value.toLocaleString(modes.language === 'zh' ? 'zh-CN' : 'en')
}
