/** How far a backfill has come. */
export interface Checkpoint {
    /** What was asked for: another request begins anew. */
    request: string;
    /** For each kind, the id of the last object that was taken; null once all were. */
    kinds: Record<string, string | null>;
    done: boolean;
}
