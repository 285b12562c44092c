import { BatchGetCommand } from "@aws-sdk/lib-dynamodb";

import { decide } from "../../../handlers/billing/decide";
import { toStoredItem } from "../../../handlers/billing/stored-item";
import { createBillingQueries, type BillingQueries, type BillingQueriesDeps } from "../../../handlers/queries";
import { startDynamo, type DynamoFixture } from "local-cloud/testing";
import { createBillingTables, ledgerTable, stateTable } from "../billing-tables";
import { stripeEvent } from "../billing/stripe-event";

type Hash = Record<string, unknown>;

/** The billing tables in the local DynamoDB, and the queries over them. */
export interface BillingFixture {
    dynamo: DynamoFixture;
    queries: (deps?: Partial<BillingQueriesDeps>) => BillingQueries;
    /** Puts the item that an event with this object makes. */
    store: (object: Hash, account?: string) => Promise<void>;
    /** A client that does `before` each time when an index has answered, and the objects are not yet read. */
    interrupted: (before: () => Promise<void>) => BillingQueriesDeps["documents"];
    stop(): Promise<void>;
}

export async function startBilling(): Promise<BillingFixture> {
    const dynamo = await startDynamo();
    await createBillingTables(dynamo);
    return {
        dynamo,
        queries: (deps = {}) => createBillingQueries({ documents: dynamo.document, stateTable, ledgerTable, ...deps }),
        async store(object, account) {
            const event = stripeEvent(object, { type: `${object.object as string}.updated`, account });
            const { next } = decide(undefined, event);
            await dynamo.document.put({ TableName: stateTable, Item: next && toStoredItem(next) });
        },
        interrupted: (before) => ({
            send: (async (command: BatchGetCommand) => {
                if (command instanceof BatchGetCommand) {
                    await before();
                }
                return dynamo.document.send(command);
            }) as typeof dynamo.document.send,
        }),
        stop: () => dynamo.stop(),
    };
}

/** A subscription with an item of each price. */
export function subscriptionTo(prices: string[], id: string, customer: string, changes: Hash = {}): Hash {
    const data = prices.map((price) => ({
        id: `si_${id}_${price}`,
        object: "subscription_item",
        price: { id: price, object: "price", product: `prod_of_${price}` },
    }));
    return { id, object: "subscription", customer, status: "active", items: { object: "list", data }, ...changes };
}
