/** A subscription's dead letters, by cause. */
export interface LetterQueue {
    subscription: string;
    /** About how many there are. */
    total: number;
    /** How many were read. */
    read: number;
    /** How many somebody else was reading. */
    hidden: number;
    /** Why they are not redriven; undefined where they are. */
    refusal?: string;
    groups: LetterGroup[];
}

/** Letters of one cause. */
export interface LetterGroup {
    cause: { id: string; type: string; message: string };
    /** Who gave them up. */
    sender?: "EventBridge" | "Lambda" | "stream";
    count: number;
    /** Milliseconds since the epoch. */
    firstAt: number;
    lastAt: number;
    /** How many of each event type. */
    types: Record<string, number>;
}

export interface Letter {
    messageId: string;
    /** Milliseconds since the epoch. */
    sentAt: number;
    attempts?: number;
    trace: readonly string[];
    event?: { id: string; type: string };
    body: string;
}

/** What came of a redrive so far. */
export interface RedriveResult {
    redriven: number;
    /** Of these: done by now, failed again, and neither yet. */
    handled: number;
    failed: number;
    waiting: number;
    /** Also of these: changes of the state, which come by the table's stream again. */
    changes: number;
    /** Letters of which it is not known what to redrive, and why: they stay. */
    unknown: { count: number; reason?: string };
    /** Why it ended early. */
    failure?: string;
}

export interface DropResult {
    dropped: number;
}
