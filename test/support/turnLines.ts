// Lines of a rollout that say what a thread does.

/** When the turn events of `turnLine` happened, in Unix milliseconds. */
export const TURN_TIME = Date.UTC(2026, 4, 1, 12);

/** A turn event, with its line feed. */
export function turnLine(type: string, { ordinal, time }: { ordinal?: number; time?: string | Date } = {}): string {
  const timestamp = time instanceof Date ? time.toISOString() : (time ?? new Date(TURN_TIME).toISOString());
  return line({ timestamp, ...(ordinal !== undefined && { ordinal }), type: 'event_msg', payload: { type } });
}

/** What the model said, with its line feed. */
export function agentMessage(message: string): string {
  const timestamp = new Date(TURN_TIME).toISOString();
  return line({ timestamp, type: 'event_msg', payload: { type: 'agent_message', message } });
}

function line(value: object): string {
  return `${JSON.stringify(value)}\n`;
}
