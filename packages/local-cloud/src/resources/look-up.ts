/** What `look` gives; undefined when a service says that there is no such thing. */
export async function lookUp<T>(look: () => T | Promise<T>): Promise<T | undefined> {
    try {
        return await look();
    } catch (error) {
        if (/NotFound|NoSuch|NonExistent|DoesNotExist/.test((error as Error).name)) {
            return undefined;
        }
        throw error;
    }
}
