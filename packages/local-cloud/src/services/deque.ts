/** Items in order; taking the oldest away is cheap. */
export class Deque<T> {
    private items: (T | undefined)[] = [];
    private head = 0;

    get length(): number {
        return this.items.length - this.head;
    }

    push(item: T): void {
        this.items.push(item);
    }

    /** The oldest item, taken away. */
    shift(): T | undefined {
        if (this.length === 0) {
            return undefined;
        }
        const item = this.items[this.head];
        this.items[this.head] = undefined;
        this.head++;
        if (this.head > 1_000 && this.head > this.items.length / 2) {
            this.items = this.items.slice(this.head);
            this.head = 0;
        }
        return item;
    }

    *[Symbol.iterator](): Iterator<T> {
        for (let index = this.head; index < this.items.length; index++) {
            yield this.items[index] as T;
        }
    }
}
