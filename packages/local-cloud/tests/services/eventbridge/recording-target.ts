import type { Handover, HandoverContext, MessageTarget } from "../../../src/services/service";
import type { Collection, Store } from "../../../src/store";

export interface Received {
    arn: string;
    body: string;
    context: HandoverContext;
}

export interface ReceivedEvent {
    id: string;
    time: string;
    detail: Record<string, unknown>;
    [member: string]: unknown;
}

/** Takes messages into the store it shares with the giver, as a queue does; fails when it is told to. */
export class RecordingTarget implements MessageTarget {
    /** Thrown instead of taking a message, when it gives an error. */
    failure: (message: Received) => Error | undefined = () => undefined;
    attempts = 0;
    private readonly taken: Collection<Received>;

    constructor(
        private readonly store: Store,
        name: string,
    ) {
        this.taken = store.collection(`test.${name}`);
    }

    async handOver(arn: string, body: string, context: HandoverContext): Promise<Handover> {
        this.attempts++;
        const received = { arn, body, context };
        const failure = this.failure(received);
        if (failure !== undefined) {
            throw failure;
        }
        return { writes: [this.taken.put(this.store.orderedId(), received)], done: () => undefined };
    }

    /** What is in the store, in the order of acceptance. */
    async received(): Promise<Received[]> {
        const all: Received[] = [];
        for await (const [, received] of this.taken.entries()) {
            all.push(received);
        }
        return all;
    }

    /** The bodies, parsed. */
    async events(): Promise<ReceivedEvent[]> {
        return (await this.received()).map(({ body }) => JSON.parse(body) as ReceivedEvent);
    }
}
