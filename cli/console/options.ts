import { Command } from "commander";

import { parsePort } from "local-cloud/command";
import { defaultStripeUrl } from "../deployment";
import { addDeploymentOptions } from "../deployment-options";

/** What the command line asks for. */
export interface ConsoleCommandOptions {
    port: number;
    readOnly?: boolean;
    awsEndpoint?: string;
    stack?: string;
    stripeUrl: string;
    json?: boolean;
}

/** The command line of `npm run console`. */
export function consoleCommand(): Command {
    const command = new Command("npm run console --")
        .description("Serves the web console on this machine, until it is interrupted. AWS's credentials stay in it.")
        .option("--port <port>", "the console's port; 0 takes a free one", parsePort, 4281)
        .option("--read-only", "refuse everything that changes something: redrives, drops, replays, test events")
        .option("--stripe-url <url>", "the local Stripe, for stories", defaultStripeUrl);
    return addDeploymentOptions(command).addHelpText(
        "after",
        `
"npm start" serves a console of its own, on port 4280. Only who has the address that is printed, with its token, can use it.

  npm run console -- --stack prod
  npm run console -- --stack prod --read-only`,
    );
}
