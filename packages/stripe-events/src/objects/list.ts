/** A list as it stands within an object: all of it on one page. */
export function list<T>(url: string, data: T[]): { object: "list"; data: T[]; has_more: boolean; url: string } {
    return { object: "list", data, has_more: false, url };
}
