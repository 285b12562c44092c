import type { MessageAttributeValue } from "./message-attributes";

/** Why a message cannot be received now, and how long. */
export interface Hidden {
    /** `delay` before it may be received at all, `flight` while a consumer works on it. */
    kind: "delay" | "flight";
    /** Milliseconds since the epoch. */
    since: number;
    /** From then on, in the clock's milliseconds. */
    milliseconds: number;
}

/** What changes in a message's life, and what there is to know of it without its body. As it is stored. */
export interface MessageState {
    messageId: string;
    senderId: string;
    /** Milliseconds since the epoch. */
    sentAt: number;
    /** In this queue; the redrive policy goes by it. */
    receiveCount: number;
    /** In the queues before, that it came from as a dead letter. */
    earlierReceiveCount?: number;
    hidden?: Hidden;
    /** Milliseconds since the epoch. */
    firstReceivedAt?: number;
    /** The last time. */
    receivedAt?: number;
    /** X-Ray's header. */
    traceHeader?: string;
    /** The ARN of the queue that this one is the dead-letter queue of, and that the message came from. */
    sourceArn?: string;
    /** Names the message's content in the store, where that is not its key: the content of a moved message stays. */
    contentKey?: string;
}

/** What never changes. As it is stored. */
export interface MessageContent {
    body: string;
    attributes?: Readonly<Record<string, MessageAttributeValue>>;
}

/** A message in a queue. */
export interface Message {
    /** Sorts a queue's messages in the order they came. */
    readonly key: string;
    readonly state: MessageState;
}
