/** What can be replayed. */
export interface ArchiveView {
    name: string;
    /** 0: for ever. */
    retentionDays: number;
    /** About how many events it has. */
    events: number;
}

export interface ReplayView {
    name: string;
    state: string;
    /** Why it failed. */
    reason?: string;
    /** The time of the last event that was replayed, in milliseconds since the epoch. */
    reached?: number;
}
