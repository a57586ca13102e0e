// Loaded into mocha: a signal ends it by `process.exit`, so that servers and browsers that tests started end with it.

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130));
