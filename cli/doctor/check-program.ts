import type { Check } from "./check";

/** What a function runs, by its name in the program: a hash of its files. */
export type CodeHashes = Readonly<Record<string, string>>;

/** Whether the local cloud runs what the files say. */
export function checkRunning(files: CodeHashes, running: CodeHashes): Check {
    const area = "program";
    const names = [...new Set([...Object.keys(files), ...Object.keys(running)])];
    const differing = names.filter((name) => files[name] !== running[name]);
    return differing.length === 0
        ? {
              area,
              verdict: "ok",
              text: `the local cloud runs the program as the files have it (${names.length} functions)`,
          }
        : {
              area,
              verdict: "warning",
              text: `the local cloud runs another version of ${differing.join(", ")} than the files have`,
              remedy: "look for an error where npm start runs, or start it again",
          };
}

/** What is read of `pulumi preview --json`: how many resources it would create, update, delete, replace, or leave. */
export type ChangeSummary = Readonly<Record<string, number>>;

/** Whether the deployed stack is what the program makes. */
export function checkPreview(changes: ChangeSummary, stack: string): Check {
    const area = "program";
    const real = Object.entries(changes).filter(([kind, count]) => kind !== "same" && count > 0);
    return real.length === 0
        ? { area, verdict: "ok", text: `the stack is what the program makes (${changes.same ?? 0} resources)` }
        : {
              area,
              verdict: "warning",
              text: `the program has changes that are not deployed: ${real.map(([kind, count]) => `${count} ${kind}`).join(", ")}`,
              remedy: `pulumi preview --diff --stack ${stack}, then pulumi up --stack ${stack}`,
          };
}
