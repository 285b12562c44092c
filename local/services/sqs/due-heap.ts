/** Things that fall due, the earliest first: a binary heap. */
export class DueHeap<T> {
    private readonly entries: { due: number; item: T }[] = [];

    push(due: number, item: T): void {
        const { entries } = this;
        let index = entries.length;
        entries.push({ due, item });
        for (;;) {
            const parent = (index - 1) >> 1;
            if (index === 0 || this.dueAt(parent) <= due) {
                return;
            }
            this.swap(index, parent);
            index = parent;
        }
    }

    /** The earliest, without taking it out. */
    peek(): { due: number; item: T } | undefined {
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
            const smaller = this.dueAt(left + 1) < this.dueAt(left) ? left + 1 : left;
            if (this.dueAt(smaller) >= last.due) {
                return;
            }
            this.swap(index, smaller);
            index = smaller;
        }
    }

    private dueAt(index: number): number {
        return this.entries[index]?.due ?? Infinity;
    }

    private swap(a: number, b: number): void {
        const { entries } = this;
        [entries[a], entries[b]] = [entries[b] as { due: number; item: T }, entries[a] as { due: number; item: T }];
    }
}
