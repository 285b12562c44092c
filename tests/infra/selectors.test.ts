import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import { readFileSync } from "node:fs";

import { failure } from "local-cloud/testing";
import { createBillingQueries } from "../../handlers/queries";
import type { StripeBus } from "../../infra/bus";
import { StripeBus as Bus } from "../../infra/bus";
import { BillingStore } from "../../infra/persistence";
import { runProgram } from "./run-program";

/**
 * Never called: what it holds is checked by `tsc` as part of `npm test`. A selector that is misspelt and passes, or an
 * event that has lost its type, fails the type check here.
 */
export function compileTime(bus: StripeBus): void {
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
    bus.on("all", "*", (event) => void event.id);
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
        // The types do not exist: a list this long of those that do would fill a page.
        const types = Array.from({ length: 120 }, (_, index) => `invoice.kind_number_${index}`) as unknown as [
            "invoice.paid",
        ];

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
        expect(policy).to.contain('["arn:aws:cloudwatch:many","arn:aws:cloudwatch:many-2"]');
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
                ],
            },
        ]);
    });

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
