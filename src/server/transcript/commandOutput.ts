// What the model was told of a command's end, in the words of several versions of Codex.
import type { ItemBody, WorkStatus } from '../../protocol/transcript';
import { asNumber, asObject, asText, isObject, parseJson } from './wireValues';

export interface CommandEnd {
  status: WorkStatus;
  exitCode: number | null;
  durationMs: number | null;
  output: string;
}

/** `Process running with session ID 65911`. */
const running = /^Process running with session ID (\S+)$/m;
const exitCode = /^(?:Process exited with code|Exit code:) (-?\d+)$/m;
const wallTime = /^Wall time:? ([\d.]+) seconds/m;
const declined = /rejected by user|denied by user|user rejected/i;
const aborted = /^aborted by user/m;
const typed =
  /^<user_shell_command>\n<command>\n([^]*?)\n<\/command>\n<result>\n([^]*?)\n?<\/result>\n?<\/user_shell_command>/;
const notRun = /^(?:[\w ]+ failed\b|unsupported call|unknown |failed |error\b|invalid )/i;

/** Whether a tool's output says that the user or the approval policy refused the call, or that it failed. */
export function failureOf(output: string): 'declined' | 'failed' | undefined {
  const start = output.slice(0, 1000);
  if (declined.test(start)) return 'declined';
  return aborted.test(start) || notRun.test(start) ? 'failed' : undefined;
}

export function commandEnd(text: string): CommandEnd {
  const json = text.startsWith('{') ? parseJson(text) : undefined;
  if (isObject(json) && isObject(json.metadata)) {
    const code = asNumber(json.metadata.exit_code);
    const seconds = asNumber(asObject(json.metadata).duration_seconds);
    return {
      status: statusOf(code),
      exitCode: code,
      durationMs: seconds === null ? null : Math.round(seconds * 1000),
      output: asText(json.output) ?? '',
    };
  }
  const { head, output } = parts(text);
  const code = exitCode.exec(head)?.[1];
  const seconds = wallTime.exec(head)?.[1];
  const exit = code === undefined ? null : Number(code);
  return {
    status: running.test(head) ? 'inProgress' : exit !== null ? statusOf(exit) : (failureOf(text) ?? 'completed'),
    exitCode: exit,
    durationMs: seconds === undefined ? null : Math.round(Number(seconds) * 1000),
    output,
  };
}

/** The session as which the command goes on, to be read by `write_stdin`. */
export function runningSession(text: string): string | undefined {
  return running.exec(parts(text).head)?.[1];
}

/**
 * A command that the user typed, as the model was told of it; undefined if the text is something else. Codex before
 * 0.158 writes no other line about it.
 */
export function typedCommand(text: string): ItemBody<'commandExecution'> | undefined {
  const [, command, result = ''] = typed.exec(text) ?? [];
  if (command === undefined) return undefined;
  const seconds = /^Duration: ([\d.]+) seconds$/m.exec(result)?.[1];
  const { output: aggregatedOutput, ...end } = commandEnd(result);
  const durationMs = seconds === undefined ? null : Math.round(Number(seconds) * 1000);
  return { type: 'commandExecution', command, cwd: null, source: 'userShell', ...end, aggregatedOutput, durationMs };
}

/** The lines above `Output:` are Codex's; a text without that line is output only. */
function parts(text: string): { head: string; output: string } {
  const start = text.slice(0, 1000);
  const mark = /^Output:\n?/m.exec(start);
  const isHeaded = /^(?:Chunk ID|Wall time|Exit code|Process )/.test(start);
  if (!mark || !isHeaded) return { head: isHeaded ? start : '', output: text };
  return { head: start.slice(0, mark.index), output: text.slice(mark.index + mark[0].length) };
}

function statusOf(exit: number | null): WorkStatus {
  return exit === null || exit === 0 ? 'completed' : 'failed';
}
