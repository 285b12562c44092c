import { Command, InvalidArgumentError, Option } from "commander";

import { parsePort, parseSpeed } from "./parse-option";

/** What the command line of `local-cloud` asks for. */
export interface ToolOptions {
    stack: string;
    port: number;
    awsPort: number;
    /** Undefined takes the stack's `aws:region`. */
    region?: string;
    folder: string;
    /** Whether nothing is kept; `folder` counts for nothing then. */
    ephemeral?: boolean;
    /** Settings that take precedence over the stack's, by key. */
    config: Record<string, string>;
    /** How many times faster than real time durations pass. */
    speed: number;
    /** Whether resource types that the local cloud does not know are refused, instead of ignored. */
    strict?: boolean;
    /** Whether it ends once the program is up. */
    once?: boolean;
    json?: boolean;
}

/** The command line of `local-cloud`. */
export function toolCommand(): Command {
    return new Command("local-cloud")
        .description("Runs the Pulumi program in this folder whole on this machine: its APIs, and AWS's behind them.")
        .option("--stack <name>", "the stack whose settings it has, from Pulumi.NAME.yaml", "dev")
        .option("--port <port>", "the port of the program's own APIs; 0 takes a free one", parsePort, 4242)
        .option("--aws-port <port>", "the port of AWS's APIs; 0 takes a free one", parsePort, 4566)
        .option("--region <region>", "the region it plays (default: the stack's aws:region, or us-east-1)")
        .option("--folder <folder>", "where everything is kept", ".local")
        .addOption(new Option("--ephemeral", "keep nothing").conflicts("folder"))
        .option("--config <key=value>", "a setting that counts instead of the stack's; may be repeated", setting, {})
        .option("--speed <times>", "how many times faster retries, delays and retentions pass", parseSpeed, 1)
        .option("--strict", "refuse resource types that the local cloud does not know, instead of passing them over")
        .option("--once", "bring the program up, show what it made, and end")
        .option("--json", "print JSON, a document a line")
        .allowExcessArguments(false);
}

function setting(text: string, former: Record<string, string>): Record<string, string> {
    const [, key, value] = /^([^=]+)=([^]*)$/.exec(text) ?? [];
    if (key === undefined || value === undefined) {
        throw new InvalidArgumentError("Write key=value.");
    }
    return { ...former, [key]: value };
}
