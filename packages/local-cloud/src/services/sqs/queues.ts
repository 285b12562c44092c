import type { Clock } from "../../clock";
import type { Collection, Store, Write } from "../../store";
import type { Account } from "../service";
import type { Message, MessageContent, MessageState } from "./message";
import { Queue, type QueueRecord } from "./queue";
import { missingParameter, queueDoesNotExist, sqsError } from "./sqs-error";

export interface QueuesDeps {
    store: Store;
    clock: Clock;
    account: Account;
    /** Where AWS's APIs listen; queue URLs begin with it. */
    endpointUrl: () => string;
}

/** All queues, in memory and in the store. */
export class Queues {
    private readonly byName = new Map<string, Queue>();
    private readonly records: Collection<QueueRecord>;
    /** By queue id and message key. */
    private readonly states: Collection<MessageState>;
    /** By content key. */
    private readonly contents: Collection<MessageContent>;

    constructor(private readonly deps: QueuesDeps) {
        this.records = deps.store.collection("sqs/queues");
        this.states = deps.store.collection("sqs/states");
        this.contents = deps.store.collection("sqs/contents");
    }

    /** Takes in what the store holds. */
    async load(): Promise<void> {
        this.byName.clear();
        const byId = new Map<string, Queue>();
        for await (const [, record] of this.records.entries()) {
            const queue = this.makeQueue(record);
            byId.set(record.id, queue);
        }
        const orphans: Write[] = [];
        for await (const [path, state] of this.states.entries()) {
            const [id = "", key = ""] = path.split("/");
            const queue = byId.get(id);
            if (queue === undefined) {
                orphans.push(this.states.del(path), this.contents.del(readContentKey({ key, state })));
            } else {
                queue.add({ key, state });
            }
        }
        await this.deps.store.write(orphans);
    }

    all(): Queue[] {
        return [...this.byName.values()];
    }

    named(name: string): Queue | undefined {
        return this.byName.get(name);
    }

    /**
     * The queue at `url`. Any host will do: clients reach the same endpoint by several names. Its name alone will do too.
     *
     * @throws AwsError `QueueDoesNotExist`, or `InvalidAddress` for what is neither
     */
    at(url: string | undefined): Queue {
        if (url === undefined) {
            throw missingParameter("QueueUrl");
        }
        const { accountId: own } = this.deps.account;
        const [, accountId = own, name] = /^(?:https?:\/\/[^/]+\/(?:[^/]+\/)*(\d{12})\/)?([^/?:]+)\/?$/.exec(url) ?? [];
        if (name === undefined) {
            throw sqsError("InvalidAddress", `The address ${url} is not valid for this endpoint.`);
        }
        const queue = accountId === own ? this.byName.get(name) : undefined;
        if (queue === undefined) {
            throw queueDoesNotExist();
        }
        return queue;
    }

    withArn(arn: string): Queue | undefined {
        const queue = this.byName.get(arn.split(":")[5] ?? "");
        return queue?.arn === arn ? queue : undefined;
    }

    url(queue: Queue): string {
        return `${this.deps.endpointUrl()}/${this.deps.account.accountId}/${queue.record.name}`;
    }

    queueArn(name: string): string {
        return `arn:aws:sqs:${this.deps.account.region}:${this.deps.account.accountId}:${name}`;
    }

    async create(name: string, attributes: QueueRecord["attributes"]): Promise<Queue> {
        const now = this.deps.clock.now();
        const id = this.deps.store.orderedId();
        const record = { id, name, attributes, createdAt: now, modifiedAt: now };
        await this.deps.store.write([this.records.put(name, record)]);
        return this.makeQueue(record);
    }

    async update(queue: Queue, changes: Partial<QueueRecord>): Promise<void> {
        queue.record = { ...queue.record, ...changes };
        await this.deps.store.write([this.records.put(queue.record.name, queue.record)]);
    }

    async delete(queue: Queue): Promise<void> {
        const { name } = queue.record;
        const writes = [this.records.del(name), ...this.clear(queue)];
        queue.isDeleted = true;
        this.byName.delete(name);
        await this.deps.store.write(writes);
    }

    /** Takes all messages out of the queue in memory; returns the writes that do the same in the store. */
    clear(queue: Queue): Write[] {
        return [...queue.all()].flatMap((message) => this.removal(queue, message));
    }

    /** Takes a message out of the queue in memory; returns the writes that do the same in the store. */
    removal(queue: Queue, message: Message): Write[] {
        queue.remove(message);
        return [this.states.del(messagePath(queue, message)), this.contents.del(readContentKey(message))];
    }

    /** The writes that put a new message into the store; `add` it to the queue once they are done. */
    insertion(queue: Queue, message: Message, content: MessageContent): Write[] {
        return [this.stateWrite(queue, message), this.contents.put(readContentKey(message), content)];
    }

    /** The write that keeps the message's state as it is now. */
    stateWrite(queue: Queue, message: Message): Write {
        return this.states.put(messagePath(queue, message), { ...message.state });
    }

    /**
     * Takes a message out of one queue in memory and makes it the last of another, with `changes`; its content stays
     * where it is. Returns the new message, to be added once the writes are done.
     */
    move(
        from: Queue,
        message: Message,
        to: Queue,
        changes: Partial<MessageState>,
    ): { moved: Message; writes: Write[] } {
        from.remove(message);
        const moved: Message = {
            key: this.deps.store.orderedId(),
            state: {
                ...message.state,
                contentKey: readContentKey(message),
                hidden: undefined,
                receiveCount: 0,
                earlierReceiveCount: undefined,
                firstReceivedAt: undefined,
                receivedAt: undefined,
                ...changes,
            },
        };
        return { moved, writes: [this.states.del(messagePath(from, message)), this.stateWrite(to, moved)] };
    }

    content(message: Message): Promise<MessageContent | undefined> {
        return this.contents.get(readContentKey(message));
    }

    private makeQueue(record: QueueRecord): Queue {
        const queue = new Queue(this.deps.clock, record, this.queueArn(record.name));
        this.byName.set(record.name, queue);
        return queue;
    }
}

function readContentKey({ key, state }: Message): string {
    return state.contentKey ?? key;
}

function messagePath(queue: Queue, message: Message): string {
    return `${queue.record.id}/${message.key}`;
}
