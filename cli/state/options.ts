import { Command } from "commander";

import { addDeploymentOptions } from "../deployment-options";

/** What the command line asks for. */
export interface StateOptions {
    account?: string;
    kind?: string;
    awsEndpoint?: string;
    stack?: string;
    json?: boolean;
}

/** The command line of `npm run state`. */
export function stateCommand(): Command {
    const command = new Command("npm run state --")
        .description("Shows a customer's billing as the state has it, or one object.")
        .argument("<id>", "of a customer (cus_…, acct_…) or an object (sub_…, in_…)")
        .option("--account <id>", "it is this connected account's")
        .option("--kind <name>", "what the object is, where its id does not tell: coupon, product");
    return addDeploymentOptions(command).addHelpText(
        "after",
        `
  npm run state -- cus_NffrFeUfNV2Hib
  npm run state -- sub_1MowQVLkdIwHu7ixeRlqHVzs --stack prod
  npm run state -- SUMMER --kind coupon

It only reads: an object costs a read unit of DynamoDB for each 4 KB, at $0.125 for a million; a customer, so many for each of the
customer's objects. "npm run events -- show ID" tells how the state came to be; "npm run sync -- object ID" reads Stripe's.`,
    );
}
