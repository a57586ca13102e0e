// The handlers of our own methods: typed by the contract, one for each method.
import type { NotificationMethod, Notifications, RequestMethod, Result } from '../../protocol/methods';
import type { RequestContext } from '../rpc';
import { checkParams, type CheckedParams } from './schemas';

export type Handlers = {
  readonly [Method in RequestMethod]: (
    params: CheckedParams<Method>,
    context: RequestContext,
  ) => Result<Method> | Promise<Result<Method>>;
};

/** Sends a notification of the contract. */
export type NotifyWindow = <Method extends NotificationMethod>(method: Method, params: Notifications[Method]) => void;

export function isHandled(handlers: Handlers, method: string): method is RequestMethod {
  return Object.hasOwn(handlers, method);
}

/** Checks the params and calls the method's handler. Throws ResponseError -32600 if they are invalid. */
export function callHandler<Method extends RequestMethod>(
  handlers: Handlers,
  method: Method,
  params: unknown,
  context: RequestContext,
): Result<Method> | Promise<Result<Method>> {
  return handlers[method](checkParams(method, params), context);
}
