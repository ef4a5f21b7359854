// A sheet of the API → rows of cells ready to draw as an HTML table: merges become spans, styles become CSS.
import type { Sheet, Style } from '../types'
import { cellName } from './a1'

export interface DrawnCell {
  name: string
  row: number
  column: number
  text: string
  rowspan: number
  colspan: number
  css: Record<string, string>
}
export interface DrawnRow {
  height: number
  cells: DrawnCell[]
}

export const kMostRows = 2000 // rows of a roster drawn on screen; the file has them all

function luminance(hex: string): number {
  const parts = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
}

/** How far two colours stand apart, as WCAG counts it: 1 to 21. */
export function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x)
  return (light + 0.05) / (dark + 0.05)
}

/** The workbook's text colour where it can be read on its fill, else black or white. */
export function readable(color: string | undefined, fill: string): string {
  const wanted = /^#[0-9a-f]{6}$/i.test(color ?? '') ? (color as string) : '#000000'
  if (contrast(wanted, fill) >= 4.5) return wanted
  return contrast('#000000', fill) >= contrast('#ffffff', fill) ? '#000000' : '#ffffff'
}

export function cssOf(style: Style | undefined): Record<string, string> {
  const fill = /^#[0-9a-f]{6}$/i.test(style?.fill ?? '') ? (style?.fill as string) : '#ffffff'
  const css: Record<string, string> = { background: fill, color: readable(style?.color, fill) }
  if (!style) return css
  if (style.bold) css.fontWeight = '700'
  if (style.italic) css.fontStyle = 'italic'
  if (style.size) css.fontSize = `${Math.round(style.size * 8.33) / 100}em` // 12 pt = the table's own size
  if (style.align && style.align !== 'general') css.textAlign = style.align
  if (style.valign) css.verticalAlign = style.valign === 'center' ? 'middle' : style.valign
  css.whiteSpace = style.wrap ? 'normal' : 'nowrap'
  const sides = { t: 'Top', b: 'Bottom', l: 'Left', r: 'Right' } as const
  for (const [letter, side] of Object.entries(sides)) {
    if (style.borders?.includes(letter)) css[`border${side}`] = '1px solid #333'
  }
  return css
}

/** `extra` rows are drawn below for values that a roster spilled further than the blank form reaches. */
export function draw(sheet: Sheet, extra = 0): DrawnRow[] {
  const count = Math.min(kMostRows, sheet.rows.length + extra)
  const width = sheet.columns.length
  const styles = sheet.styles.map(cssOf)
  const plain = cssOf(undefined)
  const spans = new Map<string, { rowspan: number; colspan: number }>()
  const covered = new Set<string>()
  for (const [r1, c1, r2, c2] of sheet.merges) {
    spans.set(cellName(r1, c1), { rowspan: r2 - r1 + 1, colspan: c2 - c1 + 1 })
    for (let r = r1; r <= r2; r++) for (let c = c1; c <= c2; c++) if (r !== r1 || c !== c1) covered.add(cellName(r, c))
  }
  const known = new Map(sheet.cells.map(([r, c, text, style]) => [cellName(r, c), { text, style }]))
  const rows: DrawnRow[] = []
  for (let r = 0; r < count; r++) {
    const cells: DrawnCell[] = []
    for (let c = 0; c < width; c++) {
      const name = cellName(r, c)
      if (covered.has(name)) continue
      const cell = known.get(name)
      cells.push({
        name, row: r, column: c, text: cell?.text ?? '', rowspan: 1, colspan: 1,
        css: cell ? (styles[cell.style] ?? plain) : plain, ...spans.get(name),
      })
    }
    rows.push({ height: sheet.rows[r] ?? 20, cells })
  }
  return rows
}
