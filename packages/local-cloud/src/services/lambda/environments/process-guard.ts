import { type ChildProcess, spawn } from "node:child_process";

/**
 * Reads `+ PID` and `- PID` lines, and when its input ends, which it also does when this process is killed, ends the
 * process groups that are left.
 */
const script = `
pids=" "
while read -r sign pid; do
    case $sign in
        +) pids="$pids$pid " ;;
        -) pids="\${pids%% $pid *} \${pids#* $pid }" ;;
    esac
done
for pid in $pids; do kill -9 "-$pid" 2>/dev/null; done
`;

/**
 * Sees to it that no function outlives this process, however it ends. A function's process ends by itself when its
 * connection closes, but not while it is busy in a loop: so one small shell waits for this process's end.
 */
export class ProcessGuard {
    private shell: ChildProcess | undefined;

    /** Guards the process group `pid`. */
    add(pid: number): void {
        this.shell ??= startShell();
        this.shell.stdin?.write(`+ ${pid}\n`);
    }

    /** The process group `pid` has ended: its number may become another's. */
    remove(pid: number): void {
        this.shell?.stdin?.write(`- ${pid}\n`);
    }

    /** Resolves when the shell has ended, and what it still guarded with it. */
    async close(): Promise<void> {
        const { shell } = this;
        this.shell = undefined;
        if (shell !== undefined && shell.exitCode === null && shell.signalCode === null) {
            const ended = new Promise((resolve) => shell.once("exit", resolve));
            shell.stdin?.end();
            await ended;
        }
    }
}

function startShell(): ChildProcess {
    // A session of its own: Ctrl-C on the terminal is for this process, which ends the others in order.
    const shell = spawn("/bin/sh", ["-c", script], { stdio: ["pipe", "ignore", "ignore"], detached: true, env: {} });
    shell.stdin?.on("error", () => undefined);
    shell.unref();
    return shell;
}
