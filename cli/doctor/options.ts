import { Command } from "commander";

import { defaultStripeUrl, type DeploymentOptions } from "../deployment";
import { addDeploymentOptions } from "../deployment-options";

/** What the command line asks for. */
export interface DoctorOptions extends DeploymentOptions {
    preview: boolean;
    apiKey?: string;
    stripeUrl?: string;
    mend?: boolean;
    json?: boolean;
}

/** The command line of `npm run doctor`. */
export function doctorCommand(): Command {
    const command = new Command("npm run doctor --")
        .description(
            "Looks for what keeps the program from working: this machine, the settings, the program, and with --stack the " +
                "AWS account and the deployed stack. Says what is wrong and how to mend it.",
        )
        .option("--no-preview", "leave out pulumi preview, which takes a minute on a deployed stack")
        .option("--mend", "remove rules that a killed replay left on the bus")
        .option("--api-key <key>", "look for the webhook endpoint at Stripe with it (default: STRIPE_API_KEY)")
        .option("--stripe-url <url>", `another Stripe, such as ${defaultStripeUrl}`);
    return addDeploymentOptions(command)
        .allowExcessArguments(false)
        .addHelpText(
            "after",
            `
  npm run doctor
  npm run doctor -- --stack prod
  STRIPE_API_KEY=rk_… npm run doctor -- --stack prod --no-preview

It changes nothing without --mend, and shows no secret. The exit code is 1 when something is wrong; warnings, and what could not be
looked at, leave it 0.`,
        );
}
