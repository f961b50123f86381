/** The fields of one target: only those that its channel has. */
import { html, useState } from '../../vendor/ui.js';
import { t } from '../../app/words.js';
import { Button } from '../../ui/button.js';
import { Field } from '../../ui/field.js';
import { visible } from '../../ui/name.js';
import { Tokens } from '../../ui/tokens.js';
import { MASK, newSigningKey } from './channels.js';

const SECRETS = ['signingKey', 'token'];
const RETRIES = ['BACKOFF_RETRY', 'EXPONENTIAL_DECAY_RETRY'];

/** @param {{draft: import('./draft.js').Draft, at: number, target: any, channel: import('./channels.js').Channel, people: any[], readOnly: boolean}} props */
export function TargetFields({ draft, at, target, channel, people, readOnly }) {
  /** @param {string} field @param {any} value what is undefined goes */
  const set = (field, value) => {
    const next = { ...target, [field]: value };
    if (value === undefined) delete next[field];
    draft.changeTarget(at, next);
  };
  /** @param {string} field */
  const error = (field) => {
    const text = draft.mistakes.value.find((one) => one.path === `targets[${at}].${field}` || one.path.startsWith(`targets[${at}].${field}[`) || (field === 'headers' && one.path.startsWith(`targets[${at}].headers`)));
    return text && draft.counts(text) ? visible(text.text) : undefined;
  };
  const shared = { draft, target, set, error, readOnly };
  return html`<fieldset disabled=${readOnly} class="target-fields">
    ${channel.fields.map((field) => {
      if (field === 'contacts') return html`<${Contacts} key=${field} ...${shared} way=${channel.way} people=${people} />`;
      if (field === 'headers') return html`<${Headers} key=${field} ...${shared} />`;
      if (field === 'html') return html`<${Field} key=${field} kind="check" label=${t('rule.target.html')} value=${target.html} change=${(/** @type {boolean} */ on) => set('html', on || undefined)} />`;
      if (SECRETS.includes(field)) return html`<${Secret} key=${field} ...${shared} field=${field} />`;
      const needed = channel.needs.includes(field);
      return html`<${Field} key=${field} label=${t(`rule.target.${field}`)} wide=${field === 'url'} value=${target[field] ?? ''} required=${needed} maxlength=${field === 'url' ? 2048 : undefined}
        hint=${field === 'url' ? urlHint(target) : t(`rule.target.${field}.hint`)} error=${error(field)} placeholder=${field === 'url' ? PLACEHOLDERS[target.type] : undefined}
        change=${(/** @type {string} */ text) => set(field, text || undefined)} inputmode=${field === 'url' ? 'url' : undefined} />`;
    })}
    <${More} ...${shared} /></fieldset>`;
}

/** @type {Record<string, string>} */
const PLACEHOLDERS = {
  dingtalk: 'https://oapi.dingtalk.com/robot/send?access_token=…',
  wecom: 'https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…',
  lark: 'https://open.feishu.cn/open-apis/bot/v2/hook/…',
  http: 'https://ops.example.com/hook',
};

/** @param {any} target */
function urlHint(target) {
  if (String(target.url ?? '').includes(MASK)) return t('rule.target.url.kept');
  return t(`rule.target.url.${target.type}`);
}

/** @param {any} props */
function Secret({ field, target, set, error, readOnly }) {
  const value = target[field] ?? '';
  const kept = value === MASK;
  const key = `rule.target.${field}`;
  return html`<div class="secret"><${Field} label=${t(key)} value=${value} error=${error(field)} change=${(/** @type {string} */ text) => set(field, text || undefined)}
      hint=${kept ? t('rule.target.kept') : t(field === 'signingKey' ? `${key}.${target.type}` : `${key}.hint`)}
      onFocus=${(/** @type {any} */ event) => kept && event.currentTarget.select()} />
    ${field === 'signingKey' && target.type === 'http' && !value && !readOnly && html`<${Button} small kind="quiet" icon="key" act=${() => set(field, newSigningKey())}>${t('rule.target.makeKey')}<//>`}</div>`;
}

