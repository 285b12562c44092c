import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import { DynamoDBDocumentClient, paginateScan, type ScanCommandInput } from "@aws-sdk/lib-dynamodb";

import type { AwsSettings, StackOutputs } from "../../../cli/deployment";
import type { Hash } from "../../../handlers/billing/canonical";
import type { BillingItem } from "../../../handlers/billing/item";
import { fromStoredItem } from "../../../handlers/billing/stored-item";
import type { LedgerEntry } from "../../../handlers/record-tables";

/** What came of the events: what a person would look at with AWS's own tools. */
export class Recorded {
    private readonly documents: DynamoDBDocumentClient;
    private readonly sqs: SQSClient;

    constructor(
        aws: AwsSettings,
        private readonly outputs: StackOutputs,
    ) {
        this.documents = DynamoDBDocumentClient.from(new DynamoDBClient(aws));
        this.sqs = new SQSClient(aws);
    }

    async items(): Promise<BillingItem[]> {
        const all: BillingItem[] = [];
        for await (const items of this.itemPages()) {
            all.push(...items);
        }
        return all;
    }

    async *itemPages(): AsyncGenerator<BillingItem[]> {
        for await (const { Items = [] } of this.pages({
            TableName: this.outputs.stateTableName,
            ConsistentRead: true,
        })) {
            yield Items.map((item) => fromStoredItem(item as Hash));
        }
    }

    ledger(): Promise<LedgerEntry[]> {
        return this.scan(this.outputs.ledgerTableName) as Promise<LedgerEntry[]>;
    }

    /**
     * Waits until the ledger has `count` entries, or for `patienceMs` has not grown.
     *
     * @returns how many it has
     */
    async waitForLedger(count: number, patienceMs = 30_000): Promise<number> {
        let most = 0;
        let since = performance.now();
        for (;;) {
            const now = await this.size(this.outputs.ledgerTableName);
            if (now > most) {
                most = now;
                since = performance.now();
            }
            if (now >= count || performance.now() - since > patienceMs) {
                return now;
            }
            await new Promise((resolve) => setTimeout(resolve, 100));
        }
    }

    /** How many items there are. */
    countItems(): Promise<number> {
        return this.size(this.outputs.stateTableName);
    }

    /** How many messages wait in the dead-letter queues. */
    async deadLetters(): Promise<number> {
        const counts = Object.values(this.outputs.deadLetterQueueUrls).map(async (QueueUrl) => {
            const { Attributes } = await this.sqs.send(
                new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["ApproximateNumberOfMessages"] }),
            );
            return Number(Attributes?.ApproximateNumberOfMessages);
        });
        return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
    }

    close(): void {
        this.documents.destroy();
        this.sqs.destroy();
    }

    /** The local cloud counts at once, where AWS counts every six hours; a scan would take from what is measured. */
    private async size(TableName: string): Promise<number> {
        const { Table } = await this.documents.send(new DescribeTableCommand({ TableName }));
        return Table?.ItemCount ?? 0;
    }

    private async scan(TableName: string): Promise<unknown[]> {
        const all: unknown[] = [];
        for await (const { Items } of this.pages({ TableName, ConsistentRead: true })) {
            all.push(...(Items ?? []));
        }
        return all;
    }

    private pages(input: ScanCommandInput) {
        return paginateScan({ client: this.documents }, input);
    }
}
