/** The replays of the account, the newest order first. */
import { html, useEffect, useMemo } from '../vendor/ui.js';
import { get, url } from '../app/api.js';
import { count, rate, time } from '../app/format.js';
import { useList } from '../app/list.js';
import { setQuery, to } from '../app/route.js';
import { bus, live, may } from '../app/store.js';
import { t } from '../app/words.js';
import { After } from '../ui/after.js';
import { Button } from '../ui/button.js';
import { Empty, Skeleton } from '../ui/empty.js';
import { Field } from '../ui/field.js';
import { Name } from '../ui/name.js';
import { Page } from '../ui/page.js';
import { Progress } from '../ui/progress.js';
import { State } from '../ui/state.js';
import { Table } from '../ui/table.js';
import { Time } from '../ui/time.js';

const STATES = ['running', 'paused', 'planned', 'done', 'failed', 'cancelled'];
const PAGE = 50;
const LOOK_MILLIS = 3_000;

/** @param {any} replay */
const keyOf = (replay) => replay.id;

/** @param {{query: Record<string, string>}} props */
export default function Replays({ query }) {
  const replays = useList(
    async (next, signal) => {
      const found = await get(url('/api/replays', { state: query.state, limit: PAGE, next }), { signal });
      return { ...found, rows: found.replays };
    },
    keyOf,
    [query.state],
  );
  const moving = replays.rows.some((replay) => replay.state === 'running') && replays.rows.length <= PAGE;
  useEffect(() => {
    if (!moving) return;
    const timer = setInterval(() => !document.hidden && replays.again(), LOOK_MILLIS);
    return () => clearInterval(timer);
  }, [moving, query.state]);
  const now = new Map((live.value?.replays ?? []).map((/** @type {any} */ one) => [one.id, one]));
  const rows = replays.rows.map((replay) => {
    const newest = now.get(replay.id);
    if (!newest || newest.state !== replay.state) return replay;
    return { ...replay, progress: { ...replay.progress, share: newest.share, eventsPerSecond: newest.perSecond } };
  });
  const columns = useMemo(columnsOf, [t('replays.title')]);
  const acts = may('operate');
  return html`<${Page} title=${t('replays.title')} intro=${t('replays.intro')}
    actions=${html`<${Button} kind="primary" icon="plus" href=${to(['replays', 'new'], { bus: bus.value === 'default' ? '' : bus.value })} disabled=${!acts} title=${acts ? undefined : t('noRight.operate')}>${t('replays.new')}<//>`}>
    <div class="bar" role="search"><${Field} kind="select" label=${t('replays.state')} hideLabel value=${query.state ?? ''} change=${(/** @type {string} */ state) => setQuery({ state })}
      options=${[{ value: '', label: t('replays.any') }, ...STATES.map((state) => ({ value: state, label: t(`state.${state}`) }))]} /></div>
    ${!replays.loaded && replays.busy && html`<${Skeleton} lines=${6} />`}
    ${replays.loaded && rows.length === 0 && html`<${Empty} icon="retry" title=${t(query.state ? 'replays.noneHere' : 'replays.none')}>
      <p>${t('replays.none.try')}</p>${query.state && html`<${Button} act=${() => setQuery({ state: '' })}>${t('list.clear')}<//>`}<//>`}
    ${rows.length > 0 && html`<${Table} label=${t('replays.title')} columns=${columns} rows=${rows} rowKey=${keyOf} href=${(/** @type {any} */ replay) => to(['replays', replay.id])} more=${replays.more} />`}
    <${After} of=${replays} what="replays.count" /><//>`;
}

/** @returns {import('../ui/table.js').Column[]} */
function columnsOf() {
  return [
    { key: 'state', title: t('replays.state'), width: '118px', narrow: 'side', cell: (replay) => html`<${State} of=${replay.state} title=${replay.reason} />` },
    { key: 'rules', title: t('replays.rules'), width: 'minmax(0, 1.2fr)', narrow: 'main', cell: (replay) => html`<${Name} of=${rulesOf(replay)} />` },
    { key: 'note', title: t('replays.note'), width: 'minmax(0, 1fr)', cell: (replay) => html`<${Name} of=${replay.note} />` },
    { key: 'period', title: t('replays.period'), width: '236px', narrow: 'line', cell: (replay) => `${time(replay.from)} – ${time(replay.to)}` },
    { key: 'ordered', title: t('replays.ordered'), width: '124px', cell: (replay) => html`<${Time} at=${replay.ordered} />` },
    { key: 'progress', title: t('replays.progress'), width: '150px', cell: (replay) => html`<${How} of=${replay} />` },
    { key: 'rate', title: t('replays.rate'), width: '70px', align: 'right', cell: (replay) => (replay.state === 'running' ? t('replays.perSecond', { rate: rate(replay.progress.eventsPerSecond) }) : '') },
    { key: 'sent', title: t('replays.sent'), width: '112px', align: 'right', narrow: 'line', cell: (replay) => t('replays.sentOf', { sent: replay.account.delivered + replay.account.merged, count: replay.plan.notifications }) },
  ];
}

/** @param {{of: any}} props */
function How({ of }) {
  if (of.state === 'planned') return html`<span class="muted">–</span>`;
  return html`<${Progress} value=${of.progress.share} label=${t('replays.progress')} />`;
}

/** The rules of a replay in a line. @param {any} replay */
function rulesOf(replay) {
  const names = replay.rules.map((/** @type {string} */ rule) => rule.replace(/@\d+$/, ''));
  return names.length > 3 ? t('replays.rules.more', { names: names.slice(0, 2).join(', '), count: names.length - 2 }) : names.join(', ');
}
