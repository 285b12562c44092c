import type { Store, Write } from "../../store";

interface Waiting {
    writes: readonly Write[];
    resolve: () => void;
    reject: (error: unknown) => void;
}

/** Bounds the memory of one batch: events have up to 1 MB. */
const maxBatchSize = 128;

/** Writes to the store one batch at a time; what is given meanwhile goes together in the next one, in order. */
export class GroupCommit {
    private waiting: Waiting[] = [];
    private running: Promise<void> | undefined;

    constructor(private readonly store: Store) {}

    /** Resolves when all of `writes` are in the store; rejects when none is. */
    write(writes: readonly Write[]): Promise<void> {
        if (writes.length === 0) {
            return Promise.resolve();
        }
        const written = new Promise<void>((resolve, reject) => this.waiting.push({ writes, resolve, reject }));
        this.running ??= this.run();
        return written;
    }

    /** Resolves when nothing is left to write. */
    async idle(): Promise<void> {
        await this.running;
    }

    private async run(): Promise<void> {
        while (this.waiting.length > 0) {
            const batch = this.waiting.splice(0, maxBatchSize);
            try {
                await this.store.write(batch.flatMap(({ writes }) => writes));
                batch.forEach(({ resolve }) => resolve());
            } catch (error) {
                batch.forEach(({ reject }) => reject(error));
            }
        }
        this.running = undefined;
    }
}
