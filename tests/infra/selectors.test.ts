import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import { readFileSync } from "node:fs";
import type Stripe from "stripe";

import { failure } from "local-cloud/testing";
import { createBillingQueries } from "../../handlers/queries";
import type { FetchRelatedObject } from "../../handlers/related-object";
import type { StripeBus } from "../../infra/bus";
import { StripeBus as Bus } from "../../infra/bus";
import { BillingStore } from "../../infra/persistence";
import { ordinaryEventTypes } from "../../infra/selectors/event-types";
import { runProgram } from "./run-program";

/**
 * Never called: what it holds is checked by `tsc` as part of `npm test`. A selector that is misspelt and passes, or an
 * event that has lost its type, fails the type check here.
 */
export function compileTime(bus: StripeBus, fetchRelatedObject: FetchRelatedObject): void {
    bus.on("one", "customer.subscription.created", (event) => {
        const type: "customer.subscription.created" = event.type;
        const trialEnd: number | null = event.data.object.trial_end;
        return void [type, trialEnd];
    });
    bus.on("group", "charge.dispute.*", (event) => void event.data.object.evidence);
    bus.on("list", ["invoice.paid", "customer.subscription.*"], (event) => {
        if (event.type === "invoice.paid") {
            const due: number = event.data.object.amount_due;
            return void due;
        }
        // @ts-expect-error -- only the selected types can come
        return event.type === "payout.paid" ? undefined : undefined;
    });
    bus.on("all", "*", (event) => {
        if (event.object === "v2.core.event") {
            const created: string = event.created;
            return void [created, event.snapshot_event];
        }
        const seconds: number = event.created;
        return void [seconds, event.data.object];
    });
    bus.on("thin", "v1.customer.subscription.created", (event) => {
        const type: "v1.customer.subscription.created" = event.type;
        const [id, context]: [string, string | undefined] = [event.related_object.id, event.context];
        return void [type, id, context];
    });
    bus.on("accounts", "v2.core.account.*", (event) => void event.livemode);
    bus.on("both", ["invoice.paid", "v1.invoice.*"], (event) => {
        return event.type === "invoice.paid" ? void event.data.object.amount_due : void event.changes;
    });
    bus.on("related", "v1.customer.created", {
        factory: () => async (event) => {
            const customer: Stripe.Customer | undefined = await fetchRelatedObject(event);
            return void customer;
        },
    });
    bus.on("method", "v1.customer.created", (event) => {
        // @ts-expect-error -- from the bus comes JSON, which has no methods
        const method: unknown = event.fetchRelatedObject;
        return void method;
    });
    bus.on("data", "v1.customer.created", (event) => {
        // @ts-expect-error -- a thin event carries no object
        const data: unknown = event.data;
        return void data;
    });
    bus.on("all", "*", (event) => {
        // @ts-expect-error -- what "*" selects may be thin, without an object
        const data: unknown = event.data;
        return void data;
    });
    // @ts-expect-error -- a misspelt type of API v2
    bus.on("misspelt", "v2.core.acount.created", () => undefined);
    // @ts-expect-error -- a type that only snapshot events have
    bus.on("misspelt", "v1.customer.source.created", () => undefined);
    bus.on("subscriber", "customer.subscription.deleted", {
        factory: () => (event) => void event.data.object.ended_at,
    });
    // @ts-expect-error -- a misspelt type
    bus.on("misspelt", "customer.subscription.craeted", () => undefined);
    // @ts-expect-error -- a misspelt type in a list
    bus.on("misspelt", ["invoice.paid", "invoice.payed"], () => undefined);
    // @ts-expect-error -- a misspelt group
    bus.on("misspelt", "custommer.*", () => undefined);
    // @ts-expect-error -- a subscription has no such member
    bus.on("member", "customer.subscription.created", (event) => void event.data.object.no_such_member);
}

