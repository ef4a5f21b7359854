// Until when a dispute is to be answered, in words: colour alone would not reach everybody.
import { daysUntil } from '../dates'
import { t } from '../texts'

/** "还有 10 天，2026-12-09 前答复" */
export function dueWords(due: string, today: string): { text: string; late: boolean } {
  const days = daysUntil(today, due)
  if (days < 0) return { text: t('dueOver', { n: -days, date: due }), late: true }
  return { text: days === 0 ? t('dueToday', { date: due }) : t('dueIn', { n: days, date: due }), late: false }
}
