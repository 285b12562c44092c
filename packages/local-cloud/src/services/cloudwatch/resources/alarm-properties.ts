import { validName } from "../../../resources/refuse";
import type { Properties } from "../../../resources/resource-type";

export const alarmName = validName(1, 255, /^[^\p{Cc}]+$/u, "no control characters");

/** What both kinds of alarm have, as CloudWatch takes it. */
export function readAlarmProperties(name: string, inputs: Properties) {
    return {
        AlarmName: name,
        AlarmDescription: inputs.alarmDescription as string | undefined,
        ActionsEnabled: inputs.actionsEnabled as boolean | undefined,
        OKActions: inputs.okActions as string[] | undefined,
        AlarmActions: inputs.alarmActions as string[] | undefined,
        InsufficientDataActions: inputs.insufficientDataActions as string[] | undefined,
    };
}