describe("StripeBus.on", function () {
    this.timeout(30_000);

    it("makes a rule with a target and a permission for each pattern that a long list needs", async () => {
        const types = ordinaryEventTypes.slice(0, 80) as ["invoice.paid"];

        const { resources } = await runProgram(() => {
            const bus = new Bus("stripe", { archiveDays: 1, logDays: 1, ledgerDays: 90, protect: false });
            bus.on("many", types, () => undefined);
        });

        const named = (type: string) => resources.filter((one) => one.type === type).map(({ name }) => name);
        expect(named("aws:cloudwatch/eventRule:EventRule")).to.deep.equal(["many", "many-2"]);
        expect(named("aws:cloudwatch/eventTarget:EventTarget")).to.deep.equal(["many", "many-2"]);
        expect(named("aws:lambda/permission:Permission")).to.deep.equal(["many", "many-2"]);
        expect(named("aws:lambda/function:Function")).to.deep.equal(["many"]);
        const policy = resources.find(({ type }) => type === "aws:sqs/queuePolicy:QueuePolicy")?.inputs
            .policy as string;
        expect(policy).to.contain(
            JSON.stringify(
                ["many", "many-replay", "many-2", "many-2-replay"].map((name) => `arn:aws:cloudwatch:${name}`),
            ),
        );
    });

    it("takes a handler that reads the billing state, with the permission to", async () => {
        const { resources } = await runProgram(() => {
            const settings = { archiveDays: 1, logDays: 1, ledgerDays: 90, protect: false };
            const store = new BillingStore("billing", settings);
            new Bus("stripe", settings).on("cancellations", "customer.subscription.deleted", {
                factory: () => {
                    const billing = createBillingQueries({
                        documents: DynamoDBDocumentClient.from(new DynamoDBClient({})),
                        stateTable: process.env.STATE_TABLE as string,
                    });
                    return async (event) => {
                        await billing.hasActiveSubscription(event.data.object.customer as string);
                    };
                },
                environment: { STATE_TABLE: store.stateTable.name },
                grants: store.grantRead(),
            });
        });

        const lambda = resources.find(({ type }) => type === "aws:lambda/function:Function")?.inputs;
        const policy = resources.find(({ type }) => type === "aws:iam/rolePolicy:RolePolicy")?.inputs.policy as string;
        const { assets } = lambda?.code as { assets: Promise<Record<string, { path: Promise<string> }>> };
        const file = await (await assets)["index.js"]?.path;
        expect(readFileSync(file ?? "", "utf8")).to.contain("customerKey = :customer");
        expect(lambda?.environment).to.deep.equal({
            variables: {
                POWERTOOLS_METRICS_NAMESPACE: "StripeEventBridge/stripe-eventbridge__test",
                STATE_TABLE: "billing-state-name",
            },
        });
        expect((JSON.parse(policy) as { Statement: unknown[] }).Statement.slice(-2)).to.deep.equal([
            {
                Effect: "Allow",
                Action: ["dynamodb:GetItem", "dynamodb:BatchGetItem"],
                Resource: ["arn:aws:dynamodb:billing-state"],
            },
            {
                Effect: "Allow",
                Action: ["dynamodb:Query"],
                Resource: [
                    "arn:aws:dynamodb:billing-state",
                    "arn:aws:dynamodb:billing-state/index/byCustomer",
                    "arn:aws:dynamodb:billing-state/index/byStatus",
                    "arn:aws:dynamodb:billing-state/index/byCustomerAccount",
                ],
            },
        ]);
    });

    it("takes groups of every depth, of snapshot events and of thin ones", async () => {
        const selectors = ["customer.*", "v1.*", "v1.customer.subscription.*", "v2.core.*", "*"] as const;

        const { resources } = await runProgram(() => {
            const bus = new Bus("stripe", { archiveDays: 1, logDays: 1, ledgerDays: 90, protect: false });
            selectors.forEach((selector, index) => bus.on(`group-${index}`, selector, () => undefined));
        });

        expect(resources.filter(({ type }) => type === "aws:cloudwatch/eventRule:EventRule")).to.have.length(5);
    });

    for (const selector of ["customer.craeted", "custommer.*", "v1.customer.source.created", "v3.*", "customer*", ""]) {
        it(`refuses "${selector}", which no type of Stripe's matches, though the type check was passed by`, async () => {
            const error = await failure(
                runProgram(() => {
                    const bus = new Bus("stripe", { archiveDays: 1, logDays: 1, ledgerDays: 90, protect: false });
                    bus.on("misspelt", ["invoice.paid", selector as "invoice.paid"], () => undefined);
                }),
            );

            expect(error.message).to.contain(
                `subscription "misspelt" selects "${selector}", and no type of Stripe's events is that: correct it`,
            );
        });
    }

    it("refuses an empty list of types, naming the subscription", async () => {
        const error = await failure(
            runProgram(() => {
                new Bus("stripe", { archiveDays: 1, logDays: 1, ledgerDays: 90, protect: false }).on(
                    "none",
                    [],
                    () => undefined,
                );
            }),
        );

        expect(error.message).to.contain('subscription "none" selects no event types');
    });
});
