/**
 * A page of `names`, which are in order.
 *
 * @param token of the page before: its last name, in base64
 */
export function paginate(
    names: string[],
    pageSize: number,
    token: string | undefined,
): { names: string[]; NextToken?: string } {
    const after = token === undefined ? "" : Buffer.from(token, "base64").toString();
    const rest = names.filter((name) => name > after);
    const page = rest.slice(0, pageSize);
    const last = page[page.length - 1];
    const hasMore = rest.length > page.length && last !== undefined;
    return { names: page, NextToken: hasMore ? Buffer.from(last).toString("base64") : undefined };
}
