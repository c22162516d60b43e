// Draws the dashboard as one picture, from what a Prometheus holds: each panel's expressions are asked as Grafana
// would ask them, and drawn with ECharts in headless Chromium. It stands in for Grafana where there is none.
//
//   node observability/dashboards/tools/picture.mjs DASHBOARD.json PROMETHEUS_URL PICTURE.png [SECONDS]
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { packageFolder } from './install.mjs';

const [dashboardFile, prometheus, pictureFile, secondsText] = process.argv.slice(2);
const SECONDS = Number(secondsText ?? 90);
const STEP = 2;
const RATE_INTERVAL = '10s';
const COLUMN = 76;
const UNIT_HEIGHT = 36;
const GAP = 8;

const dashboard = JSON.parse(readFileSync(dashboardFile, 'utf8'));
const end = Math.floor(Date.now() / 1000);
const start = end - SECONDS;
const times = Array.from({ length: SECONDS / STEP + 1 }, (_, i) => start + i * STEP);

const fill = (expression) =>
  expression.replaceAll('$__rate_interval', RATE_INTERVAL).replaceAll('$instance', '.*').replaceAll('$queue', '.*');

const legend = (format, labels) => format.replaceAll(/\{\{(\w+)\}\}/g, (_, label) => labels[label] ?? '');

async function ask(target) {
  const query = new URLSearchParams({ query: fill(target.expr), start, end, step: STEP });
  const answer = await (await fetch(`${prometheus}/api/v1/query_range?${query}`)).json();
  if (answer.status !== 'success') throw new Error(`${target.expr}: ${JSON.stringify(answer)}`);
  return answer.data.result.map((series) => {
    const byTime = new Map(series.values.map(([time, value]) => [Math.round(time), Number(value)]));
    return {
      name: legend(target.legendFormat, series.metric),
      le: series.metric.le,
      values: times.map((time) => (Number.isFinite(byTime.get(time)) ? byTime.get(time) : null)),
    };
  });
}

const panels = [];
for (const panel of dashboard.panels) {
  const series = (await Promise.all((panel.targets ?? []).map(ask))).flat();
  panels.push({
    title: panel.title,
    type: panel.type,
    place: panel.gridPos,
    unit: panel.fieldConfig?.defaults.unit,
    thresholds: panel.fieldConfig?.defaults.thresholds?.steps,
    max: panel.fieldConfig?.defaults.max,
    custom: panel.fieldConfig?.defaults.custom,
    colours: Object.fromEntries(
      (panel.fieldConfig?.overrides ?? []).map((it) => [it.matcher.options, it.properties[0].value.fixedColor])),
    series,
  });
}

