/**
 * Runs a command as this process: its exit code out. Whoever reads its output may stop reading at any time, as `| head`
 * does: that ends the command, and is no failure of it.
 *
 * @param command takes its arguments, and gives the exit code
 */
export function main(command: (args: readonly string[]) => Promise<number>, args: readonly string[]): void {
    let closed = false;
    for (const stream of [process.stdout, process.stderr]) {
        stream.on("error", (error: NodeJS.ErrnoException) => {
            if (error.code !== "EPIPE") {
                process.exit(1);
            }
            // Node ignores the signal, so that only writes fail. A command that cleans up listens for it.
            if (!closed && !process.emit("SIGPIPE", "SIGPIPE")) {
                process.exit(0);
            }
            closed = true;
        });
    }
    void command(args).then((code) => {
        process.exitCode = code;
    });
}
