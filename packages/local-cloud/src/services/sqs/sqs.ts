import { AwsError } from "../../aws-error";
import type { Clock } from "../../clock";
import { Rounds } from "../../rounds";
import type { Store, Write } from "../../store";
import { clientSchemas } from "../client-schemas";
import type {
    Account,
    Handover,
    HandoverContext,
    JsonService,
    Lifecycle,
    MessageTarget,
    MetricSink,
    Operation,
} from "../service";
import { messageOperations } from "./message-operations";
import type { Queue } from "./queue";
import { authorizeDelivery } from "./queue-access";
import { defaultAttributes, parseRedrivePolicy, type QueueAttributes, withChanges } from "./queue-attributes";
import { queueOperations } from "./queue-operations";
import { Queues } from "./queues";
import { acceptMessage, type SendDeps } from "./send-message";
import { invalidValue } from "./sqs-error";

export interface SqsDeps {
    store: Store;
    clock: Clock;
    /** The one that long polls go by: who waits may do so in real time. @default `clock` */
    pollClock?: Clock;
    account: Account;
    metrics: MetricSink;
    /** Where AWS's APIs listen, without a slash at its end: queue URLs begin with it. */
    endpointUrl: () => string;
}

/** How often what has expired goes and queues' depths are measured: SQS's metrics have one-minute periods. */
const sweepMilliseconds = 60_000;

/** Amazon SQS: standard queues that keep what they acknowledged. */
export class Sqs implements JsonService, MessageTarget, Lifecycle {
    readonly name = "SQS";
    readonly targetPrefix = "AmazonSQS";
    readonly jsonVersion = "1.0";
    readonly query = {
        version: "2012-11-05",
        namespace: "http://queue.amazonaws.com/doc/2012-11-05/",
        urlMember: "QueueUrl",
    };
    readonly operations: Readonly<Record<string, Operation>>;

    private readonly queues: Queues;
    private readonly sendDeps: SendDeps;
    private stopping = new AbortController();
    private readonly rounds: Rounds;

    constructor(private readonly deps: SqsDeps) {
        const { store, clock } = deps;
        this.rounds = new Rounds(clock, sweepMilliseconds, () => this.sweep());
        this.queues = new Queues(deps);
        this.sendDeps = { store, clock, queues: this.queues };
        this.operations = {
            ...queueOperations({ ...deps, queues: this.queues }),
            ...messageOperations({
                ...this.sendDeps,
                pollClock: deps.pollClock ?? clock,
                metrics: deps.metrics,
                stopping: () => this.stopping.signal,
            }),
        };
    }

    get schemas() {
        return clientSchemas("@aws-sdk/client-sqs");
    }

    async start(): Promise<void> {
        this.stopping = new AbortController();
        await this.queues.load();
        this.rounds.start();
    }

    async stop(): Promise<void> {
        this.stopping.abort();
        await this.rounds.stop();
        this.queues.all().forEach((queue) => queue.stop());
    }

    /**
     * Makes a queue, or sets these attributes of the one that stands; an empty one is taken away.
     *
     * @param given checked: a program's queue is, as a resource
     * @returns its URL
     * @throws AwsError `InvalidParameterValue` when its dead-letter queue is not there
     */
    async putQueue(name: string, given: QueueAttributes): Promise<string> {
        const { RedrivePolicy: redrive } = given;
        if (redrive && this.queues.withArn(parseRedrivePolicy(redrive).deadLetterTargetArn) === undefined) {
            throw invalidValue("RedrivePolicy", redrive, "Dead letter target does not exist.");
        }
        const before = this.queues.named(name);
        const wanted = withChanges(before?.record.attributes ?? defaultAttributes, given);
        if (before === undefined) {
            return this.queues.url(await this.queues.create(name, wanted));
        }
        await this.queues.update(before, { attributes: wanted, modifiedAt: this.deps.clock.now() });
        return this.queues.url(before);
    }

    /** Sets the policy (JSON) of the queue at `url`, or with an empty one takes it away. Throws `AwsError`. */
    async putQueuePolicy(url: string, policy: string): Promise<void> {
        await this.putQueue(this.queues.at(url).record.name, { Policy: policy });
    }

    /**
     * Takes a message for the queue with ARN `arn` from a service that the queue's policy allows to send. Lambda sends
     * as the function's role, for which it answers itself; the queue's policy can only deny it.
     *
     * @throws AwsError `ResourceNotFoundException`, `AccessDeniedException`, or what is wrong with the message
     */
    async handOver(arn: string, body: string, context: HandoverContext): Promise<Handover> {
        const queue = this.queues.withArn(arn);
        if (queue === undefined) {
            throw new AwsError("ResourceNotFoundException", `The queue ${arn} does not exist.`, 404);
        }
        authorizeDelivery(context, queue);
        const attributes = Object.entries(context.attributes ?? {});
        const outgoing = {
            MessageBody: body,
            MessageAttributes: Object.fromEntries(
                attributes.map(([name, value]) => [name, { DataType: "String", StringValue: value }]),
            ),
        };
        const sender = { id: context.principal, traceHeader: context.traceHeader };
        const accepted = acceptMessage(this.sendDeps, queue, outgoing, sender);
        return {
            writes: accepted.writes,
            done: () => {
                accepted.done();
                this.put(queue, "NumberOfMessagesSent", 1, "Count");
                this.put(queue, "SentMessageSize", accepted.size, "Bytes");
            },
        };
    }

    private put(queue: Queue, metric: string, value: number, unit: string): void {
        this.deps.metrics.put("AWS/SQS", metric, { QueueName: queue.record.name }, value, unit);
    }

    private async sweep(): Promise<void> {
        const expired: Write[] = [];
        for (const queue of this.queues.all()) {
            let oldest: number | undefined;
            for (const message of [...queue.all()]) {
                if (queue.isExpired(message)) {
                    expired.push(...this.queues.removal(queue, message));
                } else {
                    oldest = Math.min(oldest ?? Infinity, message.state.sentAt);
                }
            }
            const { visible, notVisible, delayed } = queue.counts();
            this.put(queue, "ApproximateNumberOfMessagesVisible", visible, "Count");
            this.put(queue, "ApproximateNumberOfMessagesNotVisible", notVisible, "Count");
            this.put(queue, "ApproximateNumberOfMessagesDelayed", delayed, "Count");
            const age = oldest === undefined ? 0 : this.deps.clock.since(oldest) / 1000;
            this.put(queue, "ApproximateAgeOfOldestMessage", age, "Seconds");
        }
        await this.deps.store.write(expired);
    }
}
