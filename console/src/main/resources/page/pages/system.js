/** The system itself: its processes and rooms, what Kafka keeps, keys, disks and the settings that matter to those on call. */
import { html } from '../vendor/ui.js';
import { get, url } from '../app/api.js';
import { bytes, count, duration } from '../app/format.js';
import { isoMillis } from '../app/iso.js';
import { Loaded, useLoad } from '../app/load.js';
import { to } from '../app/route.js';
import { now } from '../app/store.js';
import { known, t } from '../app/words.js';
import { Button } from '../ui/button.js';
import { Name, visible } from '../ui/name.js';
import { Page } from '../ui/page.js';
import { Note } from '../ui/problem.js';
import { State } from '../ui/state.js';
import { Time } from '../ui/time.js';

const EVERY_SECONDS = 5;
const ROOMS = ['ingest', 'router', 'notifier', 'console'];
const GIB = 1024 ** 3;

export default function System() {
  const system = useLoad((signal) => get(url('/api/system'), { signal }), [], { everySeconds: EVERY_SECONDS });
  return html`<${Page} title=${t('system.title')} intro=${system.value && t('system.intro', { version: system.value.version })}
    actions=${html`<${Button} icon="retry" act=${system.again}>${t('refresh')}<//>`}>
    <${Loaded} of=${system} lines=${8}>${(/** @type {any} */ found) => html`<${Whole} of=${found} />`}<//><//>`;
}

