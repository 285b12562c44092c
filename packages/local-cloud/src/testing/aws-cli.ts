import { execFileSync } from "node:child_process";

/** The version of the `aws` on the PATH, such as `aws-cli/2.9.19`. @throws Error when there is none */
export function cliVersion(): string {
    return execFileSync("aws", ["--version"], { encoding: "utf8" }).split(" ")[0] ?? "";
}
