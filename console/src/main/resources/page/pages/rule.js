/** A rule: the form and its JSON, tried on the last events and on the past, tested, and saved. */
import { html, useEffect, useMemo, useState } from '../vendor/ui.js';
import { get, part, url } from '../app/api.js';
import { loadCatalog } from '../app/catalog.js';
import { Loaded, useLoad } from '../app/load.js';
import { beforeLeaving, go, leave, to } from '../app/route.js';
import { bus as shownBus, may } from '../app/store.js';
import { rich, t, wordsOf } from '../app/words.js';
import { Button } from '../ui/button.js';
import { confirm } from '../ui/confirm.js';
import { Field } from '../ui/field.js';
import { Later } from '../ui/later.js';
import { Menu } from '../ui/menu.js';
import { Name, visible } from '../ui/name.js';
import { Page } from '../ui/page.js';
import { Note, Problem } from '../ui/problem.js';
import { State } from '../ui/state.js';
import { Tabs } from '../ui/tabs.js';
import { toast } from '../ui/toast.js';
import { Draft } from './rule/draft.js';
import { Now } from './rule/now.js';
import { Targets } from './rule/targets.js';
import { Tried } from './rule/tried.js';
import { What } from './rule/what.js';
import { deleteRules, disableRules, enableRules, ruleHref, rulePath } from './rules-acts.js';

const conflictPart = () => import('./rule/conflict.js').then((module) => module.Conflict);
const backtestPart = () => import('./rule/backtest.js').then((module) => module.Backtest);
const jsonPart = () => import('./rule/text.js').then((module) => module.Text);

/** @param {{params: string[], query: Record<string, string>}} props */
export default function Rule({ params: [bus, name], query }) {
  const isNew = name === 'new' && !query.stored;
  useEffect(() => {
    if (bus !== shownBus.peek()) shownBus.value = bus;
  }, [bus]);
  return html`<${Open} key=${`${bus} ${name} ${isNew ? (query.from ?? query.copy ?? '') : 'stored'}`} bus=${bus} name=${isNew ? '' : name} query=${query} />`;
}

/** What of the server's the form needs. @param {string} bus @param {string} name @param {Record<string, string>} query @param {AbortSignal} signal */
async function loadAll(bus, name, query, signal) {
  const [catalog, quotas, people, rule, event] = await Promise.all([
    loadCatalog(),
    get(url('/api/quotas'), { signal }),
    get(url('/api/contacts'), { signal }).then(
      (found) => found.contacts,
      () => [], // Then contacts are typed.
    ),
    name || query.copy ? get(url(rulePath(bus, name || query.copy)), { signal, exact: true }) : null,
    !name && query.from ? get(url(`/api/events/${part(query.from)}`, { bus, around: query.around }), { signal }) : null,
    wordsOf('rules'),
  ]);
  return { catalog, quota: quotas.targetsPerRule, people, rule, event };
}

/** What a new rule begins with: an event's source and type, or another rule. @param {any} found */
function beginOf({ rule, event }) {
  if (rule) {
    const { name: _, ...content } = rule;
    return { ...content, enabled: false };
  }
  const { source, type } = event?.event ?? event ?? {};
  if (!source || !type) return { pattern: {} };
  return { name: type.split(':').slice(-2).join('-').replace(/([a-z0-9])([A-Z])/g, '$1-$2').replace(/[^\w.-]+/g, '-').toLowerCase().slice(0, 100), pattern: { source: [source], type: [type] } };
}

/** @param {{bus: string, name: string, query: Record<string, string>}} props */
function Open({ bus, name, query }) {
  const found = useLoad((signal) => loadAll(bus, name, query, signal), [bus, name]);
  const title = name ? html`<${Name} of=${name} />` : t('rule.new');
  if (!found.value) return html`<${Page} title=${title} name=${name || t('rule.new')}><${Loaded} of=${found} lines=${8}>${() => null}<//><//>`;
  return html`<${Form} bus=${bus} name=${name} found=${found.value} from=${query.from} />`;
}

