// Checks the types of the page's modules. They are seen through links, in a folder where `vendor` has types instead of bundles.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const page = join(here, '../main/resources/page');
const seen = join(here, '.check');
rmSync(seen, { recursive: true, force: true });
mkdirSync(seen);
for (const entry of readdirSync(page)) if (entry !== 'vendor') symlinkSync(join(page, entry), join(seen, entry));
symlinkSync(join(here, 'types/vendor'), join(seen, 'vendor'));
const { status } = spawnSync(join(here, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.json'], { cwd: here, stdio: 'inherit' });
process.exit(status ?? 1);
