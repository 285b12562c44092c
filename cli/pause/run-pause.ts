import { LambdaClient } from "@aws-sdk/client-lambda";
import { CommandError, type Terminal } from "local-cloud/command";

import { toAwsFailure } from "../aws-failure";
import { chooseFunction } from "../choose-function";
import { findDeployment, type StackFunction } from "../deployment";
import { formatTime } from "../format-time";
import { suggestCommand } from "../suggest-command";
import type { PauseOptions } from "./options";
import { pauseFunction, type PauseState, readPause } from "./pause-function";

/**
 * Does what `npm run pause` was asked to.
 *
 * @throws CommandError when there is no such function, or it should not be paused
 */
export async function runPause(name: string, options: PauseOptions, terminal: Terminal): Promise<void> {
    const { outputs, aws } = await findDeployment(options);
    const target = chooseFunction(outputs, name);
    if (target.role === "receiver" && options.force !== true) {
        throw new CommandError(
            `${name} is the webhook: paused, it answers Stripe with errors, and Stripe gives up after three days; --force does it`,
        );
    }
    const lambda = new LambdaClient(aws);
    try {
        const state = await readPause(lambda, target);
        if (state.paused) {
            terminal.line(`${name} is paused already`);
        } else if (options.dryRun !== true) {
            await pauseFunction(lambda, target);
            terminal.line(`${name} is paused`);
        } else {
            terminal.line(`would pause ${name}`);
        }
        const { backlog, keptSeconds } = state;
        terminal.result({ subscription: name, paused: options.dryRun !== true || state.paused, backlog, keptSeconds });
        terminal.flow(describeBacklog(name, target, state), "  ");
        if (target.service === recorderService) {
            terminal.warning(
                `the billing state stays as it is, and store.on handlers get nothing, until ${name} goes on`,
            );
        }
        terminal.flow(`Go on with: ${suggestCommand(`resume ${name}`, options)}`, "  ");
    } catch (error) {
        throw toAwsFailure(error);
    } finally {
        lambda.destroy();
    }
}

/** The recorder's telemetry is made with this name (infra/service-names.ts). */
const recorderService = "recorder";

function describeBacklog(name: string, { role }: StackFunction, { backlog, keptSeconds }: PauseState): string {
    const until = formatTime(Date.now() + keptSeconds * 1000);
    if (role === "sync") {
        return `runs that are due meanwhile are not made up for: run "npm run sync -- recover" once it goes on`;
    }
    if (role === "alert") {
        return `nobody is told of alarms by ${name}; what it would tell waits in the dead-letter queue of alerts until ${until}: run "npm run dlq -- redrive alerts" once it goes on`;
    }
    switch (backlog) {
        case "Stripe":
            return `Stripe sends what it refuses again, for three days in live mode: go on before ${until}`;
        case "stream":
            return `its changes wait in the table's stream: go on before ${until}, or the first of them are lost to it`;
        case "dead-letter queue":
            return `its events wait in its dead-letter queue, where the alarm ${name}-dead-letters tells of them: go on before ${until}, or the first of them are lost to it (not to the archive)`;
    }
}
