import * as pulumi from "@pulumi/pulumi";

// Each reads one setting, and throws a pulumi.RunError that names it, what is wrong with it, and the command that mends it.

export function readWholeNumber(config: pulumi.Config, key: string, range: { from: number; to: number }): number {
    const text = readRequired(config, key);
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < range.from || value > range.to) {
        throw wrongSetting(key, text, `a whole number from ${range.from} to ${range.to}`, String(range.from));
    }
    return value;
}

export function readFlag(config: pulumi.Config, key: string): boolean {
    return readChoice(config, key, ["true", "false"]) === "true";
}

export function readChoice<T extends string>(config: pulumi.Config, key: string, values: readonly [T, ...T[]]): T {
    const text = readRequired(config, key);
    const value = values.find((one) => one === text);
    if (value === undefined) {
        throw wrongSetting(key, text, values.join(" or "), values[0]);
    }
    return value;
}

/** The engine fills in the defaults of `Pulumi.yaml`; a program that runs without it must do the same. */
export function readRequired(config: pulumi.Config, key: string): string {
    const text = config.get(key);
    if (text === undefined) {
        throw new pulumi.RunError(
            `${key} is not set: run "pulumi config set ${key} VALUE" (see Pulumi.yaml for its default)`,
        );
    }
    return text;
}

/** The error of a setting that cannot be right. @param expected what it must be, in words */
export function wrongSetting(key: string, value: string, expected: string, example: string): pulumi.RunError {
    return new pulumi.RunError(
        `${key} is "${value}", but must be ${expected}: run "pulumi config set ${key} ${example}"`,
    );
}
