// node chdb.mjs K BATCH FORM(batch|where) [threads]   newest ClickHouse engine through npm chdb; MergeTree, warm
import { createRequire } from 'node:module'; import fs from 'node:fs'; import { load, batches, partials } from './queries.mjs'; import { t } from './timer.mjs';
const require = createRequire(process.env.NPM_DIR ? process.env.NPM_DIR + '/' : 'build/bench/npm/'); const { Session } = require('chdb');
const [K, B] = process.argv.slice(2, 4).map(Number), form = process.argv[4] || 'batch', T = process.argv[5] || 2; const D = process.env.DATA || 'build/bench/data', F = (process.env.WORK || 'build/bench') + '/chdb';
const fresh = !fs.existsSync(F + '/.loaded'); const s = new Session(F); const q = (x, f = 'Null') => s.query(x, f);
if (fresh) {
  const types = 'id UInt32, unit String, name String, sex LowCardinality(String), birth Date32, age Int16, ethnicity LowCardinality(String), education LowCardinality(Nullable(String)), marital LowCardinality(String), political LowCardinality(String), dis_level Int16, dis_type LowCardinality(Nullable(String)), dibao LowCardinality(String), house_type LowCardinality(String), house_area Nullable(Decimal(8,2)), income Nullable(Decimal(12,2)), insured LowCardinality(String), employment LowCardinality(Nullable(String)), migrant LowCardinality(String), pension Decimal(10,2), relation LowCardinality(String), hukou LowCardinality(String), occ LowCardinality(String), health LowCardinality(String), doses Int16';
  q('DROP DATABASE IF EXISTS y'); q('CREATE DATABASE y ENGINE=Atomic'); q(`CREATE TABLE y.residents (${types}) ENGINE=MergeTree ORDER BY (unit, id)`);
  await t('load csv', () => q(`INSERT INTO y.residents SELECT * FROM file('${D}/residents.csv', 'CSVWithNames', '${types.replaceAll("'", "\\'")}') SETTINGS max_insert_threads=2, allow_suspicious_low_cardinality_types=1`));
  q('CREATE TABLE y.units (code String, parent String, level Int32, dfs Int32, dfs_end Int32) ENGINE=MergeTree ORDER BY code'); q(`INSERT INTO y.units SELECT * FROM file('${D}/units.csv','CSVWithNames')`);
  q('CREATE TABLE y.leaf_anc (unit String, ancs Array(String)) ENGINE=MergeTree ORDER BY unit'); q('INSERT INTO y.leaf_anc SELECT l.code, groupArray(a.code) FROM y.units l CROSS JOIN y.units a WHERE a.dfs<=l.dfs AND l.dfs<a.dfs_end AND l.level=3 GROUP BY l.code'); q('OPTIMIZE TABLE y.residents FINAL');
  fs.writeFileSync(F + '/.loaded', '');
}
q('USE y'); q(`SET max_threads=${T}`); q('SET max_query_size=100000000, max_ast_elements=10000000, max_expanded_ast_elements=10000000');
const version = q('SELECT version()', 'CSV').trim().replaceAll('"', ''); q('SELECT count(), min(name), max(income), max(pension), max(house_area) FROM residents');
const cells = load(K); const run = x => q(x, 'RowBinary'); // the text that comes back ends at its first zero byte: timed, not read
const where = c => { const ps = partials({ ...c, where: '1' }, 'ch'); return `SELECT unit, ${ps.map(p => p[1])} FROM residents WHERE ${c.where} GROUP BY unit`; };
await t(`chdb ${version} K=${K} ${form} batch=${B} full`, () => { if (form === 'where') for (const c of cells) run(where(c)); else for (const x of batches(cells, B, 'ch')) run(x); });
console.log('maxRSS MB', (process.resourceUsage().maxRSS / 1024).toFixed(0));
console.log('check', q(batches(cells.slice(0, 8), 8, 'ch')[0] + " HAVING anc='331000000000'", 'CSV').trim());
