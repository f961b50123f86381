/** The people whom rules tell: their numbers and addresses, in one place, and which rules name them. */
import { html, useEffect, useMemo, useState } from '../vendor/ui.js';
import { get, part, put, url } from '../app/api.js';
import { Loaded, useLoad } from '../app/load.js';
import { setQuery } from '../app/route.js';
import { may } from '../app/store.js';
import { t } from '../app/words.js';
import { Button } from '../ui/button.js';
import { confirm } from '../ui/confirm.js';
import { Dialog } from '../ui/dialog.js';
import { Empty } from '../ui/empty.js';
import { Field } from '../ui/field.js';
import { Name, visible } from '../ui/name.js';
import { Page } from '../ui/page.js';
import { Note, Problem } from '../ui/problem.js';
import { Search } from '../ui/search.js';
import { Table } from '../ui/table.js';
import { toast } from '../ui/toast.js';
import { ruleHref, rulePath } from './rules-acts.js';

const WAYS = /** @type {const} */ (['sms', 'voice', 'email']);
const FEW = 30; // So many rules are asked for one by one; of more, the whole list is.
const MOST = 10_000;

/** @typedef {{name: string, sms?: string, voice?: string, email?: string}} Person */
/** @typedef {{bus: string, rule: string}} Use */

/** @param {{query: Record<string, string>}} props */
export default function Contacts({ query }) {
  const found = useLoad((signal) => get(url('/api/contacts'), { signal }), []);
  const uses = useUses(found.value?.revision);
  const [edited, setEdited] = useState(/** @type {{person: Person | null} | null} */ (null));
  const wanted = (query.q ?? '').toLowerCase();
  const rows = useMemo(
    () => (found.value?.contacts ?? []).filter((/** @type {Person} */ person) => !wanted || [person.name, ...WAYS.map((way) => person[way] ?? '')].some((text) => text.toLowerCase().includes(wanted))),
    [found.value, wanted],
  );
  const columns = useMemo(() => columnsOf(uses), [uses]);
  const add = may('change') && html`<${Button} kind="primary" icon="plus" act=${() => setEdited({ person: null })}>${t('contacts.add')}<//>`;
  return html`<${Page} title=${t('contacts.title')} intro=${t('contacts.intro')} actions=${add}>
    ${!may('change') && html`<${Note}>${t('noRight.change')}<//>`}
    <${Loaded} of=${found}>${(/** @type {any} */ answer) =>
      answer.contacts.length
        ? html`<div class="bar"><${Search} label=${t('contacts.search')} value=${query.q ?? ''} pauseMillis=${60} change=${(/** @type {string} */ q) => setQuery({ q })} />
              <span class="muted number push" role="status">${t('contacts.count', { count: rows.length })}</span></div>
            ${rows.length ? html`<${Table} label=${t('contacts.title')} columns=${columns} rows=${rows} rowKey=${(/** @type {Person} */ person) => person.name} open=${(/** @type {Person} */ person) => setEdited({ person })} />` : html`<${Empty} icon="search" title=${t('contacts.noneFound', { text: visible(query.q) })}><${Button} act=${() => setQuery({ q: '' })}>${t('contacts.showAll')}<//><//>`}`
        : html`<${Empty} icon="person" title=${t('contacts.none')}><span>${t('contacts.none.try')}</span>${add}<//>`}<//>
    ${edited && html`<${Edit} key=${edited.person?.name ?? ''} person=${edited.person} list=${found} uses=${edited.person && uses ? (uses.get(edited.person.name) ?? []) : []} known=${uses !== null} close=${() => setEdited(null)} />`}<//>`;
}

/** @param {Map<string, Use[]> | null} uses @returns {import('../ui/table.js').Column[]} */
const columnsOf = (uses) => [
  { key: 'name', title: t('contacts.name'), narrow: 'main', width: 'minmax(0, 1.3fr)', cell: (person) => html`<b><${Name} of=${person.name} /></b>` },
  ...WAYS.map((way) => ({ key: way, title: t(`channel.${way}`), narrow: /** @type {'line'} */ ('line'), cell: (/** @type {Person} */ person) => (person[way] ? html`<${Name} of=${person[way]} />` : html`<span class="muted">–</span>`) })),
  {
    key: 'uses',
    title: t('contacts.uses'),
    narrow: 'side',
    width: '130px',
    cell: (person) => html`<span class="muted">${uses ? t('contacts.rules', { count: uses.get(person.name)?.length ?? 0 }) : '…'}</span>`,
  },
];

