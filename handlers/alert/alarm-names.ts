/** The alarms that a composite alarm's rule names, in its order. */
export function findChildren(rule: string): string[] {
    return [...rule.matchAll(/ALARM\("([^"]+)"\)/g)].map(([, name = ""]) => name);
}

/** The alarms that brought a composite alarm into its state, by the JSON of its reason; none where that does not say. */
export function findTriggering(reasonData = "{}"): string[] {
    const { triggeringAlarms = [] } = JSON.parse(reasonData) as { triggeringAlarms?: { arn?: string }[] };
    return triggeringAlarms.map(({ arn = "" }) => arn.replace(/^.*:alarm:/, ""));
}
