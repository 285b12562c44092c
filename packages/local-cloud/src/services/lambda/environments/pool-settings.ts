import { availableParallelism } from "node:os";

import type { PoolSettings } from "./environment-pool";

const cores = Math.max(2, availableParallelism());

/**
 * For a laptop: few processes for short work, more for work that waits. A start costs a quarter of a second of a core, which
 * on a busy machine is taken from the work. One more than there are cores keeps what is recorded within 0.1 s of what is
 * posted one at a time, where it fell 1 s behind; with 16 at a time it costs a tenth of the throughput.
 */
export const defaultPoolSettings: PoolSettings = {
    eagerEnvironments: cores,
    backlogEnvironments: cores + 1,
    backlogMs: 250,
    maxEnvironments: 50,
    patienceMs: 1_000,
    idleSeconds: 300,
};