/** Contacts: people by name, or numbers and addresses as they are. @param {any} props */
function Contacts({ target, set, error, way, people, readOnly }) {
  const reached = people.filter((/** @type {any} */ person) => person[way]);
  /** @type {string[]} */
  const values = target.contacts ?? [];
  const names = reached.map((/** @type {any} */ person) => `@${person.name}`);
  /** @param {string} text */
  const read = (text) => (names.includes(`@${text}`) ? `@${text}` : way === 'email' || text.startsWith('@') ? text : text.replace(/[\s-]/g, ''));
  /** @param {string} name @param {boolean} on */
  const toggle = (name, on) => {
    const next = on ? values.filter((one) => one !== name) : [...values, name];
    set('contacts', next.length ? next : undefined);
  };
  const unknown = values.filter((value) => value.startsWith('@') && people.length > 0 && !names.includes(value));
  return html`<div class="field wide"><${Tokens} label=${t(`rule.target.contacts.${way}`)} values=${values} read=${read} suggest=${names} readOnly=${readOnly} error=${error('contacts')}
      placeholder=${way === 'email' ? 'ops@example.com' : '+8613800000000'} hint=${t(people.length ? 'rule.target.contacts.hint' : 'rule.target.contacts.noPeople')} change=${(/** @type {string[]} */ next) => set('contacts', next.length ? next : undefined)} />
    ${unknown.length > 0 && html`<small class="wrong">${t('rule.target.contacts.unknown', { names: unknown.join(', ') })}</small>`}
    ${!readOnly && reached.length > 0 && reached.length <= 12 &&
    html`<div class="people" role="group" aria-label=${t('rule.target.people')}>${reached.map((/** @type {any} */ person) => {
      const on = values.includes(`@${person.name}`);
      return html`<button type="button" class=${`person${on ? ' on' : ''}`} key=${person.name} aria-pressed=${on ? 'true' : 'false'} title=${person[way]}
        onClick=${() => toggle(`@${person.name}`, on)}>${visible(person.name)}</button>`;
    })}</div>`}</div>`;
}

/** @param {any} props */
function Headers({ target, set, error, readOnly }) {
  const headers = target.headers ?? {};
  const rows = Object.entries(headers);
  const [open, setOpen] = useState(false);
  const [name, setName] = useState('');
  const [value, setValue] = useState('');
  /** @param {[string, any][]} next */
  const write = (next) => set('headers', next.length ? Object.fromEntries(next) : undefined);
  const add = () => {
    if (!name.trim() || !value) return;
    write([...rows.filter(([one]) => one.toLowerCase() !== name.trim().toLowerCase()), [name.trim(), value]]);
    setName('');
    setValue('');
  };
  if (!rows.length && !open) return readOnly ? null : html`<div class="aside"><${Button} small kind="quiet" icon="plus" act=${() => setOpen(true)}>${t('rule.target.headers.add')}<//></div>`;
  return html`<fieldset class="field wide headers"><legend>${t('rule.target.headers')}</legend>
    ${rows.map(
      ([one, text], at) => html`<div class="header" key=${at}><code>${visible(one)}</code>
        <${Field} label=${t('rule.target.headers.value', { name: one })} hideLabel value=${text} change=${(/** @type {string} */ next) => write(rows.map((row, index) => (index === at ? [one, next] : row)))} />
        <${Button} kind="quiet" icon="cross" label=${t('rule.target.headers.remove', { name: one })} act=${() => write(rows.filter((_, index) => index !== at))} /></div>`,
    )}
    ${!readOnly && rows.length < 10 &&
    html`<div class="header"><${Field} label=${t('rule.target.headers.name')} hideLabel placeholder="Authorization" value=${name} change=${setName} />
        <${Field} label=${t('rule.target.headers.value', { name: name || '…' })} hideLabel placeholder="Bearer …" value=${value} change=${setValue} onBlur=${add}
          onKeyDown=${(/** @type {KeyboardEvent} */ event) => event.key === 'Enter' && (event.preventDefault(), add())} />
        <${Button} kind="quiet" icon="plus" label=${t('rule.target.headers.take')} act=${add} /></div>`}
    <small class="hint">${t('rule.target.headers.hint')}</small>
    ${error('headers') && html`<small class="wrong" role="alert">${error('headers')}</small>`}</fieldset>`;
}

