import { GetCommand } from "@aws-sdk/lib-dynamodb";
import { setTimeout as wait } from "node:timers/promises";
import type Stripe from "stripe";

import { makeStatusKey } from "../billing/index-keys";
import { makeObjectKey } from "../billing/item";
import { createEntitlements } from "./entitlements";
import { createFindCustomerIds } from "./find-customer-ids";
import { createHasActiveSubscription } from "./has-active-subscription";
import { checkId, ownAccount } from "./ids";
import { statusIndex } from "./indexes";
import { readStored, type Kind, type ObjectOf, type Stored } from "./objects";
import { objectsOf } from "./objects-of";
import { checkLimit, fromCursor, toCursor, type AccountOptions, type Page, type PageOptions } from "./page";
import type { BillingQueries, BillingQueriesDeps } from "./queries";
import { createQueryIndex } from "./query-index";
import { createReadObjects, maxObjects } from "./read-objects";
import { createUntilRecorded } from "./until-recorded";

export function createBillingQueries(deps: BillingQueriesDeps): BillingQueries {
    const { documents, stateTable, ledgerTable, stripe } = deps;
    const pause = deps.wait ?? ((milliseconds: number) => wait(milliseconds));
    const query = createQueryIndex({ documents, stateTable });
    const read = createReadObjects({ documents, stateTable, wait: pause });
    const findCustomerIds = createFindCustomerIds(query, read);

    async function get<K extends Kind>(
        kind: K,
        objectId: string,
        { account = ownAccount }: AccountOptions = {},
    ): Promise<Stored<ObjectOf<K>> | undefined> {
        const objectKey = makeObjectKey({ account, kind, objectId: checkId("objectId", objectId) });
        const { Item } = await documents.send(
            new GetCommand({ TableName: stateTable, Key: { objectKey }, ConsistentRead: true }),
        );
        return Item && readStored<ObjectOf<K>>(Item);
    }

    async function customerObjects<K extends Kind>(
        customerId: string,
        kind?: K,
        { account = ownAccount, limit = 100, cursor }: PageOptions = {},
    ): Promise<Page<Stored<ObjectOf<K>>>> {
        const request = {
            account,
            customerId: checkId("customerId", customerId),
            customerIds: await findCustomerIds(account, customerId),
            kind,
            limit: checkLimit(limit),
            cursor,
        };
        return (await objectsOf(query, read, request)) as Page<Stored<ObjectOf<K>>>;
    }

    async function withStatus<K extends Kind>(
        kind: K,
        status: string,
        { account = ownAccount, limit = 100, cursor }: PageOptions = {},
    ): Promise<Page<Stored<ObjectOf<K>>>> {
        const statusKey = makeStatusKey(account, kind, checkId("status", status));
        const name = `withStatus ${statusKey}`;
        const { objectKeys, next } = await query({
            index: statusIndex,
            condition: "statusKey = :status",
            values: { ":status": statusKey },
            limit: Math.min(checkLimit(limit), maxObjects),
            ...(cursor !== undefined && { start: fromCursor(name, cursor) }),
        });
        const items = (await read(objectKeys)).filter((item) => item.statusKey === statusKey);
        return {
            items: items as unknown as Stored<ObjectOf<K>>[],
            ...(next !== undefined && { cursor: toCursor(name, next) }),
        };
    }

    async function subscriptionsOf(customerId: string, { account }: AccountOptions = {}) {
        const subscriptions: Stored<Stripe.Subscription>[] = [];
        let cursor: string | undefined;
        do {
            const page = await customerObjects(customerId, "subscription", { account, cursor });
            subscriptions.push(...page.items);
            ({ cursor } = page);
        } while (cursor !== undefined);
        return subscriptions;
    }

    return {
        get,
        objectsOf: customerObjects,
        withStatus,
        subscriptionsOf,
        subscriptionsWith: (status, options) => withStatus("subscription", status, options),
        hasActiveSubscription: createHasActiveSubscription({ subscriptionsOf, stripe }),
        ...createEntitlements({ get, findCustomerIds, stripe }),
        untilRecorded: createUntilRecorded({ documents, ledgerTable, wait: pause }),
    };
}
