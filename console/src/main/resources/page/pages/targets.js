/** How targets stand, the worst first, and how one gets going again. */
import { html, useMemo, useState } from '../vendor/ui.js';
import { get, part, post, url } from '../app/api.js';
import { count, duration } from '../app/format.js';
import { useLoad } from '../app/load.js';
import { planRedrive, redrive } from '../app/redrive.js';
import { setQuery, to } from '../app/route.js';
import { buses, live, may } from '../app/store.js';
import { rich, t } from '../app/words.js';
import { Answer, meaning } from '../ui/answer.js';
import { Button } from '../ui/button.js';
import { confirm } from '../ui/confirm.js';
import { Dialog } from '../ui/dialog.js';
import { Empty, Skeleton } from '../ui/empty.js';
import { TargetFilter } from '../ui/filter.js';
import { Page } from '../ui/page.js';
import { Note, Problem } from '../ui/problem.js';
import { State } from '../ui/state.js';
import { Table } from '../ui/table.js';
import { Time } from '../ui/time.js';
import { toast } from '../ui/toast.js';
import { ruleHref, Whither } from '../ui/way.js';

const EVERY_SECONDS = 2;
const BEHIND_SECONDS = 1;

/** The worst first. */
const ORDER = ['disabled', 'failing', 'throttled', 'slow', 'waiting', 'ok'];

/** @type {Record<string, string>} what needs somebody, as `/api/live` names it */
const NEEDS = { targetDisabled: 'disabled', targetFailing: 'failing', targetThrottled: 'throttled' };

/** @param {any} target */
const keyOf = (target) => JSON.stringify([target.bus, target.rule, target.target]);

/** How a target stands in one word: one that is well may be behind all the same. @param {any} target */
function standOf(target) {
  if (target.state !== 'well') return target.state;
  if (target.lagSeconds > BEHIND_SECONDS) return 'slow';
  return target.underWay + target.queued + target.waiting > 0 ? 'waiting' : 'ok';
}

/** What has not been delivered. @param {any} target */
const pending = (target) => (target.underWay ?? 0) + (target.queued ?? 0) + (target.waiting ?? 0);

/** @param {any[]} targets */
const sorted = (targets) =>
  targets
    .map((target) => ({ ...target, stand: standOf(target) }))
    .sort((a, b) => ORDER.indexOf(a.stand) - ORDER.indexOf(b.stand) || (b.lagSeconds ?? 0) - (a.lagSeconds ?? 0) || keyOf(a).localeCompare(keyOf(b)));

/** The targets that need somebody, as the live numbers know them. @param {Record<string, string>} query */
function needy(query) {
  return (live.value?.needs ?? [])
    .filter((/** @type {any} */ need) => NEEDS[need.kind] && ['bus', 'rule', 'target'].every((name) => !query[name] || query[name] === need[name]))
    .map((/** @type {any} */ need) => ({ ...need, state: NEEDS[need.kind] }));
}

