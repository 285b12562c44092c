/** Why LevelDB did not open `folder`, in words that say what to do. */
export function unopened(folder: string | undefined, error: Error): Error {
    const { code, message } = (error.cause ?? error) as NodeJS.ErrnoException;
    const what =
        code === "LEVEL_LOCKED"
            ? "is in use by another process: end it, or take another folder"
            : `cannot be opened: ${message}. Nothing was changed: put a copy of it back, or take another folder`;
    return new Error(`${folder} ${what}`, { cause: error });
}
