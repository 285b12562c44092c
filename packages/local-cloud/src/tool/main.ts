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
            // As when a terminal hangs up, which a command that cleans up listens for.
            if (!closed && !process.emit("SIGHUP", "SIGHUP")) {
                process.exit(0);
            }
            closed = true;
        });
    }
    void command(args).then((code) => {
        process.exitCode = code;
    });
}
