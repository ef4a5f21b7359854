// Cell addresses as Excel writes them, and which marked cell lies beside another.

/** 0 → "A", 26 → "AA" */
export function columnName(column: number): string {
  let name = ''
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26)) name = String.fromCharCode(65 + ((rest - 1) % 26)) + name
  return name
}

/** (6, 2) → "C7" */
export function cellName(row: number, column: number): string {
  return columnName(column) + (row + 1)
}

/** "C7" or "$c$7" → { row: 6, column: 2 }; anything else → null */
export function parseCell(name: string): { row: number; column: number } | null {
  const match = /^\$?([A-Za-z]{1,3})\$?([1-9]\d{0,6})$/.exec(name.trim())
  if (!match) return null
  let column = 0
  for (const letter of match[1].toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64
  return { row: Number(match[2]) - 1, column: column - 1 }
}

export type Arrow = 'ArrowUp' | 'ArrowDown' | 'ArrowLeft' | 'ArrowRight'

export function isArrow(key: string): key is Arrow {
  return key === 'ArrowUp' || key === 'ArrowDown' || key === 'ArrowLeft' || key === 'ArrowRight'
}

/** The nearest of `cells` in an arrow's direction: straight on first, then the least aside. */
export function neighbour(cells: string[], from: string, arrow: Arrow): string | null {
  const here = parseCell(from)
  if (!here) return null
  const vertical = arrow === 'ArrowUp' || arrow === 'ArrowDown'
  const sign = arrow === 'ArrowDown' || arrow === 'ArrowRight' ? 1 : -1
  let best: string | null = null
  let bestCost = Infinity
  for (const name of cells) {
    const cell = parseCell(name)
    if (!cell) continue
    const ahead = sign * (vertical ? cell.row - here.row : cell.column - here.column)
    if (ahead <= 0) continue
    const cost = ahead + 1000 * Math.abs(vertical ? cell.column - here.column : cell.row - here.row)
    if (cost < bestCost) [best, bestCost] = [name, cost]
  }
  return best
}
