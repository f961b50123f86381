/** Acts that several pages offer. Each says first how much it would send, and tells when it is done; it answers whether it was. */
import { html } from '../vendor/ui.js';
import { confirm } from '../ui/confirm.js';
import { Name } from '../ui/name.js';
import { toast, toastError } from '../ui/toast.js';
import { get, part, post, url } from './api.js';
import { rich, t } from './words.js';

/**
 * Enables a target that was disabled; what waits for it is sent.
 * @param {{bus: string, rule: string, target: string, reason?: string}} what
 */
export async function enableTarget({ bus, rule, target, reason }) {
  let waiting;
  try {
    const { targets } = await get(url('/api/targets', { bus, rule, target }));
    waiting = targets[0] ? targets[0].waiting + targets[0].queued : 0;
  } catch (error) {
    toastError(error);
    return false;
  }
  return confirm({
    title: t('act.enable', { target }),
    what: html`<p>${rich('act.enable.what', { rule: html`<${Name} of=${rule} />` })}</p>${reason && html`<p>${t('act.enable.reason', { reason })}</p>`}`,
    count: waiting,
    act: t('enable'),
    async run() {
      await post(url(`/api/buses/${part(bus)}/rules/${part(rule)}/targets/${part(target)}/enable`));
      toast(t('act.enabled', { target }));
    },
  });
}

/**
 * Sends dead letters again: those with some ids, or all that a filter (bus, rule, target, from, to) names.
 * @param {{ids?: string[], bus?: string, rule?: string, target?: string, from?: string, to?: string}} order
 */
export async function redrive(order) {
  let plan;
  try {
    plan = await post(url('/api/dead-letters/redrive', { dryRun: true }), order);
  } catch (error) {
    toastError(error);
    return false;
  }
  if (!plan.notifications) {
    toast(t('act.redrive.nothing', { skipped: plan.skippedInAll ?? 0 }), 'info');
    return false;
  }
  return confirm({
    title: t('act.redrive'),
    what: html`<p>${t('act.redrive.what')}</p>${plan.more && html`<p>${t('act.redrive.more')}</p>`}
      ${plan.skippedInAll > 0 && html`<p>${t('act.redrive.skipped', { count: plan.skippedInAll })}</p>`}`,
    count: plan.notifications,
    costUsd: plan.costUsd,
    act: t('act.redrive.act'),
    async run() {
      const done = await post(url('/api/dead-letters/redrive'), order);
      toast(t('act.redriven', { count: done.redriven ?? plan.notifications }));
    },
  });
}
