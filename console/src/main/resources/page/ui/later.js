import { html, useEffect, useState } from '../vendor/ui.js';
import { t } from '../app/words.js';
import { Skeleton } from './empty.js';
import { Problem } from './problem.js';

/**
 * A part of a page that is loaded when it is first shown: `<Later load=${() => import('./part.js').then((module) => module.Part)} …/>`;
 * what else it is given goes to the part.
 * @param {{load: () => Promise<any>} & Record<string, any>} props
 */
export function Later({ load, ...props }) {
  const [found, setFound] = useState(/** @type {{part?: any, error?: any}} */ ({}));
  useEffect(() => {
    let left = false;
    load().then(
      (part) => !left && setFound({ part }),
      (error) => !left && setFound({ error }),
    );
    return () => {
      left = true;
    };
  }, []);
  if (found.error) return html`<${Problem} error=${found.error} title=${t('problem.module')} retry=${() => location.reload()} />`;
  return found.part ? html`<${found.part} ...${props} />` : html`<${Skeleton} lines=${4} />`;
}
