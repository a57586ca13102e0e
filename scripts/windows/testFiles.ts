// Which tests run on Windows, and why the others do not.
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../vscode/paths';

export interface Stage {
  title: string;
  files: string[];
  /** How often a test may be tried: Wine answers late at times. */
  tries: number;
}

const socket = 'asks a running Codex by its control socket, which there is on Linux only';

/** By file or folder, with the reason. */
export const leftOut: Readonly<Record<string, string>> = {
  'test/conformance/archiveOpen.test.ts': socket,
  'test/conformance/lateWrites.test.ts': 'stops Codex by signals, at a moment that only Linux shows',
  'test/conformance/live.test.ts': socket,
  'test/conformance/liveTerminal.test.ts': socket,
  'test/conformance/transcripts.test.ts': 'Codex runs commands of a Unix shell, and Wine has no PowerShell',
  'test/server/fileSystemCalls.test.ts': 'asks the server by a signal what it called',
  'test/server/folderRefuses.test.ts': 'sets modes of folders',
  'test/server/journalDisk.test.ts': 'only Linux mounts disks for one process',
  'test/server/longLines.test.ts': 'sends hundreds of megabytes, which are the same on every system',
  'test/server/manyThreads.test.ts': 'is about the cost of many threads, not about a system',
  'test/server/moveProcess.test.ts': 'sets limits of a process by a shell',
  'test/server/ourLocksStay.test.ts':
    'is about the locks of POSIX, which end when a process closes any descriptor of the file',
  'test/server/writerProcess.test.ts': 'finds the writer process in /proc; test/kills kills it on Windows',
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
    { title: 'the same requests to the real Codex', files: testsBelow('test/conformance'), tries: 2 },
    { title: 'the server, and other processes', files: testsBelow('test/server'), tries: 2 },
    { title: 'the parts', files: testsBelow('test/unit'), tries: 2 },
    // One thread that is lost once is a fault.
    { title: 'kills', files: testsBelow('test/kills'), tries: 1 },
  ];
}

function testsBelow(folder: string): string[] {
  return readdirSync(path.join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter(name => name.endsWith('.test.ts'))
    .map(name => `${folder}/${name}`)
    .filter(file => !Object.keys(leftOut).some(left => file === left || file.startsWith(`${left}/`)))
    .sort();
}
