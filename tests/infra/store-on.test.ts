import { expect } from "chai";
import { readFileSync } from "node:fs";

import { failure } from "local-cloud/testing";
import { BillingStore } from "../../infra/persistence";
import { type Registered, type RunOptions, runProgram } from "./run-program";

/**
 * Never called: what it holds is checked by `tsc` as part of `npm test`. A kind, status or field that is misspelt and
 * passes, or a change that has lost its type, fails the type check here.
 */
export function compileTime(store: BillingStore): void {
    store.on("typed", "subscription", ({ before, after, event, cause, missed }) => {
        const trialEnd: number | null | undefined = before?.object.trial_end;
        const endedAt: number | null = after.object.ended_at;
        const causes: "event" | "backfill" | "repair" = cause;
        const facts: [string, number, boolean, string | undefined] = [
            event.id,
            event.created,
            missed,
            after.customerId,
        ];
        return void [trialEnd, endedAt, causes, facts];
    });
    store.on("filtered", "invoice", { status: ["paid", "deleted"], changed: "amount_due" }, (change) => {
        const due: number = change.after.object.amount_due;
        return void due;
    });
    store.on("flag", "product", { status: "inactive", changed: ["name", "status"] }, () => undefined);
    store.on("factory", "customer", { factory: () => (change) => void change.after.object.email }, { once: true });
    store.on("both", "customer", { changed: "email" }, { factory: () => (change) => void change.after.object.email });
    // @ts-expect-error -- a misspelt kind
    store.on("misspelt", "subscripton", () => undefined);
    // @ts-expect-error -- a misspelt status
    store.on("misspelt", "invoice", { status: "payed" }, () => undefined);
    // @ts-expect-error -- a status of another kind
    store.on("misspelt", "invoice", { status: "trialing" }, () => undefined);
    // @ts-expect-error -- a misspelt field
    store.on("misspelt", "subscription", { changed: ["cancel_at_period_edn"] }, () => undefined);
    // @ts-expect-error -- an object has no such member
    store.on("member", "subscription", ({ after }) => void after.object.no_such_member);
    // @ts-expect-error -- a first state has nothing before it
    store.on("first", "subscription", ({ before }) => void before.object);
}

const settings = { ledgerDays: 90, logDays: 1, protect: false };

