/** The order of a replay: which events, which rules, how fast. Ordering makes a plan; nothing is sent before that is started. */
import { html, useState } from '../vendor/ui.js';
import { get, part, post, url } from '../app/api.js';
import { useLoad } from '../app/load.js';
import { go, to } from '../app/route.js';
import { bus, buses, may } from '../app/store.js';
import { t } from '../app/words.js';
import { Button } from '../ui/button.js';
import { Choice } from '../ui/choice.js';
import { Field } from '../ui/field.js';
import { Icon } from '../ui/icon.js';
import { Name } from '../ui/name.js';
import { Page } from '../ui/page.js';
import { Period, periodOf } from '../ui/period.js';
import { Note, Problem } from '../ui/problem.js';
import { Search } from '../ui/search.js';
import { State } from '../ui/state.js';
import { drop } from './replay.js';

const LAST = '1h';
const LASTS = ['15m', '1h', '12h', '24h', '7d', '30d'];
const MOST_IDS = 1_000;
const EXAMPLE = '{"data": {"priority": [5]}}';
const PLAN_MILLIS = 60_000;
const SHOWN = 50;

/** @param {string | undefined} text @param {RegExp} at */
const split = (text, at) => (text ?? '').split(at).map((one) => one.trim()).filter(Boolean);

/** @param {{query: Record<string, string>}} props */
export default function NewReplay({ query }) {
  const [form, setForm] = useState(() => {
    const { last, from, to: end } = periodOf(query, LAST);
    return {
      bus: query.bus || bus.value,
      period: /** @type {Record<string, string>} */ (last ? { last } : { from, to: end }),
      which: query.all || (!query.rules && query.ids) ? 'all' : 'rules',
      rules: split(query.rules, /,/),
      ids: query.ids ?? '',
      pattern: query.pattern ?? '',
      only: query.only || 'all',
      pace: /^\d+$/.test(query.speed ?? '') ? 'rate' : query.speed || 'max',
      perSecond: /^\d+$/.test(query.speed ?? '') ? query.speed : '50',
      note: query.note ?? '',
    };
  });
  const [error, setError] = useState(/** @type {any} */ (null));
  const [tried, setTried] = useState(false);
  /** @param {Partial<typeof form>} change */
  const set = (change) => setForm((before) => ({ ...before, ...change }));
  const wrong = wrongOf(form);
  const acts = may('operate');

  const plan = async () => {
    setTried(true);
    setError(null);
    if (Object.keys(wrong).length) {
      requestAnimationFrame(() => /** @type {HTMLElement | null} */ (document.querySelector('[aria-invalid="true"]'))?.focus());
      return;
    }
    try {
      const replay = await post(url('/api/replays'), orderOf(form), { timeoutMillis: PLAN_MILLIS });
      if (query.instead) drop(query.instead);
      go(to(['replays', replay.id]));
    } catch (failure) {
      setError(failure);
    }
  };
  /** @param {string} name */
  const say = (name) => (tried ? wrong[name] : undefined);

  return html`<${Page} title=${t('new-replay.title')} intro=${t('new-replay.intro')}>
    ${!acts && html`<${Note}>${t('noRight.operate')}<//>`}
    <form class="replay-form stack" onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
      <section class="card stack"><h2>${t('new-replay.events')}</h2>
        <div class="field"><span class="label" id="replay-period">${t('period')}</span><div role="group" aria-labelledby="replay-period"><${Period} query=${form.period} otherwise=${LAST} lasts=${LASTS}
          change=${(/** @type {any} */ period) => set({ period: period.from || period.to ? { from: period.from, to: period.to } : { last: period.last || LAST } })} /></div>
          ${say('period') && html`<small class="wrong" role="alert">${say('period')}</small>`}</div>
        ${buses.value.length > 1 && html`<${Field} kind="select" label=${t('frame.bus')} value=${form.bus} options=${buses.value.map((one) => one.name)} change=${(/** @type {string} */ name) => set({ bus: name, rules: [] })} />`}
        <details open=${Boolean(form.ids || form.pattern)}><summary>${t('new-replay.narrow')}</summary><div class="stack">
          <${Field} kind="area" label=${t('new-replay.ids')} hint=${t('new-replay.ids.hint')} error=${say('ids')} value=${form.ids} change=${(/** @type {string} */ ids) => set({ ids })} rows="3" class="mono" />
          <${Field} kind="area" label=${t('new-replay.pattern')} hint=${t('new-replay.pattern.hint', { example: EXAMPLE })} error=${say('pattern')} value=${form.pattern} change=${(/** @type {string} */ pattern) => set({ pattern })} rows="4" class="mono" /></div></details>
      </section>
      <section class="card stack"><h2>${t('new-replay.rules')}</h2>
        <${Choice} label=${t('new-replay.rules')} hideLabel value=${form.which} change=${(/** @type {string} */ which) => set({ which })} options=${[
          { value: 'rules', label: t('new-replay.named'), hint: t('new-replay.named.hint') },
          { value: 'all', label: t('new-replay.all'), hint: t('new-replay.all.hint') },
        ]} />
        ${form.which === 'rules' && html`<${Rules} bus=${form.bus} chosen=${form.rules} change=${(/** @type {string[]} */ rules) => set({ rules })} error=${say('rules')} />`}
        <${Choice} label=${t('new-replay.only')} value=${form.only} change=${(/** @type {string} */ only) => set({ only })} options=${['all', 'missing', 'failed'].map((only) => ({ value: only, label: t(`new-replay.only.${only}`), hint: t(`new-replay.only.${only}.hint`) }))} />
      </section>
      <section class="card stack"><h2>${t('new-replay.how')}</h2>
        <${Choice} label=${t('new-replay.speed')} value=${form.pace} change=${(/** @type {string} */ pace) => set({ pace })} options=${['max', 'original', 'rate'].map((pace) => ({ value: pace, label: t(`new-replay.speed.${pace}`), hint: t(`new-replay.speed.${pace}.hint`) }))} />
        ${form.pace === 'rate' && html`<${Field} kind="number" label=${t('new-replay.perSecond')} min="1" max="1000000" error=${say('perSecond')} value=${form.perSecond} change=${(/** @type {string} */ perSecond) => set({ perSecond })} />`}
        <${Field} label=${t('new-replay.note')} hint=${t('new-replay.note.hint')} maxlength="256" value=${form.note} change=${(/** @type {string} */ note) => set({ note })} />
      </section>
      <${Problem} error=${error} />
      <footer class="row-gap"><${Button} kind="primary" icon="right" type="submit" disabled=${!acts} act=${plan}>${t('new-replay.plan')}<//>
        <${Button} href=${query.instead ? to(['replays', query.instead]) : to('replays')}>${t('cancel')}<//><span class="muted">${t('new-replay.nothingYet')}</span></footer>
    </form><//>`;
}

