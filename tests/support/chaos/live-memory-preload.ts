import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { liveMemory, type LiveMemory } from "./live-memory";

// Preloaded into a process that is measured: when asked, it collects all garbage and answers with what is left. That is
// what it holds; its resident set is what it has taken and not yet given back.

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void;

process.on("message", (message) => {
    if (message === liveMemory) {
        // Buffers' memory is given back after the collection that finds them: up to 5 MB at one moment, and none at another.
        collectGarbage();
        collectGarbage();
        const { heapUsed, external } = process.memoryUsage();
        process.send?.({ [liveMemory]: heapUsed + external } satisfies LiveMemory);
    }
});
// To be asked is no reason to stay.
process.channel?.unref();
