import type { Telemetry } from "../telemetry";
import type { AlarmReader } from "./alarm-reader";
import { findChildren, findTriggering } from "./alarm-names";
import { type AlertMessage, writeAlert, writeOver } from "./write-alert";

/**
 * As CloudWatch invokes a function, as far as it is read.
 *
 * Source: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html
 */
export interface AlarmChange {
    alarmData: {
        alarmName: string;
        state: { value: string; reasonData?: string };
        previousState?: { value: string; reasonData?: string };
        configuration?: { alarmRule?: string };
    };
}

export interface AlertDeps {
    readAlarms: AlarmReader;
    /** Brings a message to people. */
    send: (message: AlertMessage) => Promise<void>;
    /** The Pulumi stack's name, which commands take. */
    stack: string;
    telemetry: Pick<Telemetry, "info" | "error">;
}

/**
 * Makes the Lambda handler that tells people of an alarm: one message when it comes into ALARM, and one when that is over.
 * When its promise rejects, Lambda tries twice more, then dead-letters it.
 */
export function createAlert({ readAlarms, send, stack, telemetry }: AlertDeps) {
    return async ({ alarmData }: AlarmChange): Promise<void> => {
        const { alarmName, state, previousState, configuration } = alarmData;
        // Of a new alarm, OK is no news.
        const isOver = state.value === "OK" && previousState?.value === "ALARM";
        if (state.value !== "ALARM" && !isOver) {
            return;
        }
        const rule = configuration?.alarmRule;
        try {
            const alarms = await readAlarms(rule === undefined ? [alarmName] : findChildren(rule));
            if (isOver) {
                await send(writeOver(stack, alarms));
            } else {
                // What has passed since then was a part of it all the same.
                const triggering = rule === undefined ? [alarmName] : findTriggering(state.reasonData);
                const bad = alarms.filter(({ name, isBad }) => isBad || triggering.includes(name));
                await send(writeAlert(stack, bad.length > 0 ? bad : alarms));
            }
            telemetry.info("told", { alarmName, state: state.value });
        } catch (error) {
            telemetry.error("nobody was told", error, { alarmName, state: state.value });
            throw error;
        }
    };
}
