/**
 * Key of the index byCustomer, where `ownerId` is a customer's id, or that of a charge or payment intent; and of
 * byCustomerAccount, where it is that of an account.
 */
export function makeCustomerKey(account: string, ownerId: string): string {
    return `${account}#${ownerId}`;
}

/** Key of the index byStatus. */
export function makeStatusKey(account: string, kind: string, status: string): string {
    return `${account}#${kind}#${status}`;
}
