/** The state table's index over what belongs to a customer: by `customerKey`, in order of `objectKey`. It holds these alone. */
export const customerIndex = "byCustomer";

/** The state table's index over the objects of a kind and status: by `statusKey`, in order of `objectKey`. It holds these alone. */
export const statusIndex = "byStatus";

/** The names of all of the state table's indexes. */
export const stateIndexes: readonly string[] = [customerIndex, statusIndex];