/** @param {{of: any}} props */
function Whole({ of }) {
  const rooms = of.processes.flatMap((/** @type {any} */ process) => process.rooms.map((/** @type {any} */ room) => ({ ...room, process })));
  const unwell = rooms.filter((/** @type {any} */ room) => !room.ready);
  const absent = ROOMS.filter((name) => !rooms.some((/** @type {any} */ room) => room.room === name));
  const versions = new Set(of.processes.map((/** @type {any} */ process) => process.version));
  const events = of.topics.find((/** @type {any} */ topic) => topic.topic === 'signalbox.events');
  return html`<div class="stack">
    <div role="status">${unwell.length + absent.length === 0
      ? html`<${Note} kind="good">${t('system.ready', { count: rooms.length })}<//>`
      : html`<${Note} kind="bad"><p><b>${t('system.notReady')}</b></p><ul class="parts-plain">
          ${unwell.map((/** @type {any} */ room) => html`<li key=${`${room.room} ${room.process.process}`}><b>${roomName(room.room)}</b> ${room.process.process}: ${room.process.silent ? t('system.silent') : room.missing.map(visible).join('; ')}</li>`)}
          ${absent.map((name) => html`<li key=${name}><b>${roomName(name)}</b>: ${t('system.absent')}</li>`)}</ul><//>`}</div>
    ${versions.size > 1 && html`<${Note} kind="warn">${t('system.versions', { names: [...versions].join(', ') })}<//>`}
    ${of.keys.broken && html`<${Note} kind="bad">${t('system.keys.broken')}<//>`}
    <section class="card"><h2>${t('system.processes')}</h2><div class="scroll tall" tabindex="0" role="region" aria-label=${t('system.processes')}><table class="plain">
      <thead><tr><th>${t('system.process')}</th><th>${t('system.rooms')}</th><th class="wide-only">${t('system.version')}</th><th class="wide-only">${t('system.started')}</th><th>${t('system.seen')}</th><th class="right">${t('system.free')}</th></tr></thead>
      <tbody>${of.processes.map((/** @type {any} */ process) => html`<tr key=${process.process}><td><${Name} of=${process.process} /></td>
        <td><div class="row-gap">${process.rooms.map((/** @type {any} */ room) => html`<span key=${room.room} class="nowrap" title=${room.missing.join('; ')}><${State} of=${process.silent ? 'silent' : room.ready ? 'ready' : 'notReady'} say=${roomName(room.room)} />${!room.ready && html`<span class="unseen">${t(process.silent ? 'state.silent' : 'state.notReady')}</span>`}</span>`)}</div></td>
        <td class="wide-only">${process.version}</td><td class="nowrap wide-only"><${Time} at=${process.started} ago /></td><td class="nowrap"><${Time} at=${process.seen} ago /></td>
        <td class="right"><${Disk} of=${process.freeBytes} /></td></tr>`)}</tbody></table></div></section>
    <div class="columns">
      <section class="card"><h2>${t('system.history')}</h2><${History} of=${events} /></section>
      <section class="card"><h2>${t('system.facts')}</h2><dl class="facts">
        <div><dt>${t('system.rules')}</dt><dd><a href=${to('rules')}>${count(of.rules)}</a></dd></div><div><dt>${t('system.buses')}</dt><dd>${count(of.buses)}</dd></div>
        <div><dt>${t('system.keys')}</dt><dd>${of.keys.used ? count(of.keys.count) : t('system.keys.none')}</dd></div>
        ${of.settings.dedupWindow && html`<div><dt>${t('system.dedup')}</dt><dd>${long(of.settings.dedupWindow)}</dd></div>`}
        ${of.settings.disableAfter && html`<div><dt>${t('system.disableAfter')}</dt><dd>${long(of.settings.disableAfter)}</dd></div>`}
        ${of.settings.longestWait && html`<div><dt>${t('system.longestWait')}</dt><dd>${long(of.settings.longestWait)}</dd></div>`}
        ${of.settings.maxEventBytes && html`<div><dt>${t('system.maxEvent')}</dt><dd>${bytes(of.settings.maxEventBytes)}</dd></div>`}
        <div><dt>${t('system.zone')}</dt><dd>${of.settings.zone}</dd></div></dl></section></div>
    <section class="card"><h2>${t('system.topics')}</h2>${of.topics.length === 0
      ? html`<${Note} kind="warn">${t('system.topics.none')}<//>`
      : html`<div class="scroll tall" tabindex="0" role="region" aria-label=${t('system.topics')}><table class="plain"><thead><tr><th>${t('system.topic')}</th><th class="right wide-only">${t('system.partitions')}</th><th class="right">${t('system.kept')}</th><th class="right wide-only">${t('system.oldest')}</th><th class="right">${t('system.size')}</th></tr></thead>
      <tbody>${of.topics.map((/** @type {any} */ topic) => html`<tr key=${topic.topic}><td><code>${topic.topic}</code>${known(`system.topic.${topic.topic}`) && html`<span class="muted about">${t(`system.topic.${topic.topic}`)}</span>`}</td>
        <td class="right wide-only">${topic.partitions ? count(topic.partitions) : html`<span class="wrong">${t('system.missing')}</span>`}</td><td class="right">${topic.retention ? long(topic.retention) : t('system.newest')}</td>
        <td class="right nowrap wide-only">${topic.oldest ? html`<${Time} at=${topic.oldest} ago />` : html`<span class="muted">–</span>`}</td><td class="right nowrap">${bytes(topic.bytes)}</td></tr>`)}</tbody></table></div>`}</section></div>`;
}

/** @param {string} name */
const roomName = (name) => (known(`system.room.${name}`) ? t(`system.room.${name}`) : name);

/** @param {string} iso */
const long = (iso) => {
  const millis = isoMillis(iso);
  return millis === null ? iso : duration(millis);
};

/** How far back events are kept. @param {{of: any}} props */
function History({ of }) {
  if (!of?.oldest) return html`<p class="muted">${t('system.history.none')}</p>`;
  const wanted = isoMillis(of.retention);
  const age = now.value - Date.parse(of.oldest);
  const reached = wanted ? Math.min(1, age / wanted) : 0;
  return html`<p>${t('system.history.from', { time: duration(age) })}${wanted ? ` ${t('system.history.of', { time: duration(wanted) })}` : ''}</p>
    <div class="progress-bar history-bar" role="img" aria-label=${t('system.history')}><i style=${{ transform: `scaleX(${reached})` }}></i></div>
    <p class="muted"><${Time} at=${of.oldest} day />${of.bytes !== null && of.bytes !== undefined ? ` · ${bytes(of.bytes)}` : ''}</p>`;
}

/** Folders with as much free space are taken to lie on one disk. @param {{of: Record<string, number>}} props */
function Disk({ of: folders }) {
  const disks = new Map();
  for (const [folder, free] of Object.entries(folders ?? {})) disks.set(free, [...(disks.get(free) ?? []), folder]);
  if (disks.size === 0) return html`<span class="muted">–</span>`;
  return html`${[...disks].map(([free, names]) => html`<div key=${free} class=${free < GIB ? 'wrong' : ''} title=${names.join('\n')}>${bytes(free)}</div>`)}`;
}
