// Loaded into mocha: ends it with `process.exit` on a signal, so that the servers and browsers of the tests end too.

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));