/**
 * Which rules name whom; null until it is known. Only rules with text messages, calls or e-mail are looked at.
 * @param {number | undefined} revision
 */
function useUses(revision) {
  const [uses, setUses] = useState(/** @type {Map<string, Use[]> | null} */ (null));
  useEffect(() => {
    if (revision === undefined) return;
    const left = new AbortController();
    findUses(left.signal).then(setUses, () => {});
    return () => left.abort();
  }, [revision]);
  return uses;
}

/** @param {AbortSignal} signal @returns {Promise<Map<string, Use[]>>} */
async function findUses(signal) {
  /** @type {Map<string, Use[]>} */
  const uses = new Map();
  const { buses } = await get(url('/api/buses'), { signal });
  for (const { name: bus } of buses) {
    const path = `/api/buses/${part(bus)}/rules`;
    const told = [];
    for (let next = ''; next !== undefined; ) {
      const page = await get(url(path, { form: 'short', limit: MOST, next }), { signal });
      told.push(...page.rules.filter((/** @type {any} */ rule) => rule.channels.some((/** @type {any} */ channel) => WAYS.includes(channel))));
      next = page.next;
    }
    if (!told.length) continue;
    const rules = told.length <= FEW ? await Promise.all(told.map((rule) => get(url(rulePath(bus, rule.name)), { signal }).catch(() => null))) : (await get(url(path), { signal, timeoutMillis: 60_000 })).rules;
    for (const rule of rules) {
      const named = new Set(rule?.targets.flatMap((/** @type {any} */ target) => target.contacts ?? []).filter((/** @type {string} */ contact) => contact.startsWith('@')));
      for (const contact of named) uses.set(contact.slice(1), [...(uses.get(contact.slice(1)) ?? []), { bus, rule: rule.name }]);
    }
  }
  return uses;
}

/**
 * @param {{person: Person | null, list: import('../app/load.js').Load<any>, uses: Use[], known: boolean, close: () => void}} props
 */
