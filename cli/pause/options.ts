import { Command } from "commander";

import { addDeploymentOptions } from "../deployment-options";

export interface PauseOptions {
    force?: boolean;
    dryRun?: boolean;
    awsEndpoint?: string;
    stack?: string;
    json?: boolean;
}

export interface ResumeOptions {
    redrive: boolean;
    dryRun?: boolean;
    awsEndpoint?: string;
    stack?: string;
    json?: boolean;
}

export function pauseCommand(): Command {
    const command = new Command("npm run pause --")
        .description("Stops a subscription's function from being called. What comes meanwhile is kept.")
        .argument("<subscription>", "its name in the program")
        .option("--force", "also the webhook's receiver: Stripe then gets errors, and tries again")
        .option("--dry-run", "only say what would happen");
    return addDeploymentOptions(command).addHelpText(
        "after",
        `
  npm run pause -- payment-trouble
  npm run pause -- payment-trouble --stack prod

Events go to the subscription's dead-letter queue, which keeps each for 14 days, and its alarm tells of them. A store.on
subscription leaves its changes in the stream, which keeps them for a day. "npm run resume" brings them back.`,
    );
}

export function resumeCommand(): Command {
    const command = new Command("npm run resume --")
        .description("Lets a subscription's function be called again, and gives it what came while it was paused.")
        .argument("<subscription>", "its name in the program")
        .option("--no-redrive", "leave what came meanwhile in the dead-letter queue")
        .option("--dry-run", "only say what would happen");
    return addDeploymentOptions(command).addHelpText(
        "after",
        `
  npm run resume -- payment-trouble
  npm run resume -- payment-trouble --no-redrive --stack prod

It restores the concurrency that the program gives the subscription. Letters of other causes stay in the queue.`,
    );
}
