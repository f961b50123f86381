/**
 * A rule while it is edited. Its JSON text is what counts and what is sent; the form shows what it reads there, and writes it
 * anew with each change. While the text is no JSON the form rests and shows what it read last.
 */
import { computed, signal } from '../../vendor/ui.js';
import { gone, parseExact, put, url } from '../../app/api.js';
import { t } from '../../app/words.js';
import { rulePath } from '../rules-acts.js';
import { isComplete, readPattern, writePattern } from './pattern.js';

const PAUSE_MILLIS = 400;
const READ_ONLY = ['name', 'revision', 'warnings', 'dryRun'];

/** @typedef {{path: string, text: string}} Mistake a part of the rule and what is wrong with it */

/** @param {any} rule as it was read */
export function contentOf(rule) {
  const { pattern = {}, targets = [], ...rest } = rule;
  for (const field of READ_ONLY) delete rest[field];
  return {
    ...rest,
    pattern,
    targets: targets.map((/** @type {any} */ target) => {
      const { health: _, ...own } = target ?? {};
      return own;
    }),
  };
}

const HIDDEN = /[\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** The JSON of a rule; characters that are not seen, or steer what stands beside them, are written out. @param {any} content */
export const written = (content) => JSON.stringify(content, null, 2).replace(HIDDEN, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);

export class Draft {
  /**
   * @param {string} bus @param {any} stored the rule as it was read; null where it is new
   * @param {any} [begin] what a new one begins with
   */
  constructor(bus, stored, begin) {
    this.bus = bus;
    /** @type {import('../../vendor/ui.js').Signal<any>} what is stored, as far as is known here */
    this.stored = signal(stored);
    this.name = signal(/** @type {string} */ (stored?.name ?? begin?.name ?? ''));
    this.beginName = this.name.value;
    const content = stored ? contentOf(stored) : contentOf({ description: '', enabled: true, ...begin });
    this.begin = signal(written(content));
    /** @type {import('../../vendor/ui.js').Signal<any>} */
    this.content = signal(content);
    this.text = signal(this.begin.value);
    /** @type {import('../../vendor/ui.js').Signal<string>} why the text is no rule; empty where it is one */
    this.broken = signal('');
    this.form = signal(readPattern(content.pattern));
    /** @type {import('../../vendor/ui.js').Signal<Set<number>>} */
    this.twice = signal(new Set());
    /** @type {import('../../vendor/ui.js').Signal<Mistake[]>} */
    this.mistakes = signal([]);
    /** @type {import('../../vendor/ui.js').Signal<string[]>} */
    this.warnings = signal(stored?.warnings ?? []);
    this.checking = signal(false);
    this.saving = signal(false);
    /** Whether saving was tried, after which what is missing is a mistake too. */
    this.tried = signal(false);
    /** The revision that somebody else has made meanwhile; 0 for none. */
    this.overtaken = signal(0);
    this.dirty = computed(() => (this.stored.value === null && this.name.value !== this.beginName) || (this.text.value !== this.begin.value && (this.broken.value !== '' || written(this.content.value) !== this.begin.value)));
    this.timer = 0;
    /** @type {AbortController | null} */ this.asking = null;
  }

  get isNew() {
    return this.stored.value === null;
  }

  /** Changes the form's part of the pattern. @param {Partial<import('./pattern.js').Form>} change */
  changeForm(change) {
    this.form.value = { ...this.form.value, ...change };
    const { pattern, twice } = writePattern(this.form.value);
    this.twice.value = twice;
    this.#write({ ...this.content.value, pattern });
  }

  /** Changes fields of the rule. @param {Record<string, any>} change what is undefined goes */
  change(change) {
    const next = { ...this.content.value, ...change };
    for (const [field, value] of Object.entries(change)) if (value === undefined) delete next[field];
    if ('pattern' in change) this.#read(next.pattern);
    this.#write(next);
  }

  /** @param {number} at @param {any} target null takes it away */
  changeTarget(at, target) {
    const targets = [...this.content.value.targets];
    if (target === null) targets.splice(at, 1);
    else targets[at] = target;
    this.change({ targets });
  }

  /** @param {any} content */
  #write(content) {
    if (this.broken.value) return;
    this.content.value = content;
    this.text.value = written(content);
    this.check();
  }

  /** Takes the text as somebody typed it. @param {string} text */
  type(text) {
    if (text === this.text.value) return;
    this.text.value = text;
    let read;
    try {
      read = parseExact(text);
    } catch (error) {
      this.broken.value = /** @type {Error} */ (error).message;
      return;
    }
    if (read === null || typeof read !== 'object' || Array.isArray(read)) {
      this.broken.value = 'object';
      return;
    }
    this.broken.value = '';
    if (this.isNew && typeof read.name === 'string') this.name.value = read.name;
    const content = contentOf({ ...read, targets: Array.isArray(read.targets) ? read.targets.filter((/** @type {any} */ one) => one && typeof one === 'object') : [] });
    this.content.value = content;
    this.#read(content.pattern);
    this.check();
  }

  /** Takes a pattern into the form; rows that are not complete yet stay. @param {any} pattern */
  #read(pattern) {
    const open = this.form.value.rows.filter((row) => !isComplete(row));
    const form = readPattern(pattern);
    this.form.value = { ...form, rows: [...form.rows, ...open] };
    this.twice.value = new Set();
  }

  /** Goes back to what was there at first. */
  discard() {
    const content = parseExact(this.begin.value);
    this.broken.value = '';
    if (this.isNew) this.name.value = this.beginName;
    this.content.value = content;
    this.form.value = readPattern(content.pattern);
    this.twice.value = new Set();
    this.text.value = this.begin.value;
    this.mistakes.value = [];
    this.tried.value = false;
    this.check();
  }

  /** What was saved is what is stored now. @param {any} stored */
  saved(stored) {
    this.stored.value = stored;
    this.begin.value = written(contentOf(stored));
    this.overtaken.value = 0;
    this.discard();
  }

  /** Goes on from what somebody else has stored meanwhile, with this content. @param {any} stored @param {any} content */
  goOnFrom(stored, content) {
    this.stored.value = stored;
    this.begin.value = written(contentOf(stored));
    this.overtaken.value = 0;
    this.broken.value = '';
    this.content.value = content;
    this.#read(content.pattern);
    this.text.value = written(content);
    this.check();
  }

  /** Asks the server what it would say to it, when the typing pauses. */
  check() {
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.checkNow(), PAUSE_MILLIS);
  }

  async checkNow() {
    clearTimeout(this.timer);
    this.asking?.abort();
    if (this.broken.peek()) return;
    const mine = (this.asking = new AbortController());
    const name = this.name.peek().trim();
    this.checking.value = true;
    try {
      const answer = await put(url(rulePath(this.bus, name || 'unnamed'), { dryRun: true }), this.text.peek(), {
        signal: mine.signal,
        ifMatch: this.stored.peek() === null && name ? 'none' : undefined,
      });
      if (mine.signal.aborted) return;
      this.warnings.value = answer.warnings ?? [];
      this.mistakes.value = [];
      const known = this.stored.peek()?.revision ?? 0;
      if (known && answer.revision > known + 1) this.overtaken.value = answer.revision - 1;
    } catch (error) {
      if (mine.signal.aborted || gone(error)) return;
      const taken = /** @type {any} */ (error).status === 412 && this.isNew;
      this.mistakes.value = taken ? [{ path: 'name', text: t('rule.name.taken') }] : mistakesIn(error);
    } finally {
      if (this.asking === mine) this.checking.value = false;
    }
  }

  /** Stores it. @returns {Promise<any>} the rule as it is stored */
  async save() {
    clearTimeout(this.timer);
    this.asking?.abort();
    this.saving.value = true;
    try {
      const stored = await put(url(rulePath(this.bus, this.name.value.trim())), this.text.value, {
        ifMatch: this.stored.value === null ? 'none' : this.stored.value.revision,
        exact: true,
      });
      this.mistakes.value = [];
      return stored;
    } catch (error) {
      const found = mistakesIn(error);
      if (found.length) this.mistakes.value = found;
      throw error;
    } finally {
      this.saving.value = false;
    }
  }

  stop() {
    clearTimeout(this.timer);
    this.asking?.abort();
  }

  /** What is wrong with a part of it, in a sentence; what is only missing is not wrong before saving was tried. @param {string} path */
  mistake(path) {
    return this.mistakes.value.find((one) => one.path === path && this.counts(one))?.text;
  }

  /** @param {Mistake} mistake */
  counts({ text }) {
    return this.tried.value || !/^is missing/.test(text);
  }
}

/** The mistakes that an answer names, each with its place. @param {any} error @returns {Mistake[]} */
export function mistakesIn(error) {
  if (error?.status === 412) return [];
  if (![400, 409, 413].includes(error?.status)) return [];
  const found = [];
  const places = /(?:^|; )((?:pattern|targets|name|title|description|enabled|rule|body)(?:[.[][^:\s]*)?): /g;
  const text = String(error.message);
  const at = [...text.matchAll(places)];
  at.forEach((match, index) => {
    const end = at[index + 1]?.index ?? text.length;
    found.push({ path: match[1] === 'rule' ? 'name' : match[1], text: text.slice(/** @type {number} */ (match.index) + match[0].length, end) });
  });
  if (!found.length) found.push({ path: error.code === 'EventTargetCountExceedLimit' ? 'targets' : error.code === 'EventRuleNameInvalid' ? 'name' : '', text });
  return found;
}
