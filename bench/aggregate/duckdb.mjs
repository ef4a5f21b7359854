// node duckdb.mjs K BATCH FORM(std|case|where) [threads]   newest DuckDB; categorical columns as ENUM, native file, warm
import { createRequire } from 'node:module'; import fs from 'node:fs'; import { load, batches, partials } from './queries.mjs'; import { t } from './timer.mjs';
const require = createRequire(process.env.NPM_DIR ? process.env.NPM_DIR + '/' : 'build/bench/npm/'); const { DuckDBInstance, version } = require('@duckdb/node-api');
const [K, B] = process.argv.slice(2, 4).map(Number), form = process.argv[4] || 'case', T = process.argv[5] || 2; const D = process.env.DATA || 'build/bench/data', F = (process.env.WORK || 'build/bench') + '/duck_enum.db';
const fresh = !fs.existsSync(F); const db = await DuckDBInstance.create(F); const cx = await db.connect(); await cx.run(`SET threads=${T}`);
if (fresh) {
  const types = { id: 'INTEGER', birth: 'DATE', age: 'SMALLINT', dis_level: 'SMALLINT', house_area: 'DECIMAL(8,2)', income: 'DECIMAL(12,2)', pension: 'DECIMAL(10,2)', doses: 'SMALLINT' };
  const fd = fs.openSync(`${D}/residents.csv`), b = Buffer.alloc(400); fs.readSync(fd, b); const cols = b.toString().split('\n')[0].split(',');
  const cats = cols.filter(c => !types[c] && c !== 'name'), src = `read_csv('${D}/residents.csv', header=true, columns={${cols.map(c => `'${c}':'${types[c] || 'VARCHAR'}'`).join(',')}})`;
  await t('load csv', async () => { await cx.run(`CREATE TEMP TABLE raw AS SELECT * FROM ${src}`); for (const c of cats) await cx.run(`CREATE TYPE e_${c} AS ENUM (SELECT DISTINCT ${c} FROM raw WHERE ${c} IS NOT NULL ORDER BY 1)`);
    await cx.run(`CREATE TABLE residents AS SELECT * REPLACE (${cats.map(c => `${c}::e_${c} AS ${c}`).join(',')}) FROM raw ORDER BY id`); });
  await cx.run(`CREATE TEMP TABLE units AS SELECT * FROM read_csv('${D}/units.csv', header=true, all_varchar=true)`);
  await cx.run(`CREATE TABLE unit_closure AS SELECT l.code::e_unit AS leaf, a.code AS anc FROM units l JOIN units a ON a.dfs::INT <= l.dfs::INT AND l.dfs::INT < a.dfs_end::INT WHERE l.level='3'`); await cx.run('CHECKPOINT');
}
const cells = load(K); let vals = 0; const run = async q => { const r = await cx.runAndReadAll(q); vals += r.currentRowCount * (r.columnCount - 1); };
await run('SELECT count(*), min(name), max(income), max(pension), max(house_area) FROM residents'); vals = 0;
const where = c => { const ps = partials({ ...c, where: 'true' }, 'std'); return `SELECT c.anc, ${ps.map(p => `${p[2]}(${p[0]})`)} FROM (SELECT unit, ${ps.map(p => p[1].replace(' FILTER (WHERE true)', '') + ' AS ' + p[0])} FROM residents WHERE ${c.where} GROUP BY unit) l JOIN unit_closure c ON c.leaf=l.unit GROUP BY c.anc`; };
await t(`duckdb ${version()} K=${K} ${form} batch=${B} full`, async () => { if (form === 'where') for (const c of cells) await run(where(c)); else for (const q of batches(cells, B, form)) await run(q); });
console.log('values', vals, 'maxRSS MB', (process.resourceUsage().maxRSS / 1024).toFixed(0));
console.log('check', JSON.stringify((await cx.runAndReadAll(batches(cells.slice(0, 8), 8, 'std')[0] + " HAVING c.anc='331000000000'")).getRowsJson()[0]));
if (form !== 'where') {
  await t('edit: UPDATE one row', () => cx.run(`UPDATE residents SET income = income + 1, marital='离婚' WHERE id = 1500000`));
  await t('edit: leaf village only, all cells', async () => { for (const q of batches(cells, B, form, { rollup: false, where: "WHERE unit=(SELECT unit FROM residents WHERE id=1500000)" })) await run(q); });
}
