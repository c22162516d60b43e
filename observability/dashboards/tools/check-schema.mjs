// Checks the dashboard against the types that Grafana publishes for it: the whole, and of each panel the
// options and the field configuration of its kind. Unknown and misspelt members are errors.
//
//   node observability/dashboards/tools/check-schema.mjs
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installed, packageFolder } from './install.mjs';

const file = resolve(dirname(fileURLToPath(import.meta.url)), '..', 'holdfast.json');
const dashboard = JSON.parse(readFileSync(file, 'utf8'));
const types = join(packageFolder('@grafana/schema'), 'dist', 'types');
const panelTypes = (kind) => join(types, 'raw', 'composable', kind, 'panelcfg', 'x', 'types.gen');

// JSON has no enumerations: a member of one is compared as the string or number that it is.
const lines = [
  'type Plain<T> = T extends string ? string : T extends number ? number : T extends boolean ? boolean',
  '  : T extends (infer U)[] ? Plain<U>[] : T extends object ? { [K in keyof T]: Plain<T[K]> } : T;',
  `import type { Dashboard } from '${types}/index';`,
  `import type { Options as timeseries, FieldConfig as timeseriesField } from '${panelTypes('timeseries')}';`,
  `import type { Options as stat } from '${panelTypes('stat')}';`,
  `import type { Options as heatmap, FieldConfig as heatmapField } from '${panelTypes('heatmap')}';`,
  `import dashboard from '${file}';`,
  'export const whole: Plain<Dashboard> = dashboard as unknown as typeof dashboard;',
];
let checked = 0;
for (const panel of dashboard.panels.filter((each) => each.type !== 'row')) {
  const name = `panel${panel.id}`;
  lines.push(`// ${panel.title}`);
  lines.push(`export const ${name}: Plain<Partial<${panel.type}>> = ${JSON.stringify(panel.options)};`);
  const custom = panel.fieldConfig.defaults.custom;
  if (custom) {
    lines.push(`export const ${name}field: Plain<${panel.type}Field> = ${JSON.stringify(custom)};`);
  }
  checked++;
}
const source = join(installed, 'check.ts');
writeFileSync(source, lines.join('\n') + '\n');
packageFolder('typescript');
execFileSync(
  join(installed, 'node_modules', '.bin', 'tsc'),
  ['--noEmit', '--strict', '--skipLibCheck', '--resolveJsonModule', '--esModuleInterop',
    '--module', 'esnext', '--moduleResolution', 'bundler', source],
  { stdio: 'inherit' },
);
console.log(`schema version ${dashboard.schemaVersion}: the dashboard and its ${checked} panels are as Grafana has them`);
