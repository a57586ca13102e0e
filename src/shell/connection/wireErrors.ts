// Turns JSON-RPC errors into the errors of this extension, by their code.
import { l10n } from 'vscode';
import { ErrorCode } from '../../protocol/errorCodes';
import { isFailureData } from '../../protocol/failures';
import { CancelledError, FailedRequest, ServerLostError } from '../errors';

/** Codes that vscode-jsonrpc gives to requests that never reached the server, or were cut off. */
const connectionLost: unknown[] = [-32097, -32096, -32099];

/** Turns failures, cancellations and a lost server into errors of errors.ts. Others are bugs, returned as is. */
export function fromWire(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error)) {
    return error;
  }
  if (error.code === ErrorCode.internal && 'data' in error && isFailureData(error.data)) {
    return new FailedRequest(error.data);
  }
  if (error.code === ErrorCode.cancelled) {
    return new CancelledError();
  }
  if (connectionLost.includes(error.code)) {
    return new ServerLostError(l10n.t('The thread server ended before it had answered. The log says why.'));
  }
  return error;
}