/** @param {{bus: string, name: string, found: Awaited<ReturnType<typeof loadAll>>, from?: string}} props */
function Form({ bus, name, found, from }) {
  const draft = useMemo(() => new Draft(bus, name ? found.rule : null, name ? null : beginOf(found)), []);
  const [error, setError] = useState(/** @type {any} */ (null));
  const [conflict, setConflict] = useState(/** @type {{theirs: any} | null} */ (null));
  const stored = draft.stored.value;
  const readOnly = !may('change');
  const dirty = draft.dirty.value;
  const states = useLoad((signal) => (name ? get(url('/api/targets', { bus, rule: name }), { signal }) : Promise.resolve({ targets: [] })), [bus, name], { everySeconds: name ? 10 : 0 });

  useEffect(() => () => draft.stop(), []);
  useEffect(() => {
    if (!dirty) return;
    const close = (/** @type {BeforeUnloadEvent} */ event) => event.preventDefault();
    addEventListener('beforeunload', close);
    beforeLeaving((next) => {
      confirm({ title: t('rule.leave'), what: t('rule.leave.what'), act: t('rule.leave.act'), danger: true }).then((yes) => yes && leave(next));
      return false;
    });
    return () => {
      removeEventListener('beforeunload', close);
      beforeLeaving(null);
    };
  }, [dirty]);

  const theirs = async () => {
    try {
      setConflict({ theirs: await get(url(rulePath(bus, name)), { exact: true }) });
    } catch (failure) {
      if (/** @type {any} */ (failure).status === 404) setConflict({ theirs: null });
      else setError(failure);
    }
  };
  const save = async () => {
    setError(null);
    draft.tried.value = true;
    if (draft.broken.value) return setError(new Error(t('rule.json.broken')));
    if (!draft.name.value.trim()) return first();
    try {
      const saved = await draft.save();
      toast(t(name ? 'rule.saved' : 'rule.made', { rule: saved.name }));
      if (name) {
        draft.saved(saved);
        states.again();
      } else {
        draft.saved(saved);
        beforeLeaving(null);
        go(ruleHref(bus, saved.name), { replace: true });
      }
    } catch (failure) {
      const { status } = /** @type {any} */ (failure);
      if (status === 412 && name) return theirs();
      if (status === 412) draft.mistakes.value = [{ path: 'name', text: t('rule.name.taken') }];
      else if (!draft.mistakes.value.length) setError(failure);
      first();
    }
  };
  const reload = async () => {
    const rule = await get(url(rulePath(bus, name)), { exact: true });
    if (draft.dirty.peek()) draft.stored.value = { ...rule };
    else draft.saved(rule);
    await states.again();
  };
  const act = async (/** @type {Promise<boolean>} */ asked) => {
    if (await asked) await reload();
  };
  const remove = async () => {
    if (!(await deleteRules(bus, [name]))) return;
    beforeLeaving(null);
    go(to(['rules', bus]));
  };
  const actions = name && html`
    ${may('operate') &&
    (stored.enabled
      ? html`<${Button} disabled=${dirty} title=${dirty ? t('rule.saveFirst') : undefined} act=${() => act(disableRules(bus, [name]))}>${t('rules.disable')}<//>`
      : html`<${Button} disabled=${dirty} title=${dirty ? t('rule.saveFirst') : undefined} act=${() => act(enableRules(bus, [name]))}>${t('rules.enable')}<//>`)}
    ${may('change') && html`<${Menu} label=${t('rule.more')} kind="plain" right><a href=${to(['rules', bus, 'new'], { copy: name })}>${t('rule.copy')}</a><button type="button" onClick=${remove}>${t('rules.delete')}</button><//>`}`;
  return html`<${Page} title=${name ? html`<${Name} of=${stored.title || name} />` : t('rule.new')} name=${name || t('rule.new')} actions=${actions}
      intro=${html`<a href=${to(['rules', bus])}>${t('nav.rules')}</a> · ${t('frame.bus')} <${Name} of=${bus} />${name && html` · <${State} of=${stored.enabled ? 'enabled' : 'disabled'} /> ${t('rule.revision', { revision: stored.revision })}`}`}>
    ${readOnly && html`<${Note}>${t('noRight.change')}<//>`}
    ${from && found.event && html`<${Note}>${rich('rule.fromEvent', { event: html`<a href=${to(['events', bus, from])}><${Name} of=${from} /></a>` })}<//>`}
    ${draft.overtaken.value > 0 && html`<${Note} kind="warn">${t('rule.overtaken', { revision: draft.overtaken.value })} <${Button} small act=${theirs}>${t('rule.overtaken.look')}<//><//>`}
    <div class="rule-page">
      <form class="stack" aria-label=${t('rule.form')} novalidate onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
        ${draft.broken.value && html`<${Note} kind="bad">${t('rule.json.rests')}<//>`}
        <fieldset class="stack" disabled=${Boolean(draft.broken.value)}>
          <${About} draft=${draft} readOnly=${readOnly} />
          <${What} draft=${draft} catalog=${found.catalog} readOnly=${readOnly} />
          <${Targets} draft=${draft} catalog=${found.catalog} quota=${found.quota} people=${found.people} readOnly=${readOnly} states=${states.value?.targets ?? []} />
        </fieldset>
        ${!readOnly && html`<${Bar} draft=${draft} error=${error} save=${save} isNew=${!name} />`}
      </form>
      <aside class="card side" aria-label=${t('rule.side')}><${Side} draft=${draft} found=${found} readOnly=${readOnly} states=${states} reload=${reload} name=${name} /></aside>
    </div>
    ${conflict && html`<${Later} load=${conflictPart} draft=${draft} theirs=${conflict.theirs} close=${() => setConflict(null)} />`}<//>`;
}

