/** Numbers and times as people read them. What is not there is a dash. */
import { language } from './store.js';

const DASH = '–';

/** @type {Map<string, Intl.NumberFormat | Intl.DateTimeFormat>} making one is slow */
const formats = new Map();

/** @template {Intl.NumberFormat | Intl.DateTimeFormat} F @param {string} key @param {(locale: string) => F} make @returns {F} */
function format(key, make) {
  const locale = language.value === 'zh' ? 'zh-CN' : 'en-GB';
  const name = `${locale} ${key}`;
  const found = formats.get(name);
  if (found) return /** @type {F} */ (found);
  const made = make(locale);
  formats.set(name, made);
  return made;
}

/** @param {any} value */
const absent = (value) => value === null || value === undefined || value === '' || Number.isNaN(Number(value));

/** @param {number} digits @param {number} value */
const fixed = (digits, value) =>
  format(`number${digits}`, (locale) => new Intl.NumberFormat(locale, { maximumFractionDigits: digits })).format(value);

/** 1,204 @param {number | null | undefined} value */
export const count = (value) => (absent(value) ? DASH : fixed(0, Number(value)));

/** A number per second: 0.04, 1.2, 87, 1,204. @param {number | null | undefined} value */
export function rate(value) {
  if (absent(value)) return DASH;
  const number = Number(value);
  return fixed(number === 0 || number >= 10 ? 0 : number >= 1 ? 1 : 2, number);
}

/** 0.42 is 42 %. @param {number | null | undefined} value */
export function share(value) {
  if (absent(value)) return DASH;
  const percent = Number(value) * 100;
  return `${fixed(percent === 0 || percent >= 10 ? 0 : 1, percent)} %`;
}

/** @param {number | null | undefined} value */
export function bytes(value) {
  if (absent(value)) return DASH;
  let number = Number(value);
  let unit = 0;
  while (number >= 1024 && unit < 4) {
    number /= 1024;
    unit++;
  }
  return `${fixed(unit === 0 || number >= 10 ? 0 : 1, number)} ${['B', 'KiB', 'MiB', 'GiB', 'TiB'][unit]}`;
}

/** Dollars as usage counts them, to the tenth of a cent: 1.234 USD. @param {number | string | null | undefined} value */
export const usd = (value) =>
  absent(value)
    ? DASH
    : `${format('usd', (locale) => new Intl.NumberFormat(locale, { minimumFractionDigits: 3, maximumFractionDigits: 3 })).format(Number(value))} USD`;

/** @type {Record<'en' | 'zh', Record<string, string>>} */
const UNITS = {
  en: { s: 's', min: 'min', h: 'h', d: 'd' },
  zh: { s: '秒', min: '分钟', h: '小时', d: '天' },
};

/** A length of time: 0 s, 8 ms, 1.2 s, 3 min 20 s, 2 h 5 min, 4 d 3 h. @param {number | null | undefined} millis */
export function duration(millis) {
  if (absent(millis)) return DASH;
  const number = Math.max(0, Number(millis));
  const unit = UNITS[language.value];
  if (number === 0) return `0 ${unit.s}`;
  if (number < 999.5) return `${fixed(0, Math.max(1, number))} ms`;
  if (number < 9_950) return `${fixed(1, number / 1000)} ${unit.s}`;
  const seconds = Math.round(number / 1000);
  if (seconds < 60) return `${seconds} ${unit.s}`;
  if (seconds < 3600) return both(seconds, 60, unit.min, 1, unit.s);
  if (seconds < 86_400) return both(seconds, 3600, unit.h, 60, unit.min);
  return both(seconds, 86_400, unit.d, 3600, unit.h);
}

/** @param {number} seconds @param {number} big @param {string} bigUnit @param {number} small @param {string} smallUnit */
function both(seconds, big, bigUnit, small, smallUnit) {
  const rest = Math.floor((seconds % big) / small);
  return `${Math.floor(seconds / big)} ${bigUnit}${rest ? ` ${rest} ${smallUnit}` : ''}`;
}

/** @param {string} key @param {Intl.DateTimeFormatOptions} options @param {Date} date */
const dated = (key, options, date) =>
  format(key, (locale) => new Intl.DateTimeFormat(locale, { hourCycle: 'h23', ...options })).format(date);

/**
 * An instant in the viewer's zone: the time alone where it is today, else with the day.
 * @param {string | number | null | undefined} instant
 * @param {{millis?: boolean, day?: boolean}} [how]
 */
export function time(instant, { millis = false, day = false } = {}) {
  if (instant === null || instant === undefined) return DASH;
  const date = new Date(instant);
  if (Number.isNaN(date.getTime())) return String(instant);
  /** @type {Intl.DateTimeFormatOptions} */
  const clock = { hour: '2-digit', minute: '2-digit', second: '2-digit', ...(millis && { fractionalSecondDigits: 3 }) };
  const today = new Date();
  const written = dated(`time${millis}`, clock, date);
  if (!day && date.toDateString() === today.toDateString()) return written;
  const year = date.getFullYear() !== today.getFullYear();
  const named = dated(`day${year}`, { month: 'short', day: 'numeric', ...(year && { year: 'numeric' }) }, date);
  return `${named} ${written}`;
}

/** @param {string | number} instant */
export function utc(instant) {
  const date = new Date(instant);
  return Number.isNaN(date.getTime()) ? String(instant) : `${date.toISOString().replace('T', ' ').replace('Z', '')} UTC`;
}
