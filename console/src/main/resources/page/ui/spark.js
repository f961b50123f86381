import { html } from '../vendor/ui.js';

const WIDTH = 120;
const HEIGHT = 28;

/**
 * A small line of how a number went. It is an ornament: the number itself stands beside it. What is null is a gap.
 * @param {{values: (number | null)[] | null | undefined, tone?: string}} props
 */
export function Spark({ values, tone = '' }) {
  const points = values ?? [];
  const top = Math.max(1e-9, ...points.map((value) => value ?? 0));
  const step = points.length > 1 ? WIDTH / (points.length - 1) : 0;
  /** @type {{line: string, area: string}[]} */
  const runs = [];
  let line = '';
  let first = '';
  let last = '';
  const end = () => {
    if (line) runs.push({ line, area: `${line}L${last} ${HEIGHT}L${first} ${HEIGHT}Z` });
    line = '';
  };
  points.forEach((value, index) => {
    if (value === null || value === undefined) return end();
    const x = (index * step).toFixed(1);
    if (!line) first = x;
    last = x;
    line += `${line ? 'L' : 'M'}${x} ${(HEIGHT - 1.5 - (value / top) * (HEIGHT - 4)).toFixed(1)}`;
  });
  end();
  return html`<svg class=${`spark ${tone}`} viewBox=${`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
    ${runs.map((run) => html`<path class="spark-area" d=${run.area} /><path class="spark-line" d=${run.line} />`)}</svg>`;
}
