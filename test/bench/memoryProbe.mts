// Loaded into a process before its script: answers each message of its parent with the memory in use after a garbage
// collection.
process.on('message', () => {
  globalThis.gc?.();
  process.send?.({ ...process.memoryUsage(), maxRss: process.resourceUsage().maxRSS * 1024 });
});
