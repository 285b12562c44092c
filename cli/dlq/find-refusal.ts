import type { LambdaClient } from "@aws-sdk/client-lambda";

import type { DeploymentOptions, StackOutputs } from "../deployment";
import { readPause } from "../pause/pause-function";
import { suggestCommand } from "../suggest-command";
import { findOwners } from "./find-owners";

/**
 * Why the letters of a queue are not redriven; undefined where they are.
 *
 * @param queue its name in the outputs
 * @param options the deployment, for the commands
 */
export async function findRefusal(
    lambda: LambdaClient,
    outputs: StackOutputs,
    queue: string,
    options: DeploymentOptions,
): Promise<string | undefined> {
    const owners = findOwners(outputs, queue);
    if (Object.values(owners).some(({ role }) => role === "sync")) {
        const recover = suggestCommand("sync recover", options);
        return `a run of ${queue} is not redriven: the next one does what it did not, and "${recover}" does it now`;
    }
    for (const [owner, target] of Object.entries(owners)) {
        if ((await readPause(lambda, target)).paused) {
            const resume = suggestCommand(`resume ${owner}`, options);
            return `${owner} is paused, and every letter would come back: "${resume}"`;
        }
    }
    return undefined;
}
