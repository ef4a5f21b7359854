// Turns cells_K.json into batched SQL that returns every cell for all 1,200 units (subtree totals).
// Partials are computed a leaf unit at a time and rolled up through unit_closure(leaf, anc).
import fs from 'node:fs';
export const load = k => JSON.parse(fs.readFileSync(`${process.env.DATA || 'build/bench/data'}/cells_${k}.json`, 'utf8'));
// partial state(s) of one cell, and how they merge
export function partials(c, dialect) {
  const w = c.where, f = (agg, arg) =>
    dialect === 'ch' ? (agg === 'count' ? `countIf(${w})` : `${agg}If(${arg}, ${w})`)
    : dialect === 'case' ? (agg === 'count' ? `sum(case when ${w} then 1 else 0 end)` : `${agg}(case when ${w} then ${arg} end)`)
    : (agg === 'count' ? `count(*) FILTER (WHERE ${w})` : `${agg}(${arg}) FILTER (WHERE ${w})`);
  const n = `c${c.id}`, m = c.measure;
  switch (c.fn) {
    case 'COUNTIFS': return [[n, f('count'), 'sum']];
    case 'SUMIFS': return [[n, f('sum', m), 'sum']];
    case 'AVERAGEIFS': return [[n + 's', f('sum', m), 'sum'], [n + 'n', dialect === 'ch' ? `countIf(${w} AND isNotNull(${m}))` : dialect === 'case' ? `count(case when ${w} then ${m} end)` : `count(${m}) FILTER (WHERE ${w})`, 'sum']];
    case 'MAXIFS': return [[n, f('max', m), 'max']];
    case 'MINIFS': return [[n, f('min', m), 'min']];
  }
}
export function batches(cells, size, dialect, { from = 'residents', rollup = true, where = '' } = {}) {
  const out = [];
  for (let i = 0; i < cells.length; i += size) {
    const ps = cells.slice(i, i + size).flatMap(c => partials(c, dialect));
    const inner = `SELECT unit, ${ps.map(p => `${p[1]} AS ${p[0]}`).join(', ')} FROM ${from} ${where} GROUP BY unit`;
    out.push(!rollup ? inner : dialect === 'ch'
      ? `SELECT anc, ${ps.map(p => `${p[2]}(${p[0]}) AS r${p[0]}`).join(', ')} FROM (SELECT * FROM (${inner}) AS l ANY INNER JOIN (SELECT unit, ancs FROM leaf_anc) AS a USING unit) ARRAY JOIN ancs AS anc GROUP BY anc`
      : `SELECT c.anc, ${ps.map(p => `${p[2]}(${p[0]}) AS r${p[0]}`).join(', ')} FROM (${inner}) l JOIN unit_closure c ON c.leaf = l.unit GROUP BY c.anc`);
  }
  return out;
}
if (process.argv[1].endsWith('queries.mjs')) { // node queries.mjs K BATCH DIALECT [norollup] > file.sql
  const [k, b, d, nr] = process.argv.slice(2);
  process.stdout.write(batches(load(k), +b, d, { rollup: !nr }).map(q => q + ';\n').join(''));
}