/** What is missing or wrong, by field. @param {any} form @returns {Record<string, string>} */
function wrongOf(form) {
  /** @type {Record<string, string>} */
  const wrong = {};
  const { from, to: end } = form.period;
  if (!form.period.last && (!from || (end && Date.parse(from) >= Date.parse(end)))) wrong.period = t('new-replay.wrong.period');
  if (form.which === 'rules' && form.rules.length === 0 && !form.ids.trim()) wrong.rules = t('new-replay.wrong.rules');
  if (split(form.ids, /\n/).length > MOST_IDS) wrong.ids = t('new-replay.wrong.ids');
  if (form.pattern.trim()) {
    try {
      const pattern = JSON.parse(form.pattern);
      if (typeof pattern !== 'object' || pattern === null || Array.isArray(pattern)) wrong.pattern = t('new-replay.wrong.object');
    } catch (error) {
      wrong.pattern = t('new-replay.wrong.json', { message: /** @type {Error} */ (error).message });
    }
  }
  if (form.pace === 'rate' && !(Number(form.perSecond) >= 1)) wrong.perSecond = t('new-replay.wrong.speed');
  return wrong;
}

/** The order as the server takes it. @param {any} form */
function orderOf(form) {
  const { from, to: end } = periodOf(form.period, LAST);
  const ids = split(form.ids, /\n/);
  const named = form.which === 'rules' && form.rules.length > 0;
  return {
    bus: form.bus,
    from,
    ...(end && { to: end }),
    ...(named ? { rules: form.rules } : { all: true }),
    ...(ids.length && { ids }),
    ...(form.pattern.trim() && { pattern: JSON.parse(form.pattern) }),
    only: form.only,
    speed: form.pace === 'rate' ? Number(form.perSecond) : form.pace,
    ...(form.note.trim() && { note: form.note.trim() }),
  };
}

/** The rules by name, with those that are disabled. @param {{bus: string, chosen: string[], change: (names: string[]) => void, error?: string}} props */
function Rules({ bus: of, chosen, change, error }) {
  const [typed, setTyped] = useState('');
  const rules = useLoad((signal) => get(url(`/api/buses/${part(of)}/rules`, { q: typed, limit: SHOWN + 1 }), { signal }), [of, typed]);
  const found = (rules.value?.rules ?? []).slice(0, SHOWN);
  const more = (rules.value?.rules.length ?? 0) > SHOWN;
  /** @param {string} name */
  const toggle = (name) => change(chosen.includes(name) ? chosen.filter((other) => other !== name) : [...chosen, name]);
  return html`<fieldset class="rule-picker"><legend class="unseen">${t('new-replay.named')}</legend>
    ${chosen.length > 0 && html`<ul class="chips" aria-label=${t('new-replay.chosen')}>${chosen.map((name) => html`<li key=${name} class="chip name-chip"><bdi title=${name}>${name}</bdi>
      <button type="button" aria-label=${t('new-replay.remove', { name })} title=${t('new-replay.remove', { name })} onClick=${() => toggle(name)}><${Icon} name="cross" size=${12} /></button></li>`)}</ul>`}
    <${Search} label=${t('new-replay.find')} value=${typed} change=${setTyped} />
    ${rules.error && html`<${Problem} error=${rules.error} retry=${rules.again} />`}
    <ul class="rule-choice" aria-busy=${rules.busy ? 'true' : undefined}>${found.map((/** @type {any} */ rule) => html`<li key=${rule.name}><label><input type="checkbox" checked=${chosen.includes(rule.name)} onChange=${() => toggle(rule.name)} />
      <${Name} of=${rule.name} />${rule.enabled === false && html`<${State} of="disabled" />`}<span class="muted rule-about">${rule.description}</span></label></li>`)}</ul>
    ${rules.value && found.length === 0 && html`<p class="muted">${t('new-replay.noRule', { name: typed })}</p>`}
    ${more && html`<p class="muted small">${t('new-replay.moreRules')}</p>`}
    ${error && html`<small class="wrong" role="alert">${error}</small>`}</fieldset>`;
}
