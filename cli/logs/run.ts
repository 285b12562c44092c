import path from "node:path";

import { CloudWatchLogsClient } from "@aws-sdk/client-cloudwatch-logs";
import { type Terminal } from "local-cloud/command";

import { toAwsFailure } from "../aws-failure";
import { chooseFunction } from "../choose-function";
import { findDeployment } from "../deployment";
import { formatTime } from "../format-time";
import { SourcePlaces } from "../start/live/source-places";
import { untilInterrupted, waitUnless } from "../until-interrupted";
import { createLogReader } from "./log-reader";
import type { LogsOptions } from "./options";
import { followLog, readLog } from "./read-log";
import { showLine } from "./show-line";

const hour = 3_600_000;

/**
 * Does what `npm run logs` was asked to.
 *
 * @throws CommandError when there is no such function, or its log cannot be read
 */
export async function runLogs(
    name: string | undefined,
    options: LogsOptions,
    terminal: Terminal,
    signal?: AbortSignal,
): Promise<void> {
    const { aws, outputs } = await findDeployment(options);
    const { logGroupName } = chooseFunction(outputs, name);
    const { since, follow, errors: onlyErrors } = options;
    const now = () => Date.now();
    const from = since === undefined ? now() - (follow ? 0 : hour) : since * 1000;
    const client = new CloudWatchLogsClient({ ...aws, maxAttempts: 10 });
    const logs = createLogReader(client);
    try {
        await untilInterrupted(async (until) => {
            const log = { logGroupName, from, onlyErrors };
            const lines = follow ? followLog({ logs, now, wait: waitUnless }, log, until) : readLog(logs, log);
            const places = new SourcePlaces(path.resolve(__dirname, "../.."));
            let count = 0;
            for await (const line of lines) {
                count++;
                terminal.result(line);
                await showLine(terminal, line, (stack) => places.findPlace(stack));
            }
            if (count === 0 && !follow) {
                const what = onlyErrors ? "no error" : "nothing";
                terminal.flow(terminal.style(`${what} since ${formatTime(from)} (--since)`, "dim"), "");
            }
        }, signal);
    } catch (error) {
        throw toAwsFailure(error);
    } finally {
        client.destroy();
    }
}
