import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import * as pulumi from "@pulumi/pulumi";
import { expect } from "chai";

import { createBillingQueries } from "../../handlers/queries";
import { createStripe } from "../../handlers/create-stripe";
import { StripeBus } from "../../infra/bus";
import { BillingStore } from "../../infra/persistence";
import { runProgram } from "./run-program";

describe("BillingStore.reader", function () {
    this.timeout(30_000);
    const settings = { archiveDays: 1, logDays: 1, ledgerDays: 90, protect: false };

    /** The environment and the last of the statements of the handler that `subscribe` makes. */
    async function captureHandler(subscribe: (bus: StripeBus) => void) {
        const { resources } = await runProgram(() => subscribe(new StripeBus("stripe", settings)));
        const lambda = resources.find(({ type }) => type === "aws:lambda/function:Function")?.inputs;
        const policy = resources.find(({ type }) => type === "aws:iam/rolePolicy:RolePolicy")?.inputs.policy as string;
        const { variables } = lambda?.environment as { variables: Record<string, string> };
        delete variables.POWERTOOLS_METRICS_NAMESPACE;
        const { Statement } = JSON.parse(policy) as { Statement: { Action: string[] }[] };
        return { variables, reads: Statement.filter(({ Action }) => /dynamodb|secretsmanager/.test(Action.join())) };
    }

    const allow = (Action: string[], Resource: string[]) => ({ Effect: "Allow", Action, Resource });
    const state = "arn:aws:dynamodb:billing-state";
    const tables = { STATE_TABLE: "billing-state-name", LEDGER_TABLE: "billing-ledger-name" };
    const readTables = [
        allow(["dynamodb:GetItem", "dynamodb:BatchGetItem"], [state]),
        allow(
            ["dynamodb:Query"],
            [state, ...["byCustomer", "byStatus", "byCustomerAccount"].map((index) => `${state}/index/${index}`)],
        ),
        allow(["dynamodb:GetItem"], ["arn:aws:dynamodb:billing-ledger"]),
    ];

    it("lets a handler read both tables, and tells their names", async () => {
        const { variables, reads } = await captureHandler((bus) => {
            const store = new BillingStore("billing", settings);
            bus.on("cancellations", "customer.subscription.deleted", {
                factory: () => {
                    const billing = createBillingQueries({
                        documents: DynamoDBDocumentClient.from(new DynamoDBClient({})),
                        stateTable: process.env.STATE_TABLE ?? "",
                        ledgerTable: process.env.LEDGER_TABLE,
                    });
                    return (event) => billing.untilRecorded(event.id);
                },
                ...store.reader(),
            });
        });

        expect(variables).to.deep.equal(tables);
        expect(reads).to.deep.equal(readTables);
    });

    it("lets it read the Stripe API key too, where the stack has one", async () => {
        const { variables, reads } = await captureHandler((bus) => {
            const store = new BillingStore("billing", { ...settings, stripeApiKey: pulumi.secret("rk_test_1") });
            bus.on("trials", "customer.subscription.trial_will_end", {
                factory: () => {
                    const stripe = createStripe({
                        secrets: new SecretsManagerClient({}),
                        apiKeySecretArn: process.env.STRIPE_API_KEY_SECRET_ARN ?? "",
                        now: () => Date.now(),
                        fetch,
                    });
                    return async (event) => void (await stripe.get(`/v1/events/${event.id}`));
                },
                ...store.reader(),
            });
        });

        const key = "arn:aws:secretsmanager:billing-stripe-api-key";
        expect(variables).to.deep.equal({ ...tables, STRIPE_API_KEY_SECRET_ARN: key });
        expect(reads).to.deep.equal([...readTables, allow(["secretsmanager:GetSecretValue"], [key])]);
    });
});
