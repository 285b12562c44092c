import type { Command } from "commander";

import { defaultAwsEndpoint } from "./deployment";

/** Adds what every command has that works on a deployment: which one, and JSON. */
export function addDeploymentOptions(command: Command): Command {
    return command
        .option("--aws-endpoint <url>", `the local cloud (default: ${defaultAwsEndpoint})`)
        .option("--stack <name>", "a deployed stack, with your AWS credentials, and not the local cloud")
        .option("--json", "print JSON");
}
