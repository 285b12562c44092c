import { availableParallelism } from "node:os";

import type { PoolSettings } from "./environment-pool";

const cores = Math.max(2, availableParallelism());

/**
 * For a laptop: one process for short work, more for work that falls behind. Two processes from the first start cost an
 * event half as much again in functions. With 16 at a time, the receiver keeps up alone, and what records needs the
 * others, as it waits for three answers where the receiver waits for one. One more than there are cores warms up, and
 * takes the others' place in the processor's caches, for nothing.
 *
 * On AWS, receiving takes no time from recording. Here they share the cores, and posts that are answered as fast as they can be
 * leave events waiting for seconds: so a post waits a little while they do, which costs no throughput.
 */
export const defaultPoolSettings: PoolSettings = {
    eagerEnvironments: 1,
    backlogEnvironments: cores,
    backlogMs: 250,
    yieldMs: 200,
    maxEnvironments: 50,
    patienceMs: 1_000,
    idleSeconds: 300,
};
