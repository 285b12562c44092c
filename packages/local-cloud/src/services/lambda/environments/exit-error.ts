import { constants } from "node:os";

/** How a function's process ended. */
export interface Exit {
    code: number | null;
    signal: NodeJS.Signals | null;
    /** Why it never began. */
    message?: string;
}

/** The names that Lambda gives to signals: Go's `syscall.Signal.String`. */
const signalNames: Partial<Record<NodeJS.Signals, string>> = {
    SIGABRT: "aborted",
    SIGKILL: "killed",
    SIGSEGV: "segmentation fault",
    SIGTERM: "terminated",
    SIGINT: "interrupt",
    SIGBUS: "bus error",
    SIGILL: "illegal instruction",
    SIGTRAP: "trace/breakpoint trap",
    SIGHUP: "hangup",
    SIGQUIT: "quit",
};

/** What Lambda says of a runtime's process that ended: V8 aborts when its heap is full, for example. */
export function describeExit({ code, signal, message }: Exit): { type: string; message: string } {
    if (message !== undefined) {
        return { type: "Runtime.InvalidEntrypoint", message };
    }
    if (signal !== null) {
        const name = signalNames[signal] ?? `signal ${constants.signals[signal]}`;
        return { type: "Runtime.ExitError", message: `Runtime exited with error: signal: ${name}` };
    }
    return {
        type: "Runtime.ExitError",
        message:
            code === 0
                ? "Runtime exited without providing a reason"
                : `Runtime exited with error: exit status ${String(code)}`,
    };
}
