import * as pulumi from "@pulumi/pulumi";

import { wrongSetting } from "./setting-values";

/** Who is told of alarms. */
export interface AlarmSettings {
    /** The SNS topic that is told of them; without it, they show in CloudWatch alone. */
    alarmTopicArn?: string;
    /** An address that messages about alarms are mailed to. */
    alertEmail?: string;
    /** A Slack-compatible incoming webhook that they are posted to; secret. */
    alertUrl?: pulumi.Output<string>;
}

/**
 * Reads who is told of alarms.
 *
 * @throws pulumi.RunError naming the setting and the remedy
 */
export function readAlarmSettings(config: pulumi.Config, region: string): AlarmSettings {
    const alarmTopicArn = readAlarmTopic(config, region);
    const alertEmail = readAlertEmail(config);
    const alertUrl = readAlertUrl(config);
    return {
        ...(alarmTopicArn && { alarmTopicArn }),
        ...(alertEmail && { alertEmail }),
        ...(alertUrl && { alertUrl }),
    };
}

/** An alarm can tell only a topic of its own region. */
function readAlarmTopic(config: pulumi.Config, region: string): string | undefined {
    const arn = config.get("alarmTopicArn");
    if (arn !== undefined && !new RegExp(`^arn:aws:sns:${region}:\\d{12}:[\\w-]+(\\.fifo)?$`).test(arn)) {
        throw wrongSetting(
            "alarmTopicArn",
            arn,
            `the ARN of an SNS topic in ${region}`,
            `arn:aws:sns:${region}:123456789012:alarms`,
        );
    }
    return arn;
}

function readAlertEmail(config: pulumi.Config): string | undefined {
    const address = config.get("alertEmail");
    if (address !== undefined && !/^[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+$/.test(address)) {
        throw wrongSetting("alertEmail", address, "one e-mail address", "oncall@example.com");
    }
    return address;
}

/** Over TLS, since whoever has the URL may post; to this machine, for runs on it, without. */
function readAlertUrl(config: pulumi.Config): pulumi.Output<string> | undefined {
    return config.getSecret("alertUrl")?.apply((value) => {
        const url = URL.canParse(value) ? new URL(value) : undefined;
        const isLocal = url?.protocol === "http:" && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(url.hostname);
        if (url?.protocol !== "https:" && !isLocal) {
            throw new pulumi.RunError(
                'alertUrl is not an https URL: run "pulumi config set --secret alertUrl", which asks for that of an incoming ' +
                    "webhook, such as Slack's (https://hooks.slack.com/services/…)",
            );
        }
        return value;
    });
}
