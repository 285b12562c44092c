import path from "node:path";

import { Command, InvalidArgumentError, Option } from "commander";

import { parsePort, parseSpeed } from "local-cloud/command";

/** What the command line asks for. */
export interface StartOptions {
    port: number;
    awsPort: number;
    stripePort: number;
    consolePort: number;
    /** Whether the web console is served. */
    console: boolean;
    /** The folder of the Pulumi project to run. */
    program: string;
    data: string;
    /** Whether nothing is kept; `data` counts for nothing then. */
    ephemeral?: boolean;
    /** How many times faster than real time durations pass. */
    speed: number;
    /** The Stripe CLI's own signing secret, for the webhook. */
    signingSecret?: string;
    /** Whether resource types that the local cloud does not know are refused, instead of ignored. */
    strict?: boolean;
    /** Whether only failures are shown while it runs. */
    quiet?: boolean;
    json?: boolean;
}

/** The command line of `npm start`. */
export function startCommand(): Command {
    return new Command("npm start --")
        .description("Runs the program whole on this machine: the webhook, AWS's APIs behind it, and Stripe before it.")
        .option("--port <port>", "the webhook's port; 0 takes a free one", parsePort, 4242)
        .option("--aws-port <port>", "the port of AWS's APIs; 0 takes a free one", parsePort, 4566)
        .option("--stripe-port <port>", "the port of the local Stripe's API; 0 takes a free one", parsePort, 4243)
        .option("--console-port <port>", "the port of the web console; 0 takes a free one", parsePort, 4280)
        .option("--no-console", "serve no web console")
        .option("--program <folder>", "the Pulumi project to run", ".")
        .option("--data <folder>", "where everything is kept; unless given, in the program's folder", ".local")
        .addOption(new Option("--ephemeral", "keep nothing").conflicts("data"))
        .option("--speed <times>", "how many times faster retries, delays and retentions pass", parseSpeed, 1)
        .option(
            "--signing-secret <whsec>",
            "a secret for the webhook, such as that which stripe listen signs with (stripe listen --print-secret)",
            parseSigningSecret,
        )
        .option("--strict", "refuse resource types that the local cloud does not know, instead of passing them over")
        .option("--quiet", "show only failures while it runs")
        .option("--json", "print JSON, a document a line")
        .allowExcessArguments(false);
}

function parseSigningSecret(text: string): string {
    if (!/^whsec_[\w+/=-]+$/.test(text)) {
        throw new InvalidArgumentError("Write it as Stripe shows it (whsec_…), without quotes or spaces.");
    }
    return text;
}

/** What a parsed command line asks for. */
export function startOptions(command: Command): StartOptions {
    const options = command.opts<StartOptions>();
    // What one program keeps, another would delete.
    const isDefault = command.getOptionValueSource("data") === "default";
    return isDefault ? { ...options, data: path.join(options.program, options.data) } : options;
}