/** @param {{query: Record<string, string>}} props */
export default function Targets({ query }) {
  const answer = useLoad(
    (signal) => get(url('/api/targets', { bus: query.bus, rule: query.rule, target: query.target }), { signal }),
    [query.bus, query.rule, query.target],
    { everySeconds: EVERY_SECONDS },
  );
  const [enabled, setEnabled] = useState(/** @type {{target: any, dead: number} | null} */ (null));
  const elsewhere = answer.error?.status === 404;
  const all = sorted(elsewhere ? needy(query) : (answer.value?.targets ?? []));
  const shown = query.state ? all.filter((target) => target.stand === query.state) : all;
  const several = buses.value.length > 1;
  const acts = may('operate');
  const filtered = Boolean(query.bus || query.rule || query.target || query.state);
  /** @param {any} target */
  const enable = async (target) => {
    const dead = await enableTarget(target);
    if (dead === null) return;
    setEnabled({ target, dead });
    answer.again();
  };
  const columns = useMemo(() => columnsOf(several, acts, enable, elsewhere), [several, acts, elsewhere, t('targets.title')]);
  const open = query.open && all.find((target) => keyOf(target) === query.open);
  const loaded = elsewhere || answer.value;

  return html`<${Page} title=${t('targets.title')} intro=${t('targets.intro')}>
    <div class="bar" role="search"><${TargetFilter} query=${query} change=${setQuery} />
      ${filtered && html`<${Button} kind="quiet" act=${() => setQuery({ bus: '', rule: '', target: '', state: '' })}>${t('list.clear')}<//>`}</div>
    <div class="stack">
      ${all.length > 0 && html`<div class="chips" role="group" aria-label=${t('targets.byState')}>${ORDER.map((stand) => [stand, all.filter((target) => target.stand === stand).length]).filter(([, many]) => many).map(
        ([stand, many]) => html`<button type="button" key=${stand} class="chip" aria-pressed=${query.state === stand ? 'true' : 'false'} onClick=${() => setQuery({ state: query.state === stand ? '' : stand })}>
          <${State} of=${stand} say=${t(`targets.${stand}`)} /><b>${count(/** @type {number} */ (many))}</b></button>`,
      )}</div>`}
      ${elsewhere && html`<${Note} kind="warn">${t('targets.elsewhere')}<//>`}
      ${answer.error && !elsewhere && html`<${Problem} error=${answer.error} retry=${answer.again} />`}
      ${enabled && html`<${Enabled} of=${enabled} close=${() => setEnabled(null)} />`}
      ${!loaded && !answer.error && html`<${Skeleton} lines=${6} />`}
      ${loaded && shown.length === 0 && html`<${Empty} icon="check" title=${t(filtered ? 'targets.noneHere' : 'targets.none')}>
        <p>${t(filtered ? 'targets.noneHere.try' : 'targets.none.try')}</p>
        ${filtered && html`<${Button} act=${() => setQuery({ bus: '', rule: '', target: '', state: '' })}>${t('list.clear')}<//>`}<//>`}
      ${shown.length > 0 && html`<${Table} label=${t('targets.title')} columns=${columns} rows=${shown} rowKey=${keyOf} open=${(/** @type {any} */ target) => setQuery({ open: keyOf(target) }, { push: true })} />`}
      ${answer.value?.leftOut > 0 && !elsewhere && html`<p class="muted">${t('targets.leftOut', { count: answer.value.leftOut })}</p>`}
    </div>
    ${query.open && loaded && html`<${Dialog} wide title=${t('targets.one')} close=${() => setQuery({ open: '' })}>
      ${open ? html`<${One} target=${open} enable=${enable} />` : html`<p>${t('targets.well')}</p>`}<//>`}<//>`;
}

/**
 * @param {boolean} several @param {boolean} acts @param {(target: any) => any} enable @param {boolean} elsewhere
 * @returns {import('../ui/table.js').Column[]}
 */
function columnsOf(several, acts, enable, elsewhere) {
  /** @type {import('../ui/table.js').Column[]} */
  const numbers = [
    { key: 'lag', title: t('targets.lag'), width: '96px', align: 'right', cell: (target) => (target.lagSeconds > 0 ? duration(target.lagSeconds * 1000) : html`<span class="muted">–</span>`) },
    { key: 'pending', title: t('targets.pending'), width: '80px', align: 'right', cell: (target) => (pending(target) ? count(pending(target)) : html`<span class="muted">–</span>`) },
  ];
  return [
    { key: 'state', title: t('targets.state'), width: '142px', narrow: 'side', cell: (target) => html`<${State} of=${target.stand} say=${t(`targets.${target.stand}`)} />` },
    { key: 'way', title: t('targets.target'), width: 'minmax(0, 1.8fr)', narrow: 'main', cell: (target) => html`<${Whither} of=${target} buses=${several} />` },
    { key: 'channel', title: t('targets.channel'), width: '84px', cell: (target) => (target.channel ? t(`channel.${target.channel}`) : '–') },
    { key: 'until', title: t('targets.when'), width: '150px', cell: (target) => html`<${When} of=${target} />` },
    { key: 'why', title: t('targets.why'), width: 'minmax(0, 2fr)', narrow: 'line', cell: (target) => html`<span title=${target.reason}>${why(target)}</span>` },
    ...(elsewhere ? [] : numbers),
    { key: 'act', title: html`<span class="unseen">${t('targets.act')}</span>`, width: '96px', align: 'right', cell: (target) =>
      target.state === 'disabled' && html`<${Button} small disabled=${!acts} title=${acts ? undefined : t('noRight.operate')} act=${() => enable(target)}>${t('enable')}<//>` },
  ];
}

/** @param {{of: any}} props */
function When({ of }) {
  if (of.until) return html`<${Time} at=${of.until} left />`;
  return of.since ? html`<${Time} at=${of.since} ago />` : html`<span class="muted">–</span>`;
}

/** Why it stands so, in a sentence. @param {any} target */
function why(target) {
  if (target.reason) return meaning(statusIn(target.reason), target.reason);
  if (target.stand === 'throttled') return t('targets.pause');
  if (target.stand === 'slow') return t('targets.behind', { time: duration(target.lagSeconds * 1000) });
  return target.stand === 'waiting' ? t('targets.busy', { count: pending(target) }) : t('targets.idle');
}

/** The status that a reason names: `answered 429: …`. @param {string} reason */
const statusIn = (reason) => Number(/\banswered (\d{3})\b/.exec(reason)?.[1] ?? 0);

/** One target with everything that is known. @param {{target: any, enable: (target: any) => any}} props */
function One({ target, enable }) {
  const rule = useLoad((signal) => get(url(`/api/buses/${part(target.bus)}/rules/${part(target.rule)}`), { signal }), [keyOf(target)]);
  const stored = rule.value?.targets.find((/** @type {any} */ one) => one.id === target.target);
  const acts = may('operate');
  const waiting = pending(target);
  const perMinute = stored?.ratePerMinute;
  const { bus, rule: name, target: id } = target;
  return html`<div class="stack">
    <div class="row-gap"><${State} of=${target.stand} say=${t(`targets.${target.stand}`)} /><${Whither} of=${target} buses />${target.channel && html`<span class="muted">${t(`channel.${target.channel}`)}</span>`}</div>
    ${target.reason ? html`<${Note} kind=${target.state === 'throttled' ? 'warn' : 'bad'}><${Answer} status=${statusIn(target.reason)} reason=${target.reason} advice /><//>` : html`<p>${why(target)}</p>`}
    <dl class="facts">
      ${target.since && html`<div><dt>${t('targets.since')}</dt><dd><${Time} at=${target.since} /> <span class="muted">(<${Time} at=${target.since} ago />)</span></dd></div>`}
      ${target.until && html`<div><dt>${t('targets.until')}</dt><dd><${Time} at=${target.until} /> <span class="muted">(<${Time} at=${target.until} left />)</span></dd></div>`}
      ${target.underWay !== undefined && html`<div><dt>${t('targets.underWay')}</dt><dd>${count(target.underWay)}</dd></div>
        <div><dt>${t('targets.queued')}</dt><dd>${count(target.queued)}</dd></div><div><dt>${t('targets.later')}</dt><dd>${count(target.waiting)}</dd></div>`}
      ${target.oldestUnattempted && html`<div><dt>${t('targets.oldest')}</dt><dd><${Time} at=${target.oldestUnattempted} /> <span class="muted">(${duration(target.lagSeconds * 1000)})</span></dd></div>`}
      ${perMinute && html`<div><dt>${t('targets.rate')}</dt><dd>${t('targets.perMinute', { count: perMinute })}${waiting > perMinute ? ` · ${t('targets.takes', { time: duration((waiting / perMinute) * 60_000) })}` : ''}</dd></div>`}
      ${stored?.url && html`<div><dt>${t('targets.url')}</dt><dd class="mono">${stored.url}</dd></div>`}
    </dl>
    ${rule.error?.status === 404 && html`<${Note} kind="warn">${t('answer.gone')}<//>`}
    <div class="row-gap">
      ${(target.state === 'disabled' || target.state === 'failing' || target.state === 'throttled') && html`<${Button} kind="primary" icon=${target.state === 'disabled' ? 'play' : 'retry'} disabled=${!acts}
        title=${acts ? undefined : t('noRight.operate')} act=${() => enable(target)}>${t(target.state === 'disabled' ? 'enable' : 'targets.tryNow')}<//>`}
      <${Button} href=${ruleHref(bus, name)}>${t('targets.rule')}<//>
      <${Button} href=${to('deliveries', { bus, rule: name, target: id })}>${t('nav.deliveries')}<//>
      <${Button} href=${to('dead-letters', { bus, rule: name, target: id })}>${t('nav.dead-letters')}<//>
    </div></div>`;
}

/**
 * Asks, then enables a target; one that is only in trouble is tried at once. Answers how many dead letters it left, or null.
 * @param {any} target @returns {Promise<number | null>}
 */
async function enableTarget(target) {
  const { bus, rule, target: id } = target;
  const disabled = target.state === 'disabled';
  const plan = await planRedrive({ bus, rule, target: id }).catch(() => null);
  const dead = plan ? plan.notifications + plan.skippedInAll : 0;
  const waiting = pending(target);
  const done = await confirm({
    title: t(disabled ? 'targets.enable.title' : 'targets.tryNow.title', { target: id }),
    what: html`<p><${Whither} of=${target} buses /></p>
      ${target.reason && html`<p>${t(disabled ? 'targets.enable.why' : 'targets.tryNow.why')} ${meaning(statusIn(target.reason), target.reason)}</p>`}
      <p>${t(disabled ? 'targets.enable.what' : 'targets.tryNow.what')}</p>
      ${dead > 0 && html`<p>${t(plan?.more ? 'targets.enable.deadMore' : 'targets.enable.dead', { count: dead })}</p>`}`,
    ...(waiting > 0 && { count: waiting, unit: 'targets.enable.waiting' }),
    act: t(disabled ? 'enable' : 'targets.tryNow'),
    run: () => post(url(`/api/buses/${part(bus)}/rules/${part(rule)}/targets/${part(id)}/enable`)),
  });
  if (!done) return null;
  if (dead === 0) toast(t(disabled ? 'targets.enabled' : 'targets.tried', { target: id }));
  return dead;
}

/** What is left to do after a target was enabled. @param {{of: {target: any, dead: number}, close: () => void}} props */
function Enabled({ of: { target, dead }, close }) {
  if (dead === 0) return null;
  const { bus, rule, target: id } = target;
  return html`<${Note} kind="good"><p>${rich('targets.enabled.dead', { count: dead, target: html`<b>${id}</b>` })}</p>
    <div class="row-gap"><${Button} small kind="primary" icon="arrow" act=${async () => {
      const sent = await redrive({ bus, rule, target: id }, id);
      if (sent?.redriven) {
        toast(t('targets.redriven', { count: sent.redriven }));
        close();
      }
    }}>${t('redrive.act')}<//>
    <${Button} small href=${to('dead-letters', { bus, rule, target: id })}>${t('nav.dead-letters')}<//><${Button} small kind="quiet" act=${close}>${t('close')}<//></div><//>`;
}
