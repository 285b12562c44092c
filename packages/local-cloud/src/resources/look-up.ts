/** Whether an error of a service says that there is no such thing. */
export function isMissing(error: unknown): boolean {
    return /NotFound|NoSuch|NonExistent|DoesNotExist/.test((error as Error).name);
}

/** What `look` gives; undefined when a service says that there is no such thing. */
export async function lookUp<T>(look: () => T | Promise<T>): Promise<T | undefined> {
    try {
        return await look();
    } catch (error) {
        if (isMissing(error)) {
            return undefined;
        }
        throw error;
    }
}
