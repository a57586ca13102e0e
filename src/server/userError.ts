import { oneLine } from './threads/plainText';

/**
 * An error whose message is for the user: it says what happened, to which thread or file, and what to do, in one line,
 * whatever the names and paths in it hold. Every other error that reaches the top is a bug, logged with its stack.
 */
export class UserError extends Error {
  override readonly name = 'UserError';

  constructor(message: string) {
    super(oneLine(message));
  }
}
