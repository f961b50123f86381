/** What each channel needs of a target. */

/**
 * @typedef {object} Channel
 * @property {string[]} fields in the order in which they are shown
 * @property {string[]} needs of these
 * @property {'any' | 'models' | 'people'} pai for which events PAI's buses allow it
 * @property {'sms' | 'voice' | 'email'} [way] of the people that it reaches
 * @property {boolean} [robot]
 */

/** @type {Record<string, Channel>} in the order in which they are offered */
export const CHANNELS = {
  dingtalk: { fields: ['url', 'signingKey'], needs: ['url'], pai: 'any', robot: true },
  wecom: { fields: ['url'], needs: ['url'], pai: 'any', robot: true },
  lark: { fields: ['url', 'signingKey'], needs: ['url'], pai: 'any', robot: true },
  http: { fields: ['url', 'signingKey', 'token', 'headers'], needs: ['url'], pai: 'models' },
  sms: { fields: ['contacts', 'template', 'signName'], needs: ['contacts', 'template'], pai: 'people', way: 'sms' },
  voice: { fields: ['contacts', 'template'], needs: ['contacts', 'template'], pai: 'people', way: 'voice' },
  email: { fields: ['contacts', 'subject', 'html'], needs: ['contacts'], pai: 'people', way: 'email' },
};

/** The fields that every target may have. */
export const COMMON = ['transform', 'retry', 'ratePerMinute', 'concurrency', 'deadLetter'];

export const MASK = '***';

/** How many places of the quota targets take: each contact is one. @param {any[]} targets */
export const places = (targets) => targets.reduce((sum, target) => sum + (CHANNELS[target.type]?.way ? (target.contacts?.length ?? 0) : 1), 0);

/** A new target with an id that none of the others has. @param {string} type @param {any[]} others */
export function newTarget(type, others) {
  let id = type;
  for (let number = 2; others.some((other) => other.id === id); number++) id = `${type}-${number}`;
  return { id, type };
}

/** A key for Standard Webhooks, made here. */
export function newSigningKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return `whsec_${btoa(String.fromCharCode(...bytes))}`;
}
