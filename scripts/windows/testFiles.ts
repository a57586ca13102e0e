// Which tests run on Windows, and why the others do not.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../vscode/paths';

export interface Stage {
  title: string;
  files: string[];
}

const untried = 'not tried yet';
const socket = 'asks a running Codex by its control socket, which there is on Linux only';

/** By file or folder, with the reason. */
export const leftOut: Readonly<Record<string, string>> = {
  'test/conformance/archiveOpen.test.ts': socket,
  'test/conformance/lateWrites.test.ts': 'stops Codex by signals, at a moment that only Linux shows',
  'test/conformance/live.test.ts': socket,
  'test/conformance/liveTerminal.test.ts': socket,
  'test/conformance/transcripts.test.ts': 'Codex runs commands of a Unix shell, and Wine has no PowerShell',
  'test/kills': untried,
  'test/server/folderRefuses.test.ts': 'sets modes of folders',
  'test/server/fuzz.test.ts': 'reads damaged bytes, which no system changes',
  'test/server/journalDisk.test.ts': 'only Linux mounts disks for one process',
  'test/shell': 'has no part that depends on the system',
  'test/unit/l10n': 'is about the files of this project',
  'test/unit/project': 'is about the files of this project',
  'test/unit/scripts': 'is about the files of this project',
  'test/unit/files/keptFiles.test.ts': 'Windows keeps no file open from one read to the next',
  'test/unit/locks/findProgram.test.ts': 'is about programs of Unix',
  'test/unit/locks/flock.test.ts': 'is about flock(1)',
};

/** The stages in the order in which they run. */
export function windowsStages(): Stage[] {
  return [
    { title: 'the same requests to the real Codex', files: testsBelow('test/conformance') },
    {
      title: 'archiving through the server, and the parts',
      files: ['test/server/archive.test.ts', ...testsBelow('test/unit')],
    },
  ];
}

function testsBelow(folder: string): string[] {
  return readdirSync(path.join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.test.ts'))
    .map(name => `${folder}/${name}`)
    .filter(file => !Object.keys(leftOut).some(left => file === left || file.startsWith(`${left}/`)))
    .sort();
}
