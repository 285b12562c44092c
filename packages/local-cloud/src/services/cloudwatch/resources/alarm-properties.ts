import { toMembers } from "../../../resources/member-names";
import { maxLength, type Rule, validName } from "../../../resources/refuse";
import type { Properties } from "../../../resources/resource-type";

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
const maxActions = 5;

const actions: Rule = (arns) =>
    (arns as unknown[]).length > maxActions ? `has more than ${maxActions} actions` : undefined;

export const alarmName = validName(1, 255, /^[^\p{Cc}]+$/u, "no control characters");

/** Of what both kinds of alarm have. */
export const alarmRules = {
    alarmDescription: maxLength(1024),
    alarmActions: actions,
    okActions: actions,
    insufficientDataActions: actions,
};

/** What a program says of an alarm, as CloudWatch takes it: tags are told by nothing here. */
export function readAlarm<Input>({ tags: _tags, region: _region, name, dimensions, ...inputs }: Properties): Input {
    const { OkActions: OKActions, ...members } = toMembers(inputs) as Properties;
    const Dimensions =
        dimensions && Object.entries(dimensions as object).map(([Name, Value]: [string, unknown]) => ({ Name, Value }));
    return { AlarmName: name, ...members, ...(OKActions && { OKActions }), Dimensions } as Input;
}
