// The project's folder, and the ignored folders that scripts and host tests write to.
import path from 'node:path';

export const projectRoot = path.resolve(import.meta.dirname, '../..');
/** Downloads, kept between runs. */
export const cacheFolder = path.join(projectRoot, '.cache/vscode-host');
/** What a run leaves for a person to look at: reports, logs, screenshots. */
export const artifactsFolder = path.join(projectRoot, '.artifacts');
