/** Key of the index byCustomer. `ownerId` is a customer's id, or that of a charge or payment intent. */
export function makeCustomerKey(account: string, ownerId: string): string {
    return `${account}#${ownerId}`;
}

/** Key of the index byStatus. */
export function makeStatusKey(account: string, kind: string, status: string): string {
    return `${account}#${kind}#${status}`;
}