function Edit({ person, list, uses, known, close }) {
  const [draft, setDraft] = useState(/** @type {Person} */ ({ ...(person ?? { name: '' }) }));
  const [error, setError] = useState(/** @type {any} */ (null));
  const [mistakes, setMistakes] = useState(/** @type {Record<string, string>} */ ({}));
  const readOnly = !may('change');
  /** @param {string} field @param {string} text */
  const set = (field, text) => {
    setDraft({ ...draft, [field]: text });
    setMistakes({ ...mistakes, [field]: '' });
  };

  /**
   * Writes the list with this change. Where somebody else was faster, their list is taken and the change made in it.
   * @param {(people: Person[]) => Person[] | null} change null where it has no place any more
   */
  const write = async (change) => {
    setError(null);
    let known = list.value ?? (await get(url('/api/contacts')));
    for (let tries = 0; ; tries++) {
      const people = change(known.contacts);
      if (!people) return setError(new Error(t('contacts.changed')));
      try {
        list.set(await put(url('/api/contacts'), { contacts: people }, { ifMatch: known.revision }));
        return true;
      } catch (failure) {
        if (/** @type {any} */ (failure).status !== 412 || tries > 2) throw Object.assign(/** @type {any} */ (failure), { people });
        known = await get(url('/api/contacts'));
      }
    }
  };
  /** @param {Person[]} people the one who is edited, unless somebody else changed or removed them */
  const mine = (people) => people.find((one) => one.name === person?.name && WAYS.every((way) => one[way] === person?.[way]));
  const save = async (/** @type {Event} */ event) => {
    event.preventDefault();
    const next = clean(draft);
    if (!next.name) return setMistakes({ name: t('contacts.name.missing') });
    if (next.name !== person?.name && list.value?.contacts.some((/** @type {Person} */ one) => one.name === next.name)) return setMistakes({ name: t('contacts.name.taken') });
    try {
      const done = await write((people) => {
        if (!person) return [...people, next];
        const found = mine(people);
        return found ? people.map((one) => (one === found ? next : one)) : null;
      });
      if (!done) return;
      toast(t(person ? 'contacts.saved' : 'contacts.added', { name: next.name }));
      close();
    } catch (failure) {
      const found = placed(failure, next.name);
      setMistakes(found);
      if (!Object.keys(found).length) setError(failure);
    }
  };
  const remove = () =>
    confirm({
      title: t('contacts.delete', { name: person?.name }),
      what: t('contacts.delete.what'),
      counted: t('contacts.delete.counted'),
      count: 1,
      unit: 'contacts.count',
      also: [[t('contacts.uses'), t('contacts.rules', { count: uses.length })]],
      act: t('delete'),
      danger: true,
      async run() {
        if (!(await write((people) => (mine(people) ? people.filter((one) => one.name !== person?.name) : null)))) throw new Error(t('contacts.changed'));
        toast(t('contacts.deleted', { name: person?.name }));
        close();
      },
    });
  return html`<${Dialog} title=${person ? html`<${Name} of=${person.name} />` : t('contacts.add')} close=${close}>
    <form onSubmit=${save} novalidate><fieldset disabled=${readOnly} class="stack">
      <${Field} label=${t('contacts.name')} value=${draft.name} change=${(/** @type {string} */ text) => set('name', text)} required maxlength="64" autofocus=${!person} disabled=${uses.length > 0} error=${mistakes.name} hint=${t(uses.length ? 'contacts.name.used' : 'contacts.name.hint')} />
      <${Field} label=${t('contacts.sms')} value=${draft.sms ?? ''} change=${(/** @type {string} */ text) => set('sms', text)} inputmode="tel" placeholder="+8613800000000" error=${mistakes.sms} />
      <${Field} label=${t('contacts.voice')} value=${draft.voice ?? ''} change=${(/** @type {string} */ text) => set('voice', text)} inputmode="tel" placeholder="+8613800000000" error=${mistakes.voice} hint=${t('contacts.voice.hint')} />
      <${Field} label=${t('contacts.email')} value=${draft.email ?? ''} change=${(/** @type {string} */ text) => set('email', text)} inputmode="email" placeholder="ops@example.com" error=${mistakes.email} />
      </fieldset>
      ${person && (known ? html`<${Uses} of=${uses} />` : html`<p class="muted">${t('loading')}</p>`)}
      ${error && (error.status === undefined ? html`<p class="wrong" role="alert">${error.message}</p>` : html`<${Problem} error=${error} />`)}
      <footer>${person && !readOnly && html`<${Button} kind="danger" icon="trash" disabled=${uses.length > 0 || !known} title=${uses.length ? t('contacts.delete.used') : undefined} act=${remove}>${t('delete')}<//><span class="grow"></span>`}
        <${Button} act=${close}>${t(readOnly ? 'close' : 'cancel')}<//>${!readOnly && html`<${Button} kind="primary" type="submit">${t(person ? 'save' : 'contacts.add')}<//>`}</footer></form><//>`;
}

/** @param {Person} person */
function clean({ name, ...ways }) {
  /** @type {any} */
  const next = { name: name.trim() };
  for (const way of WAYS) {
    const text = (ways[way] ?? '').trim();
    if (text) next[way] = way === 'email' ? text : text.replace(/[\s-]/g, '');
  }
  return /** @type {Person} */ (next);
}

/** What is wrong with which field of the one who was saved. @param {any} error @param {string} name @returns {Record<string, string>} */
function placed(error, name) {
  const at = error?.people?.findIndex((/** @type {Person} */ one) => one.name === name);
  /** @type {Record<string, string>} */
  const found = {};
  if (error?.status !== 400) return found;
  for (const [, index, field, text] of String(error.message).matchAll(/contacts\[(\d+)\]\.(\w+): (.*?)(?=; contacts\[|$)/gs)) if (Number(index) === at) found[field] = visible(text);
  return found;
}

/** @param {{of: Use[]}} props */
function Uses({ of }) {
  if (!of.length) return html`<p class="muted">${t('contacts.unused')}</p>`;
  return html`<div><p>${t('contacts.used', { count: of.length })}</p><ul class="scroll rule-names">${of.map(({ bus, rule }) => html`<li key=${`${bus}/${rule}`}><a href=${ruleHref(bus, rule)}><${Name} of=${rule} /></a> <span class="muted"><${Name} of=${bus} /></span></li>`)}</ul></div>`;
}
