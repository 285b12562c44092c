interface Entry<T> {
    due: number;
    /** Counts the entries that were pushed. */
    turn: number;
    item: T;
}

/** Things that fall due, the earliest first, and of those due together the first that was pushed: a binary heap. */
export class DueHeap<T> {
    private readonly entries: Entry<T>[] = [];
    private turns = 0;

    push(due: number, item: T): void {
        const { entries } = this;
        let index = entries.length;
        entries.push({ due, turn: this.turns++, item });
        for (;;) {
            const parent = (index - 1) >> 1;
            if (index === 0 || this.isBefore(parent, index)) {
                return;
            }
            this.swap(index, parent);
            index = parent;
        }
    }

    /** The earliest, without taking it out. */
    peek(): Readonly<Entry<T>> | undefined {
        return this.entries[0];
    }

    /** Takes the earliest out. */
    pop(): void {
        const { entries } = this;
        const last = entries.pop();
        if (last === undefined || entries.length === 0) {
            return;
        }
        entries[0] = last;
        let index = 0;
        for (;;) {
            const left = 2 * index + 1;
            const earlier = this.isBefore(left + 1, left) ? left + 1 : left;
            if (!this.isBefore(earlier, index)) {
                return;
            }
            this.swap(index, earlier);
            index = earlier;
        }
    }

    private isBefore(a: number, b: number): boolean {
        const [one, other] = [this.entries[a], this.entries[b]];
        if (one === undefined || other === undefined) {
            return one !== undefined;
        }
        return one.due < other.due || (one.due === other.due && one.turn < other.turn);
    }

    private swap(a: number, b: number): void {
        const { entries } = this;
        [entries[a], entries[b]] = [entries[b] as Entry<T>, entries[a] as Entry<T>];
    }
}
