import { availableParallelism } from "node:os";

import type { PoolSettings } from "./environment-pool";

/**
 * For a laptop: few processes for short work, more for work that waits. A start costs half a second of a core, which on a
 * busy machine is taken from the work: with four at once and 250 ms, a burst after a start took more than twice as long.
 */
export const defaultPoolSettings: PoolSettings = {
    eagerEnvironments: Math.max(2, availableParallelism()),
    maximumEnvironments: 50,
    patienceMs: 1_000,
    idleSeconds: 300,
};
