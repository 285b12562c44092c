import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { CommandError, type Terminal } from "local-cloud/command";

import { toAwsFailure } from "../aws-failure";
import { findDeployment } from "../deployment";
import { suggestCommand } from "../suggest-command";
import type { StateOptions } from "./options";
import { isCustomerId, readCustomer } from "./read-customer";
import { findKinds, readObject } from "./read-object";
import { showCustomer } from "./show-customer";
import { showObject } from "./show-object";

/**
 * Does what `npm run state` was asked to.
 *
 * @throws CommandError when the state does not have what was asked for, or it cannot be read
 */
export async function runState(id: string, options: StateOptions, terminal: Terminal): Promise<void> {
    const { aws, outputs } = await findDeployment(options);
    const { account, kind } = options;
    const documents = DynamoDBDocumentClient.from(new DynamoDBClient(aws));
    try {
        if (kind === "customer" || (kind === undefined && isCustomerId(id))) {
            const customer = await readCustomer({ outputs, documents }, id, account);
            terminal.result(customer);
            checkFound(customer.customer !== undefined || Object.keys(customer.counts).length > 0, id, options);
            showCustomer(terminal, customer);
        } else {
            const object = await readObject({ outputs, documents }, { objectId: id, kind, account });
            terminal.result(object ?? null);
            checkFound(object !== undefined, id, options);
            if (object !== undefined) {
                showObject(terminal, object);
            }
        }
    } catch (error) {
        throw toAwsFailure(error);
    } finally {
        documents.destroy();
    }
}

function checkFound(isFound: boolean, id: string, options: StateOptions): void {
    if (!isFound) {
        const { account, kind } = options;
        const more = account === undefined ? "; a connected account's needs --account" : "";
        const named =
            kind === undefined && findKinds(id).length > 1 ? "; an id that does not tell its kind needs --kind" : "";
        const reads = id.startsWith("acct_")
            ? `"${suggestCommand("sync object cus_…", options)}", with the customer's own id, reads the customer from Stripe`
            : `"${suggestCommand(`sync object ${id}`, options)}" reads it from Stripe`;
        throw new CommandError(`the state does not have ${id}: no event told of it${more}${named}; ${reads}`);
    }
}
