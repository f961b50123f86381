/** Parts of what is said about deliveries: where they go, their events, what happened one after another. */
import { html } from '../vendor/ui.js';
import { to } from '../app/route.js';
import { Icon } from './icon.js';
import { Name } from './name.js';
import { Time } from './time.js';

/** A rule and its target, as one name. @param {{of: {bus?: string, rule: string, target: string, contact?: string}, buses?: boolean}} props */
export function Whither({ of, buses = false }) {
  return html`<span class="whither">${buses && of.bus && html`<span class="muted"><${Name} of=${of.bus} /></span><${Icon} name="right" size=${12} />`}<${Name} of=${of.rule} /><${Icon} name="right" size=${12} /><${Name} of=${of.target} />${of.contact &&
    html`<span class="muted"><${Name} of=${of.contact} /></span>`}</span>`;
}

/** The address of an event. @param {string} bus @param {string} id @param {string} [around] */
export const eventHref = (bus, id, around) => to(['events', bus, id], { around });

/** The address of a rule. @param {string} bus @param {string} rule */
export const ruleHref = (bus, rule) => to(['rules', bus, rule]);

/**
 * What happened, one after another, each with its time and how long after what came before.
 * @param {{items: {at: string | number, icon: string, tone?: string, title: any, children?: any, gap?: any}[], label: string}} props
 */
export function Story({ items, label }) {
  return html`<ol class="story" aria-label=${label}>${items.map(
    (item, index) => html`<li key=${index} class=${item.tone ?? ''}>
      ${item.gap && html`<p class="story-gap">${item.gap}</p>`}
      <span class="story-mark"><${Icon} name=${item.icon} size=${14} /></span>
      <div class="story-what"><p class="story-head"><b>${item.title}</b><span class="muted number"><${Time} at=${item.at} millis /></span></p>${item.children}</div></li>`,
  )}</ol>`;
}