/** Runs in the page. */
function draw(panels, times, echarts, { COLUMN, UNIT_HEIGHT, GAP }) {
  const PALETTE = ['#73bf69', '#f2cc0c', '#8ab8ff', '#ff780a', '#f2495c', '#5794f2', '#b877d9', '#705da0', '#37872d'];
  const NAMED = { green: '#73bf69', blue: '#5794f2', purple: '#b877d9', orange: '#ff9830', red: '#f2495c', yellow: '#fade2a' };
  const colour = (name) => NAMED[name] ?? name;
  const TEXT = '#ccccdc';
  const FAINT = '#8e8e9a';

  function scaled(value, steps) {
    const [size, name] = steps.find(([size]) => Math.abs(value) >= size) ?? steps[steps.length - 1];
    const shown = value / size;
    return `${Number(shown.toPrecision(3)).toLocaleString('en')}${name}`;
  }

  function amount(value, unit) {
    if (value === null || value === undefined) return 'no data';
    switch (unit) {
      case 's': return value === 0 ? '0 s'
        : scaled(value, [[3600, ' h'], [60, ' min'], [1, ' s'], [1e-3, ' ms'], [1e-6, ' µs']]);
      case 'percentunit': return `${Number((100 * value).toPrecision(3))} %`;
      case 'bytes': return scaled(value, [[1e9, ' GB'], [1e6, ' MB'], [1e3, ' kB'], [1, ' B']]);
      case 'Bps': return `${scaled(value, [[1e9, ' GB'], [1e6, ' MB'], [1e3, ' kB'], [1, ' B']])}/s`;
      case 'ops': return `${scaled(value, [[1e6, ' M'], [1e3, ' k'], [1e-3, '']])}/s`;
      default: return scaled(value, [[1e6, ' M'], [1e3, ' k'], [1e-3, '']]);
    }
  }

  const clock = (time) => new Date(time * 1000).toISOString().slice(11, 19);
  const last = (values) => values.findLast((value) => value !== null);

  function element(parent, className, text) {
    const made = document.createElement('div');
    made.className = className;
    if (text !== undefined) made.textContent = text;
    parent.append(made);
    return made;
  }

  function frame(panel) {
    const { x, y, w, h } = panel.place;
    const box = element(document.body, panel.type === 'row' ? 'row' : 'panel');
    box.style.cssText = `left:${x * COLUMN + GAP}px;top:${y * UNIT_HEIGHT + GAP}px;`
      + `width:${w * COLUMN - GAP}px;height:${h * UNIT_HEIGHT - GAP}px`;
    element(box, 'title', panel.title);
    return box;
  }

  function stat(panel, box) {
    const value = last(panel.series[0]?.values ?? []);
    const step = (panel.thresholds ?? []).findLast((it) => it.value === null || value >= it.value);
    const shown = element(box, 'value', amount(value, panel.unit));
    shown.style.color = colour(step?.color ?? TEXT);
    const chart = echarts.init(element(box, 'spark'), null, { renderer: 'svg' });
    chart.setOption({
      animation: false,
      grid: { left: 0, right: 0, top: 4, bottom: 0 },
      xAxis: { type: 'category', show: false, data: times },
      yAxis: { type: 'value', show: false, min: 0 },
      series: [{ type: 'line', data: panel.series[0]?.values ?? [], showSymbol: false, lineStyle: { width: 1, color: shown.style.color },
        areaStyle: { color: shown.style.color, opacity: 0.2 } }],
    });
  }

  const axes = (panel) => ({
    animation: false,
    textStyle: { fontFamily: 'DejaVu Sans' },
    grid: { left: 62, right: 14, top: 10, bottom: 22 },
    xAxis: { type: 'category', data: times.map(clock), axisLabel: { color: FAINT, fontSize: 10, interval: Math.floor(times.length / 4) },
      axisTick: { show: false }, axisLine: { lineStyle: { color: '#3a3b42' } } },
    yAxis: { type: 'value', min: 0, max: panel.max, splitNumber: 4, axisLabel: { color: FAINT, fontSize: 10, formatter: (it) => amount(it, panel.unit) },
      splitLine: { lineStyle: { color: '#2c2d33' } } },
  });

  function lines(panel, box) {
    const bars = panel.custom.drawStyle === 'bars';
    const stack = panel.custom.stacking.mode === 'normal' ? 'all' : undefined;
    const colourOf = (series, i) => colour(panel.colours[series.name] ?? PALETTE[i % PALETTE.length]);
    const chart = echarts.init(element(box, 'chart'), null, { renderer: 'svg' });
    chart.setOption({
      ...axes(panel),
      series: panel.series.map((series, i) => ({
        type: bars ? 'bar' : 'line', name: series.name, data: series.values, stack, showSymbol: false, barCategoryGap: '25%',
        itemStyle: { color: colourOf(series, i) }, lineStyle: { width: 1.3, color: colourOf(series, i) },
        areaStyle: bars || panel.custom.fillOpacity === 0 ? undefined : { opacity: panel.custom.fillOpacity / 100 },
      })),
    });
    const key = element(box, 'key');
    panel.series.slice(0, 8).forEach((series, i) => {
      const entry = element(key, 'entry');
      element(entry, 'dot').style.background = colourOf(series, i);
      element(entry, 'name', series.name);
      element(entry, 'last', amount(last(series.values), panel.unit));
    });
    if (panel.series.length > 8) element(key, 'entry', `and ${panel.series.length - 8} more`);
  }

  /** Prometheus counts what is below each bound; a cell shows what is between two. */
  function heatmap(panel, box) {
    const bound = (series) => (series.le === '+Inf' ? Infinity : Number(series.le));
    const series = [...panel.series].sort((one, other) => bound(one) - bound(other));
    const cells = [];
    series.forEach((each, row) => each.values.forEach((value, column) => {
      const count = (value ?? 0) - (row > 0 ? series[row - 1].values[column] ?? 0 : 0);
      if (count > 0.5) cells.push([column, row, Math.round(count)]);
    }));
    const chart = echarts.init(element(box, 'chart tall'), null, { renderer: 'svg' });
    const base = axes(panel);
    chart.setOption({
      ...base,
      yAxis: { type: 'category', data: series.map((each) => (each.le === '+Inf' ? '> 10 s' : amount(Number(each.le), 's'))),
        axisLabel: { color: FAINT, fontSize: 10 }, axisTick: { show: false }, axisLine: { show: false } },
      visualMap: { show: false, min: 0, max: Math.max(1, ...cells.map((cell) => cell[2])), inRange: { color: ['#3b2414', '#a34d0e', '#ff9830', '#ffe0b5'] } },
      series: [{ type: 'heatmap', data: cells, itemStyle: { borderColor: '#181b1f', borderWidth: 1 } }],
    });
  }

  for (const panel of panels) {
    const box = frame(panel);
    if (panel.type === 'row') continue;
    if (panel.series.length === 0) element(box, 'nothing', 'no data');
    else if (panel.type === 'stat') stat(panel, box);
    else if (panel.type === 'heatmap') heatmap(panel, box);
    else lines(panel, box);
  }
}

