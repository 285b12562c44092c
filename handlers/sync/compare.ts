import { canonicalJson, isHash, type Hash } from "../billing/canonical";

/**
 * Links whose token Stripe makes anew for each answer: it holds when it was made
 * (https://docs.stripe.com/invoicing/hosted-invoice-page).
 */
const renewedLinks = ["hosted_invoice_url", "invoice_pdf", "receipt_url"];

/**
 * Whether an object read from Stripe shows what an item's object shows. Absent and null are equal, as Stripe writes null for
 * a member that is not there; of a list in the object, what both hold is compared, as events hold its first ten alone.
 */
export function showsSame(one: Hash, other: Hash): boolean {
    const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
    return [...keys]
        .filter((key) => !renewedLinks.includes(key))
        .every((key) => isEqual(readOwn(one, key), readOwn(other, key)));
}

function isEqual(one: unknown, other: unknown): boolean {
    if (isList(one) && isList(other)) {
        const [shorter, longer] = one.data.length <= other.data.length ? [one, other] : [other, one];
        const { length } = shorter.data;
        return (
            (length === longer.data.length || shorter.has_more === true) &&
            canonicalJson(shorter.data) === canonicalJson(longer.data.slice(0, length))
        );
    }
    return canonicalJson(one ?? null) === canonicalJson(other ?? null);
}

function isList(value: unknown): value is Hash & { data: unknown[] } {
    return isHash(value) && value.object === "list" && Array.isArray(value.data);
}

function readOwn(object: Hash, key: string): unknown {
    return Object.hasOwn(object, key) ? object[key] : undefined;
}
