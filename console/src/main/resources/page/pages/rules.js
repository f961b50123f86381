/** The rules of a bus: found by name, state and health; enabled, disabled and deleted, one or many. */
import { html, useEffect, useMemo, useRef, useState } from '../vendor/ui.js';
import { get, part, put, url } from '../app/api.js';
import { count } from '../app/format.js';
import { Loaded, useLoad } from '../app/load.js';
import { go, setQuery, to } from '../app/route.js';
import { bus, buses, may } from '../app/store.js';
import { t } from '../app/words.js';
import { Button } from '../ui/button.js';
import { Dialog } from '../ui/dialog.js';
import { Empty } from '../ui/empty.js';
import { Field } from '../ui/field.js';
import { Name, visible } from '../ui/name.js';
import { Page } from '../ui/page.js';
import { Note, Problem } from '../ui/problem.js';
import { Search } from '../ui/search.js';
import { State } from '../ui/state.js';
import { Table, selection } from '../ui/table.js';
import { Time } from '../ui/time.js';
import { toast } from '../ui/toast.js';
import { deleteRules, disableRules, enableRules, ruleHref } from './rules-acts.js';

const MOST = 10_000; // Up to so many are here as a whole and are searched here.
const FEW = 1_000; // Up to so many are asked for again and again.

/** @param {{params: string[], query: Record<string, string>}} props */
export default function Rules({ params, query }) {
  const name = params[0] ?? bus.value;
  useEffect(() => {
    if (name !== bus.peek()) bus.value = name;
  }, [name]);
  return html`<${List} key=${name} of=${name} query=${query} />`;
}

/**
 * The rules of a bus that the query means. A few thousand are loaded once and chosen here; of more, the server chooses.
 * @param {string} name @param {Record<string, string>} query
 */
function useRules(name, query) {
  const { q = '', enabled = '', health = '' } = query;
  const [many, setMany] = useState(false);
  const [few, setFew] = useState(false);
  const asked = many ? { q, enabled, health } : {};
  const path = `/api/buses/${part(name)}/rules`;
  const load = useLoad(
    async (signal) => {
      const found = await get(url(path, { form: 'short', limit: MOST, ...asked }), { signal });
      if (found.next) setMany(true);
      setFew(!many && !found.next && found.rules.length <= FEW);
      return found;
    },
    [many, ...Object.values(asked)],
    { everySeconds: few ? 15 : 0 },
  );
  const wanted = q.toLowerCase();
  const rows = useMemo(
    () =>
      (load.value?.rules ?? []).filter(
        (/** @type {any} */ rule) =>
          many ||
          ((!wanted || rule.name.toLowerCase().includes(wanted) || rule.title?.toLowerCase().includes(wanted)) &&
            (!enabled || String(rule.enabled) === enabled) &&
            (!health || rule.health === health)),
      ),
    [load.value, many, wanted, enabled, health],
  );
  const more = async () => {
    const found = load.value;
    if (!found?.next) return;
    const next = await get(url(path, { form: 'short', limit: MOST, next: found.next, ...asked }));
    load.set({ ...next, total: found.total, rules: [...found.rules, ...next.rules] });
  };
  return { load, rows, total: many ? (load.value?.total ?? 0) : (load.value?.rules.length ?? 0), found: many ? (load.value?.total ?? 0) : rows.length, more: load.value?.next ? more : undefined };
}