/** Goes to the first thing that is wrong. */
function first() {
  requestAnimationFrame(() => {
    const wrong = /** @type {HTMLElement | null} */ (document.querySelector('.rule-page form [aria-invalid="true"]') ?? document.querySelector('.rule-page form .note.bad'));
    wrong?.closest('details')?.setAttribute('open', '');
    wrong?.scrollIntoView({ block: 'center' });
    wrong?.focus({ preventScroll: true });
  });
}

/** @param {{draft: Draft, readOnly: boolean}} props */
function About({ draft, readOnly }) {
  const { description, title, enabled } = draft.content.value;
  const name = draft.name.value;
  const missing = draft.tried.value && !name.trim() ? t('rule.name.missing') : draft.mistake('name');
  return html`<section class="card part"><fieldset disabled=${readOnly} class="target-fields">
    ${draft.isNew &&
    html`<${Field} label=${t('rule.name')} value=${name} required autofocus maxlength="127" hint=${t('rule.name.hint')} error=${missing && visible(missing)}
      change=${(/** @type {string} */ text) => {
        draft.name.value = text;
        draft.check();
      }} />`}
    ${title !== undefined && html`<${Field} label=${t('rule.title')} value=${title} change=${(/** @type {string} */ text) => draft.change({ title: text })} error=${draft.mistake('title')} />`}
    <${Field} label=${t('rules.description')} value=${description ?? ''} maxlength="256" wide=${!draft.isNew} error=${draft.mistake('description')} change=${(/** @type {string} */ text) => draft.change({ description: text })} />
    ${draft.isNew && html`<div class="wide"><${Field} kind="check" label=${t('rule.enabled')} value=${enabled !== false} change=${(/** @type {boolean} */ on) => draft.change({ enabled: on })} /></div>`}
  </fieldset></section>`;
}

/** What is saved or not, and what is wrong. @param {{draft: Draft, error: any, save: () => Promise<any>, isNew: boolean}} props */
function Bar({ draft, error, save, isNew }) {
  const dirty = draft.dirty.value;
  const wrong = draft.mistakes.value.filter((one) => draft.counts(one));
  const general = wrong.filter((one) => !/^(pattern|targets|name|title|description)/.test(one.path));
  return html`<div class="save-bar">
    ${error && (error.status === undefined ? html`<${Note} kind="bad">${error.message}<//>` : html`<${Problem} error=${error} />`)}
    ${general.map((one) => html`<${Note} kind="bad" key=${one.path}>${visible(one.path ? `${one.path}: ${one.text}` : one.text)}<//>`)}
    <div class="row-gap"><span class=${wrong.length ? 'wrong' : 'muted'} role="status">${
      draft.broken.value ? t('rule.json.broken') : wrong.length ? t('rule.wrong', { count: wrong.length }) : draft.checking.value ? t('rule.checking') : dirty ? t('rule.dirty') : isNew ? '' : t('rule.clean')
    }</span><span class="grow"></span>
      ${dirty && html`<${Button} act=${() => draft.discard()}>${t('rule.discard')}<//>`}
      <${Button} kind="primary" disabled=${(!isNew && !dirty) || draft.saving.value} act=${save}>${t(isNew ? 'rule.make' : 'save')}<//></div></div>`;
}

/** What stands beside the form. @param {any} props */
function Side({ draft, found, readOnly, states, reload, name }) {
  const [tab, setTab] = useState(name ? 'now' : 'tried');
  const tabs = [...(name ? ['now'] : []), 'tried', 'backtest', 'json'].map((key) => ({ key, label: t(`rule.side.${key}`) }));
  return html`<${Tabs} label=${t('rule.side')} tabs=${tabs} value=${tab} change=${setTab}>
    ${tab === 'now' && html`<${Now} bus=${draft.bus} rule=${draft.stored.value} states=${states} changed=${reload} />`}
    ${tab === 'tried' && html`<${Tried} draft=${draft} />`}
    ${tab === 'backtest' && html`<${Later} key="backtest" load=${backtestPart} draft=${draft} />`}
    ${tab === 'json' && html`<${Later} key="json" load=${jsonPart} draft=${draft} catalog=${found.catalog} readOnly=${readOnly} />`}<//>`;
}
