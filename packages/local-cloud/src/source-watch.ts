import { existsSync, type FSWatcher, watch } from "node:fs";
import path from "node:path";

/** How long a change may be in coming: editors write a file in several steps, and people save several files at once. */
const settleMilliseconds = 100;

/** Tells when one of a set of files was saved. Watches folders, since many editors put a new file in the old one's place. */
export class SourceWatch {
    /**
     * Whether any source in the folders counts, not the set alone: for a program that does not load, since what it
     * lacks may be a file that is not there yet.
     */
    anySource = false;
    private readonly folders = new Map<string, FSWatcher>();
    private files = new Set<string>();
    private pending: NodeJS.Timeout | undefined;

    /** @param changed called once for saves that come together */
    constructor(private readonly changed: () => void) {}

    /** Watches `files` (absolute) too, from now on. They need not be there, nor their folders. */
    add(files: Iterable<string>): void {
        for (const file of files) {
            this.files.add(file);
            const folder = nearestFolder(file);
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
        if (name !== null && !this.counts(path.join(folder, name))) {
            return;
        }
        clearTimeout(this.pending);
        this.pending = setTimeout(this.changed, settleMilliseconds);
    }

    private counts(file: string): boolean {
        const isSource = this.anySource && /\.([cm]?[jt]sx?|json)$/.test(file);
        // A module that was not found is known without its extension.
        const isKnown = this.files.has(file) || this.files.has(file.replace(/\.[^.]*$/, ""));
        return isSource || isKnown || this.isFolderOfFile(file);
    }

    /** Whether it is a folder that was missing for one of the files. */
    private isFolderOfFile(folder: string): boolean {
        return [...this.files].some((file) => file.startsWith(folder + path.sep)) && !this.folders.has(folder);
    }
}

/** The folder that a file is in, or the nearest one above that is there. */
function nearestFolder(file: string): string {
    const folder = path.dirname(file);
    return existsSync(folder) || folder === file ? folder : nearestFolder(folder);
}
