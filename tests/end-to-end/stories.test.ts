import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient, paginateScan } from "@aws-sdk/lib-dynamodb";
import { expect } from "chai";
import { captureOutput, until } from "local-cloud/testing";
import { type LocalStripe, startLocalStripe } from "local-stripe";

import { story } from "../../cli/story";
import { type LocalRun, signingSecret, startLocalRun } from "./local-run";

interface Item {
    kind: string;
    objectId: string;
    deleted: boolean;
    object: Record<string, unknown>;
}

describe("all stories of the local Stripe", function () {
    this.timeout(180_000);
    let run: LocalRun;
    let stripe: LocalStripe;
    let documents: DynamoDBDocumentClient;

    before(async () => {
        run = await startLocalRun();
        documents = DynamoDBDocumentClient.from(new DynamoDBClient(run.aws));
        stripe = await startLocalStripe({ port: 0 });
        const { webhookUrl: url } = run.outputs;
        stripe.registerEndpoint({ id: "we_1", url, secret: signingSecret, enabledEvents: ["*"] });
    });

    after(async () => {
        await stripe?.close();
        documents?.destroy();
        await run?.stop();
    });

    async function readItems(): Promise<Item[]> {
        const items: Item[] = [];
        const { stateTableName: TableName } = run.outputs;
        for await (const { Items = [] } of paginateScan({ client: documents }, { TableName, ConsistentRead: true })) {
            items.push(...(Items as unknown as Item[]));
        }
        return items;
    }

    /** How many events are recorded. The local cloud counts at once, where a scan would take from what is waited for. */
    async function ledgerSize(): Promise<number | undefined> {
        const { Table } = await documents.send(new DescribeTableCommand({ TableName: run.outputs.ledgerTableName }));
        return Table?.ItemCount;
    }

    it("leave the state as Stripe has it, though their events come in any order and some of them twice", async () => {
        const output = captureOutput();
        const args = ["all", "--seed", "1", "--shuffle", "--duplicate", "0.2", "--json", "--stripe-url", stripe.url];
        expect(await story(args, output, captureOutput())).to.equal(0);
        const { events } = JSON.parse(output.text().trimEnd().split("\n").at(-1) ?? "") as { events: number };
        await until("every event in the ledger", async () => (await ledgerSize()) === events, 120);

        const items = await readItems();

        const differing = items.filter(({ kind, objectId, deleted, object }) => {
            const known = stripe.state.get(kind, objectId);
            return deleted ? known?.deleted !== true : JSON.stringify(sorted(object)) !== JSON.stringify(sorted(known));
        });
        expect(differing.map(({ kind, objectId }) => `${kind} ${objectId}`)).to.deep.equal([]);
        expect(new Set(items.map(({ kind }) => kind)).size).to.be.greaterThan(12);
    });
});

/** With the members of hashes in an order of their own. */
function sorted(value: unknown): unknown {
    if (Array.isArray(value)) {
        return value.map(sorted);
    }
    if (typeof value !== "object" || value === null) {
        return value;
    }
    return Object.fromEntries(
        Object.entries(value)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([name, member]) => [name, sorted(member)]),
    );
}
