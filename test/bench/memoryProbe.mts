// Loaded into a process before its script: answers each message of its parent with what memory it uses, after a
// collection.
process.on('message', () => {
  globalThis.gc?.();
  process.send?.({ ...process.memoryUsage(), maxRss: process.resourceUsage().maxRSS * 1024 });
});
