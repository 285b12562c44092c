/** A lock to hold: alone, or together with others who hold it shared. */
export interface Hold {
    name: string;
    shared?: boolean;
}

interface Lock {
    /** How many hold it shared; -1 while one holds it alone. */
    holders: number;
    waiting: { shared: boolean; go: () => void }[];
}

/**
 * Named locks, given in order of arrival. Everyone takes the locks of one `hold` in the names' order, and the names of a
 * hold inside another sort after the outer ones, so nobody waits in a circle.
 */
export class Locks {
    private readonly locks = new Map<string, Lock>();

    /** Runs `work` while holding all of `wanted`. */
    async hold<T>(wanted: readonly Hold[], work: () => Promise<T>): Promise<T> {
        const holds = inOrder(wanted);
        for (const { name, shared } of holds) {
            await this.take(name, shared);
        }
        try {
            return await work();
        } finally {
            for (const { name } of holds) {
                this.release(name);
            }
        }
    }

    private take(name: string, shared: boolean): Promise<void> | undefined {
        const lock = this.locks.get(name);
        if (lock === undefined) {
            this.locks.set(name, { holders: shared ? 1 : -1, waiting: [] });
            return undefined;
        }
        if (shared && lock.holders > 0 && lock.waiting.length === 0) {
            lock.holders++;
            return undefined;
        }
        return new Promise((go) => lock.waiting.push({ shared, go }));
    }

    private release(name: string): void {
        const lock = this.locks.get(name);
        if (lock === undefined) {
            return;
        }
        lock.holders = Math.max(0, lock.holders - 1);
        if (lock.holders > 0) {
            return;
        }
        for (let next = lock.waiting[0]; next !== undefined; next = lock.waiting[0]) {
            if (lock.holders !== 0 && !(next.shared && lock.holders > 0)) {
                return;
            }
            lock.waiting.shift();
            lock.holders = next.shared ? lock.holders + 1 : -1;
            next.go();
        }
        if (lock.holders === 0) {
            this.locks.delete(name);
        }
    }
}

/** Each name once (alone, if anyone asks so), sorted. */
function inOrder(wanted: readonly Hold[]): Required<Hold>[] {
    const byName = new Map<string, boolean>();
    for (const { name, shared = false } of wanted) {
        byName.set(name, shared && (byName.get(name) ?? true));
    }
    return [...byName].sort(([one], [other]) => (one < other ? -1 : 1)).map(([name, shared]) => ({ name, shared }));
}

/** The lock of a transaction's token. Sorts before tables' locks. */
export function tokenLock(token: string): Hold {
    return { name: `1~${token}` };
}

/** The lock of a table: shared by those who read and write its items, alone for who changes the table itself. */
export function tableLock(table: string, shared: boolean): Hold {
    return { name: `2~${table}`, shared };
}

/** The lock of an item. Sorts after tables' locks. */
export function itemLock(table: string, key: string): Hold {
    return { name: `3~${table}~${key}` };
}
