import { type FSWatcher, watch } from "node:fs";
import path from "node:path";

/** How long a change may be in coming: editors write a file in several steps, and people save several files at once. */
const settleMilliseconds = 100;

/** Tells when one of a set of files was saved. Watches folders, since many editors put a new file in the old one's place. */
export class SourceWatch {
    private readonly folders = new Map<string, FSWatcher>();
    private files = new Set<string>();
    private pending: NodeJS.Timeout | undefined;

    /** @param changed called once for saves that come together */
    constructor(private readonly changed: () => void) {}

    /** Watches `files` (absolute) too, from now on. */
    add(files: Iterable<string>): void {
        for (const file of files) {
            this.files.add(file);
            const folder = path.dirname(file);
            if (!this.folders.has(folder)) {
                const watcher = watch(folder, (_event, name) => this.notice(folder, name));
                // A folder that goes away takes its files with it; the program will say so when it is evaluated.
                watcher.on("error", () => watcher.close());
                this.folders.set(folder, watcher);
            }
        }
    }

    close(): void {
        clearTimeout(this.pending);
        this.folders.forEach((watcher) => watcher.close());
        this.folders.clear();
    }

    private notice(folder: string, name: string | null): void {
        if (name !== null && !this.files.has(path.join(folder, name))) {
            return;
        }
        clearTimeout(this.pending);
        this.pending = setTimeout(this.changed, settleMilliseconds);
    }
}
