// Rollouts of any length: the first turn of one that Codex 0.171 wrote, which has 16 items, many times over, with as
// much output as real ones have.
import { createTranscriptReader } from '../../src/server/transcript/readTranscript';
import { sampleBytes } from '../support/transcriptSamples';

export const sampleThread = '01a225aa-5992-75e3-b863-7b46a2e8e628';
const sample = `0.171/all/rollout-2026-11-29T04-57-30-${sampleThread}.jsonl`;
/** In each command's output. */
const OUTPUT_LINES = 25;

export interface LongRollout {
  text: string;
  turns: number;
  items: number;
}

/** Makes rollouts of some so many bytes; each copy of the turn has ids of its own. */
export function createLongRollouts(): (bytes: number, threadId?: string) => LongRollout {
  const [meta = '', ...lines] = sampleBytes(sample).toString('utf8').split('\n');
  const end = lines.findIndex(line => line.includes('"type":"task_complete"'));
  const output = 'src/checkout.js:2:  return items.reduce((sum, item) => sum + item.price, 0);\\n'.repeat(OUTPUT_LINES);
  const turn = `${lines.slice(0, end + 1).join('\n')}\n`
    .replaceAll('"aggregated_output":"', `"aggregated_output":"${output}`)
    .replaceAll('Output:\\n', `Output:\\n${output}`);
  const one = createTranscriptReader(sampleThread);
  one.push(Buffer.from(`${meta}\n${turn}`));
  const { turns, stats } = one.transcript();
  const ids = new Set(turns.flatMap(({ id, items }) => [id, ...items.map(item => item.id)]));
  const again = new RegExp(`"(${[...ids].map(id => id.replaceAll('.', '\\.')).join('|')})"`);
  // What stands between the ids; each second piece is one.
  const pieces = turn.split(new RegExp(again, 'g'));
  return (bytes, threadId = sampleThread) => {
    const copies = Math.max(1, Math.floor(bytes / turn.length));
    const parts = Array.from({ length: copies }, (_, copy) =>
      pieces.map((piece, at) => (at % 2 === 0 ? piece : `"${piece}-${copy}"`)).join(''),
    );
    const text = [`${meta}\n`, ...parts].join('').replaceAll(sampleThread, threadId);
    return { text, turns: copies, items: stats.items * copies };
  };
}

/** A line with the begin of a turn, which then runs. */
export function turnLine(): string {
  const payload = { type: 'task_started', turn_id: '01a225ff-0000-7000-8000-000000000000', started_at: 1_796_000_000 };
  return `${JSON.stringify({ timestamp: '2026-11-29T05:00:00.000Z', type: 'event_msg', payload })}\n`;
}

/** A line with an answer of Codex at the end of the last turn. */
export function answerLine(text: string, id: string): string {
  const item = { type: 'AgentMessage', id, content: [{ type: 'Text', text }] };
  const timestamp = '2026-11-29T05:00:00.000Z';
  return `${JSON.stringify({ timestamp, type: 'event_msg', payload: { type: 'item_completed', item } })}\n`;
}