const echarts = join(packageFolder('echarts'), 'dist', 'echarts.min.js');
const layout = { COLUMN, UNIT_HEIGHT, GAP };
const height = Math.max(...panels.map((it) => it.place.y + it.place.h)) * UNIT_HEIGHT + 2 * GAP;
const width = 24 * COLUMN + GAP;
const page = `<!DOCTYPE html><html><head><meta charset="utf-8"><style>
  body { margin: 0; background: #111217; color: #ccccdc; font: 12px "DejaVu Sans", sans-serif; width: ${width}px; height: ${height}px; position: relative; }
  .row, .panel { position: absolute; box-sizing: border-box; }
  .row .title { font-size: 15px; font-weight: bold; padding: 4px 2px; }
  .panel { background: #181b1f; border: 1px solid #25272d; border-radius: 3px; display: flex; flex-direction: column; overflow: hidden; }
  .panel > .title { padding: 6px 10px 2px; font-weight: bold; font-size: 12px; white-space: nowrap; }
  .chart { flex: 1; min-height: 0; }
  .key { display: flex; flex-wrap: wrap; gap: 1px 12px; padding: 2px 10px 6px; font-size: 10.5px; max-height: 44px; overflow: hidden; }
  .entry { display: flex; align-items: center; gap: 4px; color: #8e8e9a; }
  .entry .dot { width: 9px; height: 3px; border-radius: 2px; } .entry .name { color: #ccccdc; }
  .value { font-size: 26px; font-weight: bold; padding: 8px 10px 0; white-space: nowrap; } .spark { flex: 1; min-height: 0; }
  .nothing { margin: auto; color: #8e8e9a; }
</style></head><body><script src="file://${echarts}"></script><script>
${draw}
draw(${JSON.stringify(panels).replaceAll('<', '\\u003c')}, ${JSON.stringify(times)}, window.echarts, ${JSON.stringify(layout)});
</script></body></html>`;

const folder = mkdtempSync(join(tmpdir(), 'holdfast-picture'));
try {
  const html = join(folder, 'dashboard.html');
  writeFileSync(html, page);
  execFileSync('chromium', ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
    '--disable-background-networking', '--disable-component-update', '--disable-sync', '--hide-scrollbars',
    '--allow-file-access-from-files', `--user-data-dir=${join(folder, 'profile')}`, `--window-size=${width},${height}`,
    '--virtual-time-budget=10000', `--screenshot=${resolve(pictureFile)}`, `file://${html}`], { stdio: 'ignore' });
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${pictureFile}: ${panels.filter((it) => it.type !== 'row').length} panels`);
