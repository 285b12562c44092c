/**
 * Runs a command as this process: its arguments in, its exit code out.
 *
 * @param command takes what comes after the command's name, and gives the exit code
 */
export function main(command: (args: readonly string[]) => Promise<number>): void {
    process.stdout.once("error", (error: NodeJS.ErrnoException) => {
        // Whoever read the output has seen enough, as `| head` does: no failure of ours.
        process.exit(error.code === "EPIPE" ? 0 : 1);
    });
    void command(process.argv.slice(2)).then((code) => {
        process.exitCode = code;
    });
}
