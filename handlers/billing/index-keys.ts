/** Key of the index byCustomer. `ownerId` is a customer's id, or that of a charge or payment intent. */
export function customerKeyOf(account: string, ownerId: string): string {
    return `${account}#${ownerId}`;
}

/** Sort key of the index byCustomer. */
export function kindKeyOf(kind: string, objectId: string): string {
    return `${kind}#${objectId}`;
}

/** Key of the index byStatus. */
export function statusKeyOf(account: string, kind: string, status: string): string {
    return `${account}#${kind}#${status}`;
}
