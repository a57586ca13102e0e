// Where things are: the project, and the ignored folders that scripts and host tests write to.
import path from 'node:path';

export const projectRoot = path.resolve(import.meta.dirname, '../..');
/** Downloads that outlive a run. */
export const cacheFolder = path.join(projectRoot, '.cache/vscode-host');
/** What a run leaves for people to look at: reports, logs, screenshots. */
export const artifactsFolder = path.join(projectRoot, '.artifacts');
