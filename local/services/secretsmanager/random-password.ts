import type { GetRandomPasswordRequest } from "@aws-sdk/client-secrets-manager";
import { randomInt } from "node:crypto";

import { invalidParameter } from "./errors";

const longest = 4_096;

/**
 * A password of GetRandomPassword's.
 * Source: https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetRandomPassword.html
 *
 * @throws AwsError `InvalidParameterException` when there is no such password
 */
export function randomPassword(input: GetRandomPasswordRequest): string {
    const { PasswordLength: length = 32, ExcludeCharacters: excluded = "", RequireEachIncludedType: each } = input;
    if (!Number.isInteger(length) || length < 1 || length > longest) {
        throw invalidParameter(`PasswordLength must be from 1 to ${longest}.`);
    }
    const types = [
        input.ExcludeLowercase === true ? "" : "abcdefghijklmnopqrstuvwxyz",
        input.ExcludeUppercase === true ? "" : "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
        input.ExcludeNumbers === true ? "" : "0123456789",
        input.ExcludePunctuation === true ? "" : "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~",
        input.IncludeSpace === true ? " " : "",
    ];
    const included = types
        .map((type) => [...type].filter((character) => !excluded.includes(character)))
        .filter((type) => type.length > 0);
    if (included.length === 0) {
        throw invalidParameter("The request leaves no characters for a password.");
    }
    const required = each === false ? [] : included;
    if (length < required.length) {
        throw invalidParameter("The password is too short for one character of each type.");
    }
    const password = required.map(anyOf);
    const all = included.flat();
    while (password.length < length) {
        // Where it goes is left to chance, so that those required are not at the start.
        password.splice(randomInt(password.length + 1), 0, anyOf(all));
    }
    return password.join("");
}

function anyOf(characters: readonly string[]): string {
    return characters[randomInt(characters.length)] ?? "";
}
