import { availableParallelism } from "node:os";

import type { PoolSettings } from "./environment-pool";

const cores = Math.max(2, availableParallelism());

/**
 * For a laptop: one process for short work, more for work that falls behind. Two processes from the first start cost an
 * event half as much again in functions. With 16 at a time, the receiver keeps up alone, and what records needs the
 * others, as it waits for three answers where the receiver waits for one.
 */
export const defaultPoolSettings: PoolSettings = {
    eagerEnvironments: 1,
    backlogEnvironments: cores + 1,
    backlogMs: 250,
    maxEnvironments: 50,
    patienceMs: 1_000,
    idleSeconds: 300,
};
