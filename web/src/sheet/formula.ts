// Putting a completion into a formula.

/**
 * Replaces what was begun before the caret by `insert`: the longest end of the text that `insert` starts with,
 * else the word being typed ("jm" → "居民["). Returns the new text and where the caret stands.
 */
export function complete(text: string, at: number, insert: string): { text: string; at: number } {
  const before = text.slice(0, at)
  let begun = 0
  for (let n = Math.min(before.length, insert.length); n > 0 && begun === 0; n--) {
    if (before.slice(-n).toLowerCase() === insert.slice(0, n).toLowerCase()) begun = n
  }
  if (begun === 0) begun = /[\p{L}\p{N}_]*$/u.exec(before)?.[0].length ?? 0
  const start = before.slice(0, before.length - begun) + insert
  return { text: start + text.slice(at), at: start.length }
}
