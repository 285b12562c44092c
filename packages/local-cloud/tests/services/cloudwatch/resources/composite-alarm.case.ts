import type { TypeCase } from "../../../provider/type-cases";
import { lookForAlarm } from "./look-for-alarm";

export const typeCase: TypeCase = {
    type: "aws:cloudwatch/compositeAlarm:CompositeAlarm",
    defaults: { adds: { actionsEnabled: true } },
    life: {
        inputs: () => ({ alarmName: "any-1", alarmRule: 'ALARM("a") OR ALARM("b")', alarmDescription: "Any" }),
        update: { alarmRule: 'ALARM("a") AND ALARM("b")' },
        replace: { alarmName: "any-2" },
        look: ({ cloudwatch }, { id }) => lookForAlarm(cloudwatch, id),
        shows: {
            created: {
                AlarmName: "any-1",
                AlarmDescription: "Any",
                AlarmRule: 'ALARM("a") OR ALARM("b")',
                StateValue: "OK",
                ActionsEnabled: true,
            },
            updated: { AlarmRule: 'ALARM("a") AND ALARM("b")' },
        },
    },
};
