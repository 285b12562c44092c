import { availableParallelism } from "node:os";

import type { PoolSettings } from "./environment-pool";

const cores = Math.max(2, availableParallelism());

/**
 * For a laptop: few processes for short work, more for work that waits. A start costs a quarter of a second of a core, which
 * on a busy machine is taken from the work. A function that waits for other services uses half of a core, so that two for
 * each core keep them busy.
 */
export const defaultPoolSettings: PoolSettings = {
    eagerEnvironments: cores,
    backlogEnvironments: 2 * cores,
    backlogMs: 250,
    maxEnvironments: 50,
    patienceMs: 1_000,
    idleSeconds: 300,
};
