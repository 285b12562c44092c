/**
 * What the ids of a change subscriber's letters begin with. A letter's id is its key in the changes table, and what the
 * attribute `redriven` of the object's item holds while it is redriven.
 */
export function letterPrefix(subscription: string): string {
    return `${subscription}#letter#`;
}

/** @param sequenceNumber where the change that was given up is in the table's stream */
export function letterKey(subscription: string, sequenceNumber: string): string {
    return `${letterPrefix(subscription)}${sequenceNumber}`;
}
