// A dispute in words: what is wrong, and until when it is to be answered. Colour alone would not reach everybody.
import { daysUntil } from '../dates'
import { t } from '../texts'

/** "还有 10 天，2026-12-09 前答复" */
export function dueWords(due: string, today: string): { text: string; late: boolean } {
  const days = daysUntil(today, due)
  if (days < 0) return { text: t('dueOver', { n: -days, date: due }), late: true }
  return { text: days === 0 ? t('dueToday', { date: due }) : t('dueIn', { n: days, date: due }), late: false }
}

/** "现在是“男”，应是“女”" */
export function changeWords(current: string | null | undefined, proposed: string | null | undefined): string {
  const before = current || t('blank')
  return proposed ? t('disputeChange', { before, after: proposed }) : t('disputeNoProposal', { before })
}
