// Loads the service (web/worker) in a dedicated worker. Where none is allowed, the page imports this file and the
// service runs on its thread, a few milliseconds at a time. Requests and replies are bytes; only Rust reads them.
/** Milliseconds of simulation before the service looks for new requests. */
const SLICE = 8;

const isWorker = typeof DedicatedWorkerGlobalScope === "function" && self instanceof DedicatedWorkerGlobalScope;

/** Returns what has it called after the messages that are there. A timer within a timer waits 4 ms, half as long as a slice takes. */
function messaged(act) {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = act;
  return () => port2.postMessage(undefined);
}

/** Starts the service. Returns its function for requests. Calls `say` with replies, and `stop` when it stops. */
export async function serve(say, stop) {
  // All three files of a build have the same query.
  const here = new URL(import.meta.url);
  const service = await import(`./service.js${here.search}${here.hash}`);
  await service.default({ module_or_path: new URL(`./service_bg.wasm${here.search}`, here) });
  let isDue = false;
  const working = (act) => {
    try {
      const replies = act();
      if (replies.length > 0) say(replies);
      if (service.has_work() && !isDue) { isDue = true; later(); }
    } catch (error) { stop(error); }
  };
  const goOn = () => { isDue = false; working(() => service.work(SLICE)); };
  const later = isWorker ? messaged(goOn) : () => setTimeout(goOn);
  const take = (requests) => working(() => service.handle(requests));
  // On the page's thread the page is in the middle of its own request, or of hearing a reply.
  return isWorker ? take : (requests) => queueMicrotask(() => take(requests));
}

if (isWorker) {
  const stop = (error) => { postMessage(String(error)); close(); };
  const take = serve((replies) => postMessage(replies, [replies.buffer]), stop).catch(stop);
  onmessage = async ({ data }) => (await take)?.(data);
}
