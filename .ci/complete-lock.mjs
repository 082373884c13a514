/**
 * Writes into package-lock.json the optional packages for other platforms that `npm install` left out.
 *
 * A registry mirror may not carry them; npm then writes a lock file that `npm ci` refuses as incomplete. Their
 * names say for which platform they are, so they can be listed, and are skipped everywhere else.
 */
import { readFileSync, writeFileSync } from 'node:fs';

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const processors = ['arm64', 'arm', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'x64'];

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8'));
let added = 0;
for (const dependent of Object.values({ ...lock.packages })) {
  for (const [name, version] of Object.entries(dependent.optionalDependencies ?? {})) {
    const place = `node_modules/${name}`;
    if (lock.packages[place] !== undefined || !/^[0-9.]+$/.test(version)) continue;
    const words = name.split(/[/-]/);
    const os = systems.filter((system) => words.includes(system));
    const cpu = processors.filter((processor) => words.includes(processor));
    if (os.length === 0 || cpu.length === 0) continue;
    const musl = words.some((word) => word.startsWith('musl'));
    const glibc = words.some((word) => word.startsWith('gnu'));
    const libc = musl ? ['musl'] : glibc ? ['glibc'] : undefined;
    lock.packages[place] = { version, cpu, ...(dependent.dev && { dev: true }), ...(libc && { libc }), optional: true, os };
    added += 1;
  }
}
const [root, ...rest] = Object.entries(lock.packages);
rest.sort(([left], [right]) => left.localeCompare(right, 'en'));
lock.packages = Object.fromEntries([root, ...rest]);
writeFileSync('package-lock.json', `${JSON.stringify(lock, null, 2)}\n`);
process.stdout.write(`${added} packages for other platforms added\n`);
