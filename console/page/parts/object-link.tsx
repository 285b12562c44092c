/**
 * An object's id, leading to its history; a customer's, to what the customer has.
 *
 * @param isCustomer where the id does not tell: a customer may be an account
 */
export function ObjectLink({ id, account, isCustomer }: { id: string; account?: string; isCustomer?: boolean }) {
    const area = isCustomer || id.startsWith("cus_") ? "customers" : "objects";
    return (
        <a class="id" href={addAccount(`/${area}/${encodeURIComponent(id)}`, account)}>
            {id}
        </a>
    );
}

/** An address of what belongs to a Connect account, or an Organization's; without one, of the stack's own. */
export function addAccount(address: string, account: string | undefined): string {
    return account === undefined ? address : `${address}?${new URLSearchParams({ account })}`;
}
