/** Acts that several pages offer. Each says first how much it would send, and tells when it is done; it answers whether it was. */
import { html } from '../vendor/ui.js';
import { confirm } from '../ui/confirm.js';
import { Name } from '../ui/name.js';
import { toast, toastError } from '../ui/toast.js';
import { get, part, post, url } from './api.js';
import { rich, t } from './words.js';

/**
 * Enables a target that was disabled, or tries one that fails at once; what waits for it is sent.
 * @param {{bus: string, rule: string, target: string, reason?: string, failing?: boolean}} what
 */
export async function enableTarget({ bus, rule, target, reason, failing = false }) {
  let waiting;
  try {
    const { targets } = await get(url('/api/targets', { bus, rule, target }));
    waiting = targets[0] ? targets[0].waiting + targets[0].queued : 0;
  } catch (error) {
    toastError(error);
    return false;
  }
  return confirm({
    title: t(failing ? 'act.tryNow.title' : 'act.enable', { target }),
    what: html`<p>${rich(failing ? 'act.tryNow.what' : 'act.enable.what', { rule: html`<${Name} of=${rule} />` })}</p>${reason && html`<p>${t(failing ? 'act.tryNow.reason' : 'act.enable.reason', { reason })}</p>`}`,
    count: waiting,
    act: t(failing ? 'act.tryNow' : 'enable'),
    async run() {
      await post(url(`/api/buses/${part(bus)}/rules/${part(rule)}/targets/${part(target)}/enable`));
      toast(t(failing ? 'act.tried' : 'act.enabled', { target }));
    },
  });
}

/**
 * Sends dead letters again, after asking, and says what became of it.
 * @param {import('./redrive.js').Choice} choice
 */
export async function redrive(choice) {
  const { redrive: send } = await import('./redrive.js');
  const result = await send(choice);
  if (!result) return false;
  if (result.redriven > 0) toast(t('act.redriven', { count: result.redriven }));
  if (result.skippedInAll > 0) toast(t('act.redrive.skipped', { count: result.skippedInAll }), 'info');
  return result.redriven > 0;
}