describe("BillingStore.on", function () {
    this.timeout(30_000);

    const run = async (subscribe: (store: BillingStore) => unknown, options?: RunOptions) =>
        (await runProgram(() => void subscribe(new BillingStore("billing", settings)), options)).resources;
    const only = (resources: readonly Registered[], type: string) => {
        const found = resources.filter((one) => one.type === type);
        expect(found, type).to.have.length(1);
        return found[0] as Registered;
    };
    const stateTable = (resources: readonly Registered[]) =>
        resources.find(({ name }) => name === "billing-state")?.inputs ?? {};
    const allow = (Action: string[], Resource: string[]) => ({ Effect: "Allow", Action, Resource });

    it("makes exactly a function, a mapping, a queue, a table for what failed, and the stream", async () => {
        const plain = await run(() => undefined);
        const resources = await run((store) => store.on("dunning", "invoice", () => undefined));

        const names = (all: readonly Registered[]) => all.map(({ type, name }) => `${type.split(":").at(-1)} ${name}`);
        expect(
            names(resources)
                .filter((one) => !names(plain).includes(one))
                .sort(),
        ).to.deep.equal([
            "ChangeSubscription dunning",
            "ClosureFunction dunning",
            "EventSourceMapping dunning",
            "Function dunning",
            "LogGroup dunning",
            "OnceTable billing-changes",
            "Queue dunning-dead-letters",
            "Role dunning",
            "RolePolicy dunning",
            "Table billing-changes",
        ]);
        expect(stateTable(resources)).to.include({ streamEnabled: true, streamViewType: "NEW_AND_OLD_IMAGES" });
        const { streamEnabled, streamViewType, ...others } = stateTable(resources);
        expect([streamEnabled, streamViewType]).to.deep.equal([true, "NEW_AND_OLD_IMAGES"]);
        expect(others, "the table as it was without a subscriber").to.deep.equal(stateTable(plain));
    });

    it("makes one stream and one table for several subscribers", async () => {
        const resources = await run((store) => {
            store.on("one", "invoice", () => undefined);
            store.on("two", "subscription", () => undefined);
        });

        const tables = resources.filter(({ type }) => type === "aws:dynamodb/table:Table").map(({ name }) => name);
        expect(tables.sort()).to.deep.equal(["billing-changes", "billing-ledger", "billing-state"]);
        const mappings = resources.filter(({ type }) => type.endsWith(":EventSourceMapping"));
        expect(mappings.map(({ inputs }) => inputs.eventSourceArn as string)).to.deep.equal([
            "arn:aws:dynamodb:billing-state/stream/1",
            "arn:aws:dynamodb:billing-state/stream/1",
        ]);
    });

    it("reads the stream for the function, from its beginning, and gives up after retries and age", async () => {
        const resources = await run((store) => store.on("dunning", "invoice", () => undefined));
        const { inputs, options } = only(resources, "aws:lambda/eventSourceMapping:EventSourceMapping");

        expect(inputs).to.deep.equal({
            eventSourceArn: "arn:aws:dynamodb:billing-state/stream/1",
            functionName: "dunning-name",
            startingPosition: "TRIM_HORIZON",
            batchSize: 10,
            parallelizationFactor: 1,
            maximumRetryAttempts: 10,
            maximumRecordAgeInSeconds: 72_000,
            bisectBatchOnFunctionError: true,
            functionResponseTypes: ["ReportBatchItemFailures"],
            filterCriteria: {
                filters: [
                    { pattern: '{"eventName":["INSERT","MODIFY"],"dynamodb":{"NewImage":{"kind":{"S":["invoice"]}}}}' },
                ],
            },
            destinationConfig: { onFailure: { destinationArn: "arn:aws:sqs:dunning-dead-letters" } },
        });
        expect(options.dependsOn).to.deep.equal(["aws:iam/rolePolicy:RolePolicy dunning".split(":").at(-1)]);
    });

    it("takes batch size, concurrency, retries and age from its options", async () => {
        const resources = await run((store) =>
            store.on("dunning", "invoice", () => undefined, {
                batchSize: 100,
                concurrency: 4,
                maxRetries: 2,
                maxAgeSeconds: 3_600,
                timeoutSeconds: 60,
                memoryMegabytes: 512,
                environment: { TICKETS: "https://tickets.example.com" },
                grants: [{ actions: ["sns:Publish"], resources: ["arn:aws:sns:tickets"] }],
            }),
        );
        const lambda = only(resources, "aws:lambda/function:Function").inputs;

        expect(only(resources, "aws:lambda/eventSourceMapping:EventSourceMapping").inputs).to.include({
            batchSize: 100,
            parallelizationFactor: 4,
            maximumRetryAttempts: 2,
            maximumRecordAgeInSeconds: 3_600,
        });
        expect(lambda)
            .to.include({ timeout: 60, memorySize: 512 })
            .and.not.have.property("reservedConcurrentExecutions");
        expect((lambda.environment as { variables: object }).variables).to.include({
            CHANGES_TABLE: "billing-changes-name",
            TICKETS: "https://tickets.example.com",
        });
        expect(statements(resources).at(-1)).to.deep.equal(allow(["sns:Publish"], ["arn:aws:sns:tickets"]));
    });

    it("is refused more changes in a call than can be looked up in one", async () => {
        const error = await failure(run((store) => store.on("big", "invoice", () => undefined, { batchSize: 101 })));

        expect(error.message).to.equal('"big" asks for 101 changes a call: batchSize is at most 100');
    });

    const statements = (resources: readonly Registered[]) =>
        (
            JSON.parse(only(resources, "aws:iam/rolePolicy:RolePolicy").inputs.policy as string) as {
                Statement: unknown[];
            }
        ).Statement;
    const common = [
        allow(["logs:CreateLogStream", "logs:PutLogEvents"], ["arn:aws:cloudwatch:dunning:*"]),
        allow(["xray:PutTraceSegments", "xray:PutTelemetryRecords"], ["*"]),
        allow(["sqs:SendMessage"], ["arn:aws:sqs:dunning-dead-letters"]),
        allow(
            ["dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator"],
            ["arn:aws:dynamodb:billing-state/stream/1"],
        ),
        allow(["dynamodb:ListStreams"], ["arn:aws:dynamodb:billing-state/stream/*"]),
    ];
    const changes = ["arn:aws:dynamodb:billing-changes"];

    it("lets the function read the stream and remember what failed, and no more", async () => {
        const resources = await run((store) => store.on("dunning", "invoice", () => undefined));

        expect(statements(resources)).to.deep.equal([
            ...common,
            allow(["dynamodb:BatchGetItem", "dynamodb:PutItem", "dynamodb:DeleteItem"], changes),
        ]);
    });

    it("lets one with once also remember what it did", async () => {
        const resources = await run((store) => store.on("dunning", "invoice", () => undefined, { once: true }));

        expect(statements(resources)).to.deep.equal([
            ...common,
            allow(
                [
                    "dynamodb:BatchGetItem",
                    "dynamodb:GetItem",
                    "dynamodb:PutItem",
                    "dynamodb:UpdateItem",
                    "dynamodb:DeleteItem",
                ],
                changes,
            ),
        ]);
    });

    it("has one small file of code, with its filter in it, and more of it for once alone", async () => {
        const code = async (once: boolean) => {
            const filter = { changed: "cancel_at_period_end" } as const;
            const resources = await run((store) =>
                store.on("plans", "subscription", filter, () => undefined, { once }),
            );
            const { assets } = only(resources, "aws:lambda/function:Function").inputs.code as {
                assets: Promise<Record<string, { path: Promise<string> }>>;
            };
            return readFileSync((await (await assets)["index.js"]?.path) ?? "", "utf8");
        };
        const [plain, once] = [await code(false), await code(true)];

        expect(plain).to.contain("cancel_at_period_end");
        expect(plain).to.not.contain("IdempotencyAlreadyInProgress");
        expect(once).to.contain("IdempotencyAlreadyInProgress");
        expect(Buffer.byteLength(plain)).to.be.below(250 * 1024);
        expect(Buffer.byteLength(once)).to.be.within(Buffer.byteLength(plain), 300 * 1024);
    });

    it("declares the same in a preview", async () => {
        const subscribe = (store: BillingStore) => store.on("dunning", "invoice", () => undefined);
        const preview = await run(subscribe, { preview: true });

        expect(preview.map(({ type }) => type).sort()).to.deep.equal(
            (await run(subscribe)).map(({ type }) => type).sort(),
        );
    });

    it("refuses a subscriber after the list was taken, naming it", async () => {
        const error = await failure(
            run((store) => {
                store.close("new Observability");
                store.on("late", "invoice", () => undefined);
            }),
        );

        expect(error.message).to.equal('change subscriber "late" comes after new Observability: move it before');
    });

    it("refuses a subscriber once the table is declared without a stream", async () => {
        const late = async () => {
            const store = new BillingStore("billing", settings);
            await new Promise((resolve) => setImmediate(resolve));
            store.on("late", "invoice", () => undefined);
        };

        const error = await failure(runProgram(late));

        expect(error.message).to.equal(
            'change subscriber "late" comes after the program\'s first wait, by which the state table is declared: move it before',
        );
    });
});
