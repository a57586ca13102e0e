// The licence notices of the packages in the bundle. Their licences (MIT, ISC, BSD-3-Clause, BlueOak) ask that whoever
// gets a copy of the code also gets their text.
import type { Metafile } from 'esbuild';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { distFolder } from './chunks';
import { projectRoot } from './vscode/paths';

export const noticesFile = path.join(distFolder, 'ThirdPartyNotices.txt');

/** A new licence is added here after someone has read what it asks for. */
const known = ['MIT', 'ISC', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'Apache-2.0', '0BSD'];

/** The folders, relative to the project, of the packages whose code is in the output, in order. */
export function bundledPackages({ outputs }: Pick<Metafile, 'outputs'>): string[] {
  const files = Object.values(outputs).flatMap(({ inputs }) => Object.keys(inputs));
  const folders = files.flatMap(file => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0] ?? []);
  return [...new Set(folders)].sort();
}

/** Name, version and licence texts of each package. Throws if one has no licence file, or a licence not in `known`. */
export function licenceNotices(folders: readonly string[]): string {
  return [
    'Thread Tree for Codex contains code of the following packages, under the licences below.',
    ...folders.map(noticeOf),
  ].join(`\n\n${'-'.repeat(80)}\n\n`);
}

function noticeOf(folder: string): string {
  const read = (file: string): string => readFileSync(path.join(projectRoot, folder, file), 'utf8').trim();
  const { name, version, license } = JSON.parse(read('package.json')) as Record<string, string>;
  if (!known.includes(license ?? '')) throw new Error(`${folder}: nobody has looked at the licence ${license}`);
  const files = readdirSync(path.join(projectRoot, folder)).sort();
  const texts = files.filter(file => /^(licen[cs]e|copying)\b/i.test(file));
  if (texts.length === 0) throw new Error(`${folder} has no licence file`);
  const notices = files.filter(file => /^(notice|third-?party-?notices)\b/i.test(file));
  return [`${name} ${version} (${license})`, ...[...texts, ...notices].map(read)].join('\n\n');
}
