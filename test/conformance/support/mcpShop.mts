// An MCP server with one tool, over stdio: `count_orders` fails for a day that never was.
import { createInterface } from 'node:readline';

interface Request {
  id?: number | string;
  method: string;
  params?: { protocolVersion?: string; arguments?: { day?: string } };
}

createInterface({ input: process.stdin }).on('line', line => {
  const { id, method, params } = JSON.parse(line) as Request;
  if (id !== undefined)
    process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, result: answer(method, params) })}\n`);
});

function answer(method: string, params: Request['params']): object {
  switch (method) {
    case 'initialize':
      return {
        protocolVersion: params?.protocolVersion,
        capabilities: { tools: {} },
        serverInfo: { name: 'shop', version: '1' },
      };
    case 'tools/list':
      return {
        tools: [
          {
            name: 'count_orders',
            description: 'Counts the orders of a day.',
            inputSchema: { type: 'object', properties: { day: { type: 'string' } } },
            annotations: { readOnlyHint: true },
          },
        ],
      };
    case 'tools/call':
      return params?.arguments?.day === 'never'
        ? { content: [{ type: 'text', text: 'no such day' }], isError: true }
        : { content: [{ type: 'text', text: '17 orders' }] };
    default:
      return {};
  }
}
