/** About how wide a text is drawn, in em: Chinese characters are square, others about half as wide. */
export function textWidth(text: string): number {
  let width = 0
  for (const character of text) width += character > '\u2e7f' ? 1 : 0.58
  return width
}
