// What Codex refuses, as failures. Codex gives most errors the same code, so its messages are told apart here, and
// nowhere else. All of these are the same from 0.148 to 0.171.
import type { Failure } from '../../protocol/failures';
import { unknownHolder } from '../locks/lockHolder';
import { asObject, asText } from '../transcript/wireValues';

/** The failure for an error that Codex answered. */
export function codexRefusal(error: unknown): Failure {
  const message = asText(asObject(error).message) ?? '';
  if (/already has an active writer/.test(message)) return { code: 'loaded', holder: unknownHolder };
  if (/^(no rollout|thread not) found/.test(message)) return { code: 'unknownToCodex' };
  if (/forked history still references/.test(message)) return { code: 'neededByForks', forks: [] };
  if (/^thread section not found|^section .* does not exist/.test(message)) return { code: 'sectionGone' };
  if (/unknown variant|^Method not found/i.test(message)) return { code: 'codexTooOld' };
  return { code: 'refusedByCodex', cause: message.slice(0, 500) };
}
