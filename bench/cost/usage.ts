import { type PriceName, toDollars } from "./prices";

export const bytesPerGigabyte = 1e9;
export const daysPerMonth = 30;
export const secondsPerDay = 86_400;
export const secondsPerMonth = daysPerMonth * secondsPerDay;

/** How much was used of one thing that has a price. */
export interface Used {
    /** What it was used for, as the bill says it: `writes to billing-state`. */
    item: string;
    price: PriceName;
    /** In the price's units. */
    quantity: number;
}

/** What was used, item by item, in the order in which items first came up. */
export class Usage {
    private readonly items = new Map<string, Used>();

    add(price: PriceName, item: string, quantity: number): void {
        const key = `${price} ${item}`;
        const used = this.items.get(key) ?? { item, price, quantity: 0 };
        this.items.set(key, { ...used, quantity: used.quantity + quantity });
    }

    /** The same `factor` times. */
    times(factor: number): Usage {
        const usage = new Usage();
        this.list().forEach(({ price, item, quantity }) => usage.add(price, item, quantity * factor));
        return usage;
    }

    list(): Used[] {
        return [...this.items.values()];
    }

    findQuantity(price: PriceName, item: string): number {
        return this.items.get(`${price} ${item}`)?.quantity ?? 0;
    }

    dollars(): number {
        return this.list().reduce((sum, { price, quantity }) => sum + toDollars(price, quantity), 0);
    }
}
