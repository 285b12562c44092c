/** What became of a test event at the webhook. */
export interface SentEvent {
    eventId: string;
    /** What the webhook answered. */
    status: number;
    milliseconds: number;
}
