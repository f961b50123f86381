/** The last events, tried with the rule as one types: which it would take, and why not the others. */
import { html, useEffect, useMemo, useState } from '../../vendor/ui.js';
import { get, gone, post, url } from '../../app/api.js';
import { eventName } from '../../app/catalog.js';
import { Loaded, useLoad } from '../../app/load.js';
import { to } from '../../app/route.js';
import { may } from '../../app/store.js';
import { t } from '../../app/words.js';
import { Button } from '../../ui/button.js';
import { Empty } from '../../ui/empty.js';
import { Field } from '../../ui/field.js';
import { Icon } from '../../ui/icon.js';
import { Json } from '../../ui/json.js';
import { Name, visible } from '../../ui/name.js';
import { Note, Problem } from '../../ui/problem.js';
import { Time } from '../../ui/time.js';

const EVENTS = 30;
const DAYS = 7;
const PAUSE_MILLIS = 250;
const MOST_LETTERS = 200_000; // of events in one call

/** @param {{draft: import('./draft.js').Draft}} props */
export function Tried({ draft }) {
  const { sources } = draft.form.value;
  const [narrowed, setNarrowed] = useState(true);
  const source = narrowed && sources.length === 1 ? sources[0] : '';
  const events = useLoad(
    (signal) => get(url('/api/events', { bus: draft.bus, source, body: true, limit: EVENTS, from: new Date(Date.now() - DAYS * 86_400_000).toISOString() }), { signal, exact: true }),
    [draft.bus, source],
  );
  if (!may('bodies')) return html`<${Note}>${t('noRight.bodies')}<//>`;
  return html`<div class="stack">
    <div class="row-gap"><p class="muted grow">${t('rule.tried.what', { days: DAYS })}</p><${Button} small kind="quiet" icon="retry" label=${t('rule.tried.again')} act=${events.again} /></div>
    ${sources.length === 1 && html`<${Field} kind="check" label=${t('rule.tried.source')} value=${narrowed} change=${setNarrowed} />`}
    <${Loaded} of=${events}>${(/** @type {any} */ found) =>
      found.events.length ? html`<${Results} draft=${draft} events=${found.events} />` : html`<${Empty} title=${t('rule.tried.none')}>${t('rule.tried.none.try')}<//>`}<//></div>`;
}

/** @param {{draft: import('./draft.js').Draft, events: any[]}} props */
function Results({ draft, events }) {
  const { pattern } = draft.content.value;
  const asked = JSON.stringify(pattern);
  const [answers, setAnswers] = useState(/** @type {any[] | null} */ (null));
  const [error, setError] = useState(/** @type {any} */ (null));
  const bodies = useMemo(() => events.map((one) => (typeof one.event === 'object' && one.event ? one.event : null)), [events]);
  useEffect(() => {
    const left = new AbortController();
    const timer = setTimeout(async () => {
      try {
        const results = await tryAll(pattern, bodies, left.signal);
        setAnswers(results);
        setError(null);
      } catch (failure) {
        if (!gone(failure)) setError(failure);
      }
    }, PAUSE_MILLIS);
    return () => {
      clearTimeout(timer);
      left.abort();
    };
  }, [asked, bodies]);
  const matching = answers?.filter((one) => one?.matches).length ?? 0;
  return html`${error ? html`<${Problem} error=${error} />` : html`<p role="status"><b>${answers ? t('rule.tried.count', { count: matching, all: events.length }) : t('loading')}</b></p>`}
    <ul class="tried">${events.map((one, at) => html`<${Item} key=${`${one.partition}-${one.offset}`} event=${one} answer=${error ? null : answers?.[at]} />`)}</ul>`;
}

/**
 * Tries all in as few calls as their size allows.
 * @param {any} pattern @param {(any | null)[]} bodies @param {AbortSignal} signal
 */
async function tryAll(pattern, bodies, signal) {
  /** @type {any[]} */
  const results = bodies.map(() => null);
  /** @type {{at: number[], letters: number}[]} */
  const calls = [];
  bodies.forEach((body, at) => {
    if (!body) return;
    const letters = JSON.stringify(body).length;
    const last = calls.at(-1);
    if (last && last.letters + letters <= MOST_LETTERS) {
      last.at.push(at);
      last.letters += letters;
    } else calls.push({ at: [at], letters });
  });
  for (const call of calls) {
    const answer = await post(url('/api/patterns/test'), { pattern, events: call.at.map((at) => bodies[at]) }, { signal });
    answer.results.forEach((/** @type {any} */ result, /** @type {number} */ index) => (results[call.at[index]] = result));
  }
  return results;
}

/** @param {{event: any, answer: any}} props */
function Item({ event, answer }) {
  const [open, setOpen] = useState(false);
  const look = !answer ? 'off' : answer.matches ? 'good' : 'none';
  return html`<li class=${look}><button type="button" class="tried-head" aria-expanded=${open ? 'true' : 'false'} onClick=${() => setOpen(!open)}>
      <${Icon} name=${!answer ? 'dot' : answer.matches ? 'check' : 'minus'} /><span class="unseen">${answer && t(answer.matches ? 'rule.tried.yes' : 'rule.tried.no')}</span>
      <span class="tried-type"><${Name} of=${eventName(event)} /></span><span class="muted small"><${Time} at=${event.accepted} ago /></span></button>
    ${answer && !answer.matches && html`<p class="tried-why small muted">${visible(answer.why ?? '')}</p>`}
    ${open && html`<div class="tried-body"><p class="small"><span class="muted mono"><${Name} of=${event.type} mono /></span> <a href=${to(['events', event.bus, event.id], { around: event.accepted })}>${t('rule.tried.open')}</a></p><${Json} value=${event.event} label=${event.id} /></div>`}</li>`;
}
