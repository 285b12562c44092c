import tseslint from "typescript-eslint";

export default tseslint.config(
    { ignores: ["node_modules/", ".local/", "coverage/"] },
    {
        files: ["**/*.ts"],
        ignores: ["console/page/"],
        extends: [tseslint.configs.recommendedTypeChecked],
        languageOptions: {
            // One project for all: a project a package would load AWS's types twice.
            parserOptions: {
                project: "tsconfig.lint.json",
                jsDocParsingMode: "none",
                tsconfigRootDir: import.meta.dirname,
            },
        },
        rules: {
            // An unawaited promise in a handler is a lost event.
            "@typescript-eslint/no-floating-promises": "error",
            "@typescript-eslint/no-misused-promises": "error",
            "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
            "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
            // Services implement interfaces whose methods return promises, with or without something to await.
            "@typescript-eslint/require-await": "off",
        },
    },
    {
        files: ["console/page/**/*.{ts,tsx}"],
        extends: [tseslint.configs.recommendedTypeChecked],
        languageOptions: {
            parserOptions: { project: "console/page/tsconfig.json", tsconfigRootDir: import.meta.dirname },
        },
        rules: {
            "@typescript-eslint/no-floating-promises": "error",
            "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
            "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
        },
    },
    {
        files: ["packages/local-cloud/src/resources/**/*.ts", "packages/local-cloud/src/services/*/resources/*.ts"],
        rules: {
            // A resource's properties come from a program, by names that Pulumi's schema knows and TypeScript does not.
            "@typescript-eslint/no-unsafe-assignment": "off",
            "@typescript-eslint/no-unsafe-argument": "off",
        },
    },
    {
        files: ["tests/**/*.ts", "packages/*/tests/**/*.ts"],
        rules: {
            // chai's assertions are properties: expect(x).to.be.true
            "@typescript-eslint/no-unused-expressions": "off",
        },
    },
);
