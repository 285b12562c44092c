import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import {
    GetQueueAttributesCommand,
    ReceiveMessageCommand,
    type ReceiveMessageCommandInput,
    SendMessageCommand,
    type SendMessageCommandInput,
    SQSClient,
    type SQSServiceException,
} from "@aws-sdk/client-sqs";
import { Sqs } from "../../../src/services/sqs/sqs";
import { Store } from "../../../src/store";
import { failure as failureOf } from "../../../src/testing/failure";
import { manualClock, type ManualClock } from "../../../src/testing/manual-clock";
import { account, type RunningEndpoint, startEndpoint } from "../../running-endpoint";

export { account };

/** SQS behind an endpoint, with AWS's own client. */
export class SqsFixture {
    readonly clock: ManualClock = manualClock();
    readonly metrics: { metric: string; queue?: string; value: number }[] = [];
    sqs!: Sqs;
    client!: SQSClient;
    running!: RunningEndpoint;
    store!: Store;
    private folder = "";

    static async start(): Promise<SqsFixture> {
        const fixture = new SqsFixture();
        fixture.folder = await mkdtemp(join(tmpdir(), "sqs-"));
        await fixture.open();
        return fixture;
    }

    async stop(): Promise<void> {
        await this.close();
        await rm(this.folder, { recursive: true });
    }

    /** Ends the service and starts another on the same data. */
    async restart(): Promise<void> {
        await this.close();
        await this.open();
    }

    private async open(): Promise<void> {
        this.store = Store.open(this.folder);
        this.sqs = new Sqs({
            store: this.store,
            clock: this.clock,
            account,
            metrics: {
                put: (_, metric, { QueueName }, value) => this.metrics.push({ metric, queue: QueueName, value }),
            },
            endpointUrl: () => this.running.endpoint.url,
        });
        await this.sqs.start();
        this.running = await startEndpoint({ services: [this.sqs] }, this.clock);
        this.client = new SQSClient(this.running.config());
    }

    private async close(): Promise<void> {
        this.client.destroy();
        await this.sqs.stop();
        await this.running.stop();
        this.store.close();
    }

    /** @returns its URL */
    create(name: string, attributes: Record<string, string> = {}): Promise<string> {
        return this.sqs.putQueue(name, attributes);
    }

    /** A queue and its dead-letter queue. */
    async createWithDlq(maxReceiveCount: number): Promise<{ queue: string; dlq: string }> {
        const dlq = await this.create("dlq");
        const redrive = JSON.stringify({ deadLetterTargetArn: arn("dlq"), maxReceiveCount });
        return { queue: await this.create("orders", { RedrivePolicy: redrive }), dlq };
    }

    send(queue: string, body: string, more: Partial<SendMessageCommandInput> = {}) {
        return this.client.send(new SendMessageCommand({ QueueUrl: queue, MessageBody: body, ...more }));
    }

    async receive(queue: string, more: Partial<ReceiveMessageCommandInput> = {}) {
        const input = {
            QueueUrl: queue,
            MaxNumberOfMessages: 10,
            MessageSystemAttributeNames: ["All" as const],
            ...more,
        };
        return (await this.client.send(new ReceiveMessageCommand(input))).Messages ?? [];
    }

    async bodies(queue: string, more: Partial<ReceiveMessageCommandInput> = {}): Promise<(string | undefined)[]> {
        return (await this.receive(queue, more)).map(({ Body }) => Body);
    }

    async attributes(queue: string): Promise<Record<string, string>> {
        const command = new GetQueueAttributesCommand({ QueueUrl: queue, AttributeNames: ["All"] });
        return (await this.client.send(command)).Attributes ?? {};
    }

    /** Visible, in flight, delayed. */
    async counts(queue: string): Promise<string[]> {
        const all = await this.attributes(queue);
        return ["", "NotVisible", "Delayed"].map((kind) => all[`ApproximateNumberOfMessages${kind}`] ?? "");
    }
}

/** What SQS refused with. */
export function failure(promise: Promise<unknown>): Promise<SQSServiceException & { Code?: string }> {
    return failureOf(promise);
}

export function arn(name: string): string {
    return `arn:aws:sqs:${account.region}:${account.accountId}:${name}`;
}
