import { availableParallelism } from "node:os";

import type { PoolSettings } from "./environment-pool";

/** For a laptop: few processes for short work, more for work that waits. */
export const defaultPoolSettings: PoolSettings = {
    eagerEnvironments: Math.max(4, availableParallelism()),
    maximumEnvironments: 50,
    patienceMs: 250,
    idleSeconds: 300,
};
