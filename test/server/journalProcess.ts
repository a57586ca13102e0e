// Archives a thread with its sub-agents in a separate process. Run by journalDisk.test.ts with the home, the journal
// folder and the thread as arguments; prints a ProcessResult as JSON.
import { openOperations } from '../support/operations';
import { FailureError } from '../../src/server/failure';
import type { OperationReport } from '../../src/protocol/methods';

export interface ProcessResult {
  /** Why the operation did not begin. */
  failure?: string;
  reports?: OperationReport[];
  /** For each operation in the journal. */
  listed: { operation: string; made: number; left: number }[];
  warnings: string[];
}

async function main([home = '', journal = '', threadId = '']: string[]): Promise<ProcessResult> {
  const opened = openOperations(home, journal);
  try {
    const result = await opened.cascade('archive', [threadId]);
    const listed = opened.operations.list().map(({ operation, made, left }) => ({ operation, made, left }));
    return { ...result, listed, warnings: opened.warnings };
  } catch (error) {
    if (error instanceof FailureError) return { failure: error.failure.code, listed: [], warnings: opened.warnings };
    throw error;
  } finally {
    await opened.home.settled();
    opened.home.close();
  }
}

void main(process.argv.slice(2)).then(result => process.stdout.write(JSON.stringify(result)));
