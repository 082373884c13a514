/**
 * Prints what a released Vantage consists of beside itself, as a CycloneDX 1.5 document: the packages of the lockfile that
 * `npm ci --omit=dev` installs on some platform, each with its version, licence and hash.
 *
 * `npm sbom` would leave out packages that development needs as well. The same lockfile gives the same text.
 */
import { readFileSync } from 'node:fs';

const { name, version, license, description } = JSON.parse(readFileSync('package.json', 'utf8'));
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));

const shipped = Object.entries(packages).filter(([place, { dev, devOptional }]) => place !== '' && !dev && !devOptional);
const nameOf = (place) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
const purlOf = (packageName, packageVersion) =>
  `pkg:npm/${packageName.replace('@', '%40')}@${packageVersion}`;

/** Where Node.js finds a dependency of the package in that place: in the nearest folder above that has it. */
function placeOf(dependency, from) {
  for (let folder = from; ; folder = folder.slice(0, folder.lastIndexOf('/node_modules/'))) {
    const place = `${folder}${folder === '' ? '' : '/'}node_modules/${dependency}`;
    if (packages[place] !== undefined) return place;
    if (!folder.includes('/node_modules/')) {
      const top = `node_modules/${dependency}`;
      return packages[top] === undefined ? undefined : top;
    }
  }
}

function refsOf(place, { dependencies, optionalDependencies, peerDependencies }) {
  const names = Object.keys({ ...dependencies, ...optionalDependencies, ...peerDependencies });
  const places = names.flatMap((dependency) => placeOf(dependency, place) ?? []);
  return [...new Set(places.map((found) => purlOf(nameOf(found), packages[found].version)))].sort();
}

/** SHA-512 in hexadecimal; absent for what a registry mirror did not carry, see complete-lock.mjs. */
function hashesOf(integrity) {
  const [, base64] = /^sha512-(\S+)$/u.exec(integrity ?? '') ?? [];
  if (base64 === undefined) return {};
  return { hashes: [{ alg: 'SHA-512', content: Buffer.from(base64, 'base64').toString('hex') }] };
}

const ownPurl = purlOf(name, version);
const document = {
  bomFormat: 'CycloneDX',
  specVersion: '1.5',
  version: 1,
  metadata: {
    component: {
      type: 'application',
      'bom-ref': ownPurl,
      name,
      version,
      description,
      purl: ownPurl,
      licenses: [{ license: { id: license } }],
    },
  },
  components: shipped.map(([place, entry]) => {
    const purl = purlOf(nameOf(place), entry.version);
    return {
      type: 'library',
      'bom-ref': purl,
      name: nameOf(place),
      version: entry.version,
      scope: entry.optional ? 'optional' : 'required',
      purl,
      ...(entry.license && { licenses: [{ expression: entry.license.replace(/^\((.*)\)$/u, '$1') }] }),
      ...hashesOf(entry.integrity),
    };
  }),
  dependencies: [
    { ref: ownPurl, dependsOn: refsOf('', { ...packages[''], peerDependencies: {} }) },
    ...shipped.map(([place, entry]) => ({
      ref: purlOf(nameOf(place), entry.version),
      dependsOn: refsOf(place, entry),
    })),
  ],
};
process.stdout.write(`${JSON.stringify(document, null, 2)}\n`);