/** @param {{of: string, query: Record<string, string>}} props */
function List({ of: name, query }) {
  const { load, rows, total, found, more } = useRules(name, query);
  const chosen = useMemo(selection, []);
  const [making, setMaking] = useState(false);
  const filtered = Boolean(query.q || query.enabled || query.health);
  const acts = may('operate') || may('change');
  const after = async (/** @type {Promise<boolean>} */ act) => {
    if (!(await act)) return;
    chosen.clear();
    await load.again();
  };
  const known = useRef(new Map());
  known.current = useMemo(() => new Map((load.value?.rules ?? []).map((/** @type {any} */ rule) => [rule.name, rule])), [load.value]);
  const picked = [...chosen.keys.value].map((key) => known.current.get(key)).filter(Boolean);
  const columns = useMemo(() => columnsOf(name, after), [name, load.again, may('operate')]);
  return html`<${Page} title=${t('rules.title')} intro=${html`${t('rules.intro')} ${t('frame.bus')} <b><${Name} of=${name} /></b>`}
      actions=${may('change') && html`<${Button} act=${() => setMaking(true)}>${t('rules.newBus')}<//><${Button} kind="primary" icon="plus" href=${to(['rules', name, 'new'])}>${t('rules.new')}<//>`}>
    <div class="bar">
      <${Search} label=${t('rules.search')} value=${query.q ?? ''} pauseMillis=${60} change=${(/** @type {string} */ q) => setQuery({ q })} />
      <${Field} kind="select" label=${t('rules.enabled')} hideLabel value=${query.enabled ?? ''} change=${(/** @type {string} */ enabled) => setQuery({ enabled })}
        options=${[['', 'rules.enabled.any'], ['true', 'rules.enabled.true'], ['false', 'rules.enabled.false']].map(([value, key]) => ({ value, label: t(key) }))} />
      <${Field} kind="select" label=${t('rules.health')} hideLabel value=${query.health ?? ''} change=${(/** @type {string} */ health) => setQuery({ health })}
        options=${['', 'well', 'failing', 'disabled'].map((value) => ({ value, label: t(`rules.health.${value || 'any'}`) }))} />
      ${load.value && html`<span class="muted number push" role="status">${filtered ? t('rules.found', { found, count: total }) : t('rules.unit', { count: total })}</span>`}
    </div>
    ${picked.length > 0 &&
    html`<div class="bar chosen" role="region" aria-label=${t('table.selected', { count: picked.length })}><b>${t('table.selected', { count: picked.length })}</b>
      <${Button} small disabled=${!may('operate') || !picked.some((rule) => !rule.enabled)} act=${() => after(enableRules(name, names(picked.filter((rule) => !rule.enabled))))}>${t('rules.enable')}<//>
      <${Button} small disabled=${!may('operate') || !picked.some((rule) => rule.enabled)} act=${() => after(disableRules(name, names(picked.filter((rule) => rule.enabled))))}>${t('rules.disable')}<//>
      ${may('change') && html`<${Button} small kind="danger" icon="trash" act=${() => after(deleteRules(name, names(picked)))}>${t('rules.delete')}<//>`}
      <${Button} small kind="quiet" act=${() => chosen.clear()}>${t('rules.clear')}<//></div>`}
    <${Loaded} of=${load} lines=${10}>${(/** @type {any} */ answer) => html`
      ${answer.unreadable?.length > 0 && html`<${Unreadable} of=${answer.unreadable} />`}
      ${rows.length > 0
        ? html`<${Table} label=${t('rules.title')} columns=${columns} rows=${rows} rowKey=${key} href=${(/** @type {any} */ rule) => ruleHref(name, rule.name)}
            selected=${acts ? chosen : undefined} more=${more} tone=${(/** @type {any} */ rule) => (rule.enabled ? '' : 'off')} />`
        : filtered
          ? html`<${Empty} icon="search" title=${t('rules.noneFound')}>
              <span>${query.q ? t('rules.noneFound.name', { text: visible(query.q) }) : t('rules.noneFound.filter')}</span>
              <${Button} act=${() => setQuery({ q: '', enabled: '', health: '' })}>${t('rules.showAll')}<//><//>`
          : html`<${Empty} title=${t('rules.none')}><span>${t('rules.none.try')}</span>
              <div class="row-gap">${may('change') && html`<${Button} kind="primary" icon="plus" href=${to(['rules', name, 'new'])}>${t('rules.new')}<//>`}
                <${Button} href=${to('events')}>${t('rules.none.events')}<//></div><//>`}`}<//>
    ${making && html`<${NewBus} close=${() => setMaking(false)} />`}<//>`;
}

/** @param {any} rule */
const key = (rule) => rule.name;
/** @param {any[]} rules */
const names = (rules) => rules.map(key);

/** @param {string} name of the bus @param {(act: Promise<boolean>) => Promise<void>} after @returns {import('../ui/table.js').Column[]} */
const columnsOf = (name, after) => [
  {
    key: 'name',
    title: t('rules.name'),
    narrow: 'main',
    width: 'minmax(0, 2.2fr)',
    cell: (rule) => (rule.title ? html`<span class="titled"><${Name} of=${rule.title} /><small class="muted"><${Name} of=${rule.name} /></small></span>` : html`<${Name} of=${rule.name} />`),
  },
  { key: 'state', title: t('rules.state'), narrow: 'side', width: '150px', cell: (rule) => html`<${RuleState} of=${rule} />` },
  {
    key: 'targets',
    title: t('rules.targets'),
    narrow: 'line',
    width: 'minmax(0, 1.4fr)',
    cell: (rule) =>
      rule.places
        ? html`${rule.channels.map((/** @type {string} */ one) => t(`channel.${one}`)).join(', ')} <span class="muted">· ${t('rules.places', { count: rule.places })}</span>`
        : html`<span class="muted">${t('rules.noTargets')}</span>`,
  },
  { key: 'updated', title: t('rules.updated'), width: '120px', cell: (rule) => html`<span class="muted"><${Time} at=${rule.updated} ago /></span>` },
  ...(may('operate')
    ? /** @type {import('../ui/table.js').Column[]} */ ([
        {
          key: 'act',
          title: html`<span class="unseen">${t('rules.act')}</span>`,
          width: '96px',
          align: 'right',
          cell: (rule) =>
            html`<${Button} small kind="quiet" act=${() => after((rule.enabled ? disableRules : enableRules)(name, [rule.name]))}
              aria-label=${t(rule.enabled ? 'rules.disable.this' : 'rules.enable.this', { rule: rule.name })}>${t(rule.enabled ? 'disable' : 'enable')}<//>`,
        },
      ])
    : []),
];

/** How a rule and its targets stand, in one word. @param {{of: {enabled: boolean, health: string}}} props */
export function RuleState({ of: { enabled, health } }) {
  if (!enabled) return html`<${State} of="disabled" />`;
  if (health === 'disabled') return html`<${State} of="disabled" as="failed" say=${t('rules.targetDisabled')} />`;
  return html`<${State} of=${health === 'failing' ? 'failing' : 'enabled'} />`;
}

/** @param {{of: {name: string, reason: string}[]}} props */
function Unreadable({ of }) {
  return html`<${Note} kind="warn"><details><summary>${t('rules.unreadable', { count: of.length })}</summary>
    <ul>${of.map((rule) => html`<li key=${rule.name}><b><${Name} of=${rule.name} /></b> <span>${visible(rule.reason)}</span></li>`)}</ul></details><//>`;
}

/** @param {{close: () => void}} props */
function NewBus({ close }) {
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const [error, setError] = useState(/** @type {any} */ (null));
  const make = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const wanted = name.trim();
    if (buses.peek().some((one) => one.name === wanted)) return setError(new Error(t('rules.newBus.exists')));
    try {
      const made = await put(url(`/api/buses/${part(wanted)}`), { description });
      buses.value = [...buses.peek(), made].sort((one, other) => (one.name < other.name ? -1 : 1));
      toast(t('rules.newBus.made', { bus: made.name }));
      close();
      go(to(['rules', made.name]));
    } catch (failure) {
      setError(failure);
    }
  };
  return html`<${Dialog} title=${t('rules.newBus')} close=${close}>
    <p class="dialog-what">${t('rules.newBus.what')}</p>
    <form onSubmit=${make}>
      <${Field} label=${t('rules.newBus.name')} value=${name} change=${setName} required autofocus maxlength="127" hint=${t('rules.newBus.names')} />
      <${Field} label=${t('rules.description')} value=${description} change=${setDescription} maxlength="256" />
      ${error && (error.status === undefined ? html`<p class="wrong" role="alert">${error.message}</p>` : html`<${Problem} error=${error} />`)}
      <footer><${Button} act=${close}>${t('cancel')}<//><${Button} kind="primary" type="submit" disabled=${!name.trim()}>${t('rules.newBus.make')}<//></footer>
    </form><//>`;
}