/** What most targets leave as it is. @param {any} props */
function More({ target, set, error }) {
  const transform = target.transform;
  const form = transform?.form ?? 'ORIGINAL';
  const usual = target.type === 'email' ? RETRIES[1] : RETRIES[0];
  const changed = [transform && form !== 'ORIGINAL', target.ratePerMinute, target.retry && target.retry !== usual, target.deadLetter === false, target.concurrency && target.concurrency !== 64].filter(Boolean).length;
  /** @param {string} field @param {string} text */
  const number = (field, text) => set(field, text.trim() === '' ? undefined : /^\d+$/.test(text.trim()) ? Number(text) : text);
  return html`<details class="more field wide"><summary>${t('rule.target.more')}${changed > 0 && html` <span class="muted">${t('rule.target.more.changed', { count: changed })}</span>`}</summary>
    <div class="target-fields">
      <${Field} label=${t('rule.target.id')} value=${target.id ?? ''} change=${(/** @type {string} */ text) => set('id', text)} error=${error('id')} maxlength="127" hint=${t('rule.target.id.hint')} />
      <${Field} kind="select" label=${t('rule.target.retry')} value=${target.retry ?? usual} options=${RETRIES.map((value) => ({ value, label: t(`rule.target.retry.${value}`) }))} change=${(/** @type {string} */ value) => set('retry', value)} error=${error('retry')} />
      <${Field} label=${t('rule.target.ratePerMinute')} inputmode="numeric" value=${target.ratePerMinute ?? ''} change=${(/** @type {string} */ text) => number('ratePerMinute', text)} error=${error('ratePerMinute')} hint=${t('rule.target.ratePerMinute.hint')} />
      <${Field} label=${t('rule.target.concurrency')} inputmode="numeric" value=${target.concurrency ?? ''} placeholder="64" change=${(/** @type {string} */ text) => number('concurrency', text)} error=${error('concurrency')} hint=${t('rule.target.concurrency.hint')} />
      <${Field} kind="check" label=${t('rule.target.deadLetter')} value=${target.deadLetter !== false} change=${(/** @type {boolean} */ on) => set('deadLetter', on ? (target.deadLetter === undefined ? undefined : true) : false)} />
      <${Transform} transform=${transform} form=${form} set=${set} />
    </div></details>`;
}

const FORMS = ['ORIGINAL', 'CONSTANT', 'JSONPATH', 'TEMPLATE'];

/** @param {{transform: any, form: string, set: (field: string, value: any) => void}} props */
function Transform({ transform, form, set }) {
  /** @param {string} next */
  const choose = (next) => {
    if (next === 'ORIGINAL') return set('transform', undefined);
    if (next === 'TEMPLATE') return set('transform', { form: next, value: { id: '$.id' }, template: '' });
    set('transform', { form: next, value: next === 'JSONPATH' ? '$.data' : '' });
  };
  const values = transform && typeof transform.value === 'object' && transform.value ? Object.entries(transform.value) : [];
  const template = typeof transform?.template === 'string' ? transform.template : transform?.template === undefined ? '' : JSON.stringify(transform.template, null, 2);
  return html`<div class="field wide stack"><${Field} kind="select" label=${t('rule.target.transform')} value=${form} options=${FORMS.map((value) => ({ value, label: t(`rule.target.transform.${value}`) }))} change=${choose} />
    ${(form === 'CONSTANT' || form === 'JSONPATH') && html`<${Field} kind=${form === 'CONSTANT' ? 'area' : 'text'} label=${t(`rule.target.transform.${form}.value`)} value=${transform.value ?? ''} change=${(/** @type {string} */ value) => set('transform', { ...transform, value })} />`}
    ${form === 'TEMPLATE' &&
    html`<${Variables} values=${values} write=${(/** @type {any} */ value) => set('transform', { ...transform, value })} />
      <${Field} kind="area" label=${t('rule.target.transform.template')} hint=${t('rule.target.transform.template.hint')} value=${template} change=${(/** @type {string} */ text) => set('transform', { ...transform, template: text })} />`}</div>`;
}

/** @param {{values: [string, any][], write: (value: Record<string, any>) => void}} props */
function Variables({ values, write }) {
  return html`<fieldset class="headers"><legend>${t('rule.target.variables')}</legend>
    ${values.map(
      ([name, path], at) => html`<div class="header" key=${at}>
        <${Field} label=${t('rule.target.variables.name')} hideLabel value=${name} change=${(/** @type {string} */ next) => write(Object.fromEntries(values.map((one, index) => (index === at ? [next, path] : one))))} />
        <${Field} label=${t('rule.target.variables.path', { name })} hideLabel value=${path} placeholder="$.data.status" change=${(/** @type {string} */ next) => write(Object.fromEntries(values.map((one, index) => (index === at ? [name, next] : one))))} />
        <${Button} kind="quiet" icon="cross" label=${t('rule.target.variables.remove', { name })} act=${() => write(Object.fromEntries(values.filter((_, index) => index !== at)))} /></div>`,
    )}
    <div><${Button} small kind="quiet" icon="plus" act=${() => write(Object.fromEntries([...values, [freeName(values), '$.data.']]))}>${t('rule.target.variables.add')}<//></div></fieldset>`;
}

/** @param {[string, any][]} values */
function freeName(values) {
  let number = values.length + 1;
  while (values.some(([name]) => name === `value${number}`)) number++;
  return `value${number}`;
}
