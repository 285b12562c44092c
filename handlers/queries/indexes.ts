/** The state table's index over what belongs to a customer: by `customerKey`, in order of `objectKey`. It holds these alone. */
export const customerIndex = "byCustomer";

/** The state table's index over the objects of a kind and status: by `statusKey`, in order of `objectKey`. It holds these alone. */
export const statusIndex = "byStatus";

/**
 * The state table's index over what gives both ids of a customer that is an account: by `customerAccountKey`, in order of
 * `objectKey`. It holds these alone.
 */
export const customerAccountIndex = "byCustomerAccount";

/** All of the state table's indexes, each with the attribute that it is by. */
export const stateIndexKeys: Readonly<Record<string, string>> = {
    [customerIndex]: "customerKey",
    [statusIndex]: "statusKey",
    [customerAccountIndex]: "customerAccountKey",
};

/** Their names. */
export const stateIndexes: readonly string[] = Object.keys(stateIndexKeys);
