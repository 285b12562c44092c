import { LambdaClient } from "@aws-sdk/client-lambda";
import { CommandError, type Terminal } from "local-cloud/command";

import { toAwsFailure } from "../aws-failure";
import { chooseFunction } from "../choose-function";
import { findDeployment } from "../deployment";
import { suggestCommand } from "../suggest-command";
import { describeBacklog } from "./describe-backlog";
import type { PauseOptions } from "./options";
import { pauseFunction, readPause } from "./pause-function";

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
