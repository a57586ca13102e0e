// JSON-RPC errors as the errors of this extension. They come out of another bundle, which has classes of its own: they
// are told apart by their code.
import { t } from '@vscode/l10n';
import { ErrorCode } from '../../protocol/errorCodes';
import { CancelledError, ServerLostError, UserFacingError } from '../errors';

/** Codes that vscode-jsonrpc gives to what never reached the server, or was cut off, and LSP to what was cancelled. */
const local = {
  pendingResponseRejected: -32097,
  connectionInactive: -32096,
  messageWriteError: -32099,
  requestCancelled: -32800,
};

/** What the server answers with `invalidRequest` or `internal` is a message for the user; any other code is a bug. */
export function fromWire(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error)) {
    return error;
  }
  switch (error.code) {
    case ErrorCode.invalidRequest:
    case ErrorCode.internal:
      return new UserFacingError(error.message);
    case local.pendingResponseRejected:
    case local.connectionInactive:
    case local.messageWriteError:
      return new ServerLostError(t('The thread server ended before it had answered. The log says why.'));
    case local.requestCancelled:
      return new CancelledError();
    default:
      return error;
  }
}
