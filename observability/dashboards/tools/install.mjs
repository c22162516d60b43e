// Installs what the tools beside it need, below observability/target, once.
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
export const installed = resolve(here, '..', '..', 'target', 'dashboard-tools');

/** Returns the folder of a package. */
export function packageFolder(name) {
  const folder = join(installed, 'node_modules', ...name.split('/'));
  if (!existsSync(folder)) {
    mkdirSync(installed, { recursive: true });
    copyFileSync(join(here, 'package.json'), join(installed, 'package.json'));
    execFileSync('npm', ['install', '--no-audit', '--no-fund'], { cwd: installed, stdio: 'inherit' });
  }
  return folder;
}
