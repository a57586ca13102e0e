// Scripts for turns that run, wait for the user or fail.
import { call, say, type Scripts } from './scriptedModel';

const escalated = (name: string): object =>
  call('exec_command', { cmd: `touch ${name}`, sandbox_permissions: 'require_escalated', justification: 'yes' });

const parent: Scripts[string] = ([agent = '']) => [
  [call('spawn_agent', { message: 'SCRIPT:child Do it' }, 'multi_agent_v1')],
  [call('wait_agent', { targets: [agent], timeout_ms: 60_000 }, 'multi_agent_v1')],
  [say('Both are done.', 'final_answer')],
];

/** `approve` and the sub-agents of `parent` and `team` wait for an approval, and then make a file in the folder. */
export const liveScripts: Scripts = {
  hang: () => [[call('exec_command', { cmd: 'sleep 60', yield_time_ms: 60_000 })]],
  short: () => [[call('exec_command', { cmd: 'sleep 3', yield_time_ms: 60_000 })]],
  approve: () => [[escalated('approved.txt')], [say('Done.', 'final_answer')]],
  fail: () => [{ items: [say('half an answ')], fails: 'No such prompt.' }],
  parent,
  team: parent,
  child: () => [[escalated('child.txt')], [say('The sub-agent is done.', 'final_answer')]],
};
