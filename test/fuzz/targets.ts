import { databaseTarget } from './databaseTarget';
import { homeFilesTarget } from './homeFilesTarget';
import { transcriptTarget } from './transcriptTarget';
import { pageTarget } from './pageTarget';
import type { FuzzTarget } from './target';

/** What is fuzzed, by the name it has on the command line. */
export const targets: Readonly<Record<string, () => FuzzTarget>> = {
  database: databaseTarget,
  files: homeFilesTarget,
  transcripts: transcriptTarget,
  pages: pageTarget,
};
