// The writer process's entry. It ends with its parent, whose end closes the channel.
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { serveWriter } from './serveWriter';

const connection = createMessageConnection(new IPCMessageReader(process), new IPCMessageWriter(process));
const end = serveWriter(connection, (_, message) => void process.stderr.write(`${message}\n`));
process.on('disconnect', () => {
  end();
  process.exit();
});
connection.listen();
