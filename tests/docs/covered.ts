/** How a block of a page is held to be true. */
export interface Covered {
    page: string;
    /** The block's first line. */
    first: string;
    /** The test that runs it, or compares it with what the code prints. */
    by?: string;
    /** Why no test runs it, or which part of it none does. */
    reason?: string;
}

/** Every block of commands or output in the pages. */
export const covered: readonly Covered[] = [
    {
        page: "docs/events.md",
        first: "npm run events -- list --outcome failed --since 1h        # what came, and what became of it",
        by: "tests/cli/telling.test.ts",
        reason: "the test runs each with ids of its own",
    },
    {
        page: "CONTRIBUTING.md",
        first: "npx node --inspect-brk node_modules/mocha/bin/mocha.js --timeout 0 tests/handlers/record.test.ts",
        reason: "it waits for a debugger; pages.test.ts holds that its files are there",
    },
    {
        page: "CONTRIBUTING.md",
        first: "npx node --inspect cli/run.cjs start",
        reason: "it waits for a debugger; pages.test.ts holds that its files are there",
    },
    {
        page: "README.md",
        first: "Stripe ──POST──▶ API Gateway ──▶ receive (Lambda) ──PutEvents──▶ bus ──rule──▶ subscriber (Lambda) ──▶ DynamoDB",
        reason: "a picture, no command",
    },
    {
        page: "README.md",
        first: "npm ci",
        by: "tests/cli/start/start.test.ts",
        reason: "CI itself does npm ci; tests/cli/trigger.test.ts runs npm run trigger",
    },
    { page: "README.md", first: "stripe-eventbridge runs on this machine.", by: "tests/docs/commands.test.ts" },
    {
        page: "README.md",
        first: "customer.subscription.created evt_1SaIkJhnXvaatxWIG7RI6Wtn sub_13KPbN1Ep0CVByFOvnquKEvi → http://127.0.0.1:4242/stripe/webhook",
        by: "tests/docs/commands.test.ts",
    },
    {
        page: "README.md",
        first: "08:21:09Z applied   customer.subscription.created evt_1SaIkJhnXvaatxWIG7RI6Wtn sub_13KPbN1Ep0CVByFOvnquKEvi 125 ms: the object's first event",
        by: "tests/docs/commands.test.ts",
    },
    {
        page: "README.md",
        first: "export AWS_ENDPOINT_URL=http://127.0.0.1:4566 AWS_REGION=us-east-1 AWS_DEFAULT_REGION=us-east-1",
        by: "tests/docs/local-commands.test.ts",
    },
    {
        page: "README.md",
        first: "pulumi stack init prod",
        reason: "it deploys to AWS; its settings are compared with the program's in commands.test.ts",
    },
    {
        page: "README.md",
        first: "index.ts       the program: reads like the picture above",
        reason: "a picture, no command",
    },
    {
        page: "docs/architecture.md",
        first: "Stripe ──POST──▶ API Gateway ──▶ receive (Lambda) ──PutEvents──▶ bus ──rule──▶ subscriber (Lambda) ──▶ DynamoDB",
        reason: "a picture, no command",
    },
    { page: "docs/console.md", first: "npm run console -- --stack prod", by: "tests/cli/console.test.ts" },
    {
        page: "docs/local.md",
        first: "stripe listen --print-secret",
        by: "tests/cli/start/stripe-cli.test.ts",
        reason: "stripe listen asks for an account of Stripe's",
    },
    {
        page: "docs/doors.md",
        first: "pulumi config set --secret --path signingSecrets.connect",
        reason: "it works on an AWS account; tests/infra/settings.test.ts reads what these commands set",
    },
    {
        page: "docs/deploying.md",
        first: "[",
        reason: "a policy of a KMS key, which the local cloud does not play",
    },
    {
        page: "docs/deploying.md",
        first: "npm ci",
        reason: "it works on an AWS account; its settings are compared with the program's in commands.test.ts",
    },
    {
        page: "docs/deploying.md",
        first: "aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384 --desired-value 1000",
        reason: "it works on an AWS account; its settings are compared with the program's in commands.test.ts",
    },
    {
        page: "docs/deploying.md",
        first: "pulumi config set alertEmail oncall@example.com",
        by: "tests/infra/settings.test.ts",
        reason: "it needs a stack; the settings themselves are read there, and used by tests/end-to-end/alerts.test.ts",
    },
    { page: "docs/deploying.md", first: "{", by: "tests/workflows.test.ts" },
    {
        page: "docs/deploying.md",
        first: "pulumi config set registerEndpoint true",
        by: "tests/cli/rehearse/register-endpoint.test.ts",
    },
    {
        page: "docs/deploying.md",
        first: "pulumi config set protect false",
        reason: "it works on an AWS account; its settings are compared with the program's in commands.test.ts",
    },
    { page: "docs/in-step.md", first: "npm run sync -- recover --check --since 24h", by: "tests/docs/in-step.test.ts" },
    {
        page: "docs/in-step.md",
        first: "npm run sync -- backfill --kinds customer,product,price",
        by: "tests/docs/in-step.test.ts",
    },
    { page: "docs/in-step.md", first: "npm run sync -- reconcile", by: "tests/docs/in-step.test.ts" },
    {
        page: "docs/in-step.md",
        first: "npm run sync -- object cus_NffrFeUfNV2Hib",
        by: "tests/docs/in-step.test.ts",
    },
    {
        page: "docs/local.md",
        first: "export AWS_ENDPOINT_URL=http://127.0.0.1:4566 AWS_REGION=us-east-1 AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local",
        by: "tests/docs/local-commands.test.ts",
    },
    {
        page: "docs/local.md",
        first: "aws dynamodb scan --table-name $(output ledgerTableName) --query 'Items[].[outcome.S,eventType.S,reason.S]' --output text",
        by: "tests/docs/local-commands.test.ts",
    },
    {
        page: "docs/local.md",
        first: "events=arn:aws:events:$AWS_REGION:000000000000",
        by: "tests/docs/local-commands.test.ts",
    },
    { page: "docs/local.md", first: "npm run story -- --list", by: "tests/docs/stories.test.ts" },
    {
        page: "docs/local.md",
        first: 'curl -s -u sk_test_localStripe: "http://127.0.0.1:4243/v1/subscriptions?status=all&limit=3"',
        by: "tests/docs/stories.test.ts",
    },
    {
        page: "docs/local.md",
        first: "npx @stripe/cli events resend evt_123 --webhook-endpoint we_localProgram --api-base http://127.0.0.1:4243 --api-key sk_test_localStripe",
        by: "packages/local-stripe/tests/webhooks/resend.test.ts",
        reason: "the CLI comes from npm: .ci/stripe-cli gets it, and runs the same command by that test",
    },
    {
        page: "docs/operating.md",
        first: "receipts: events that it could not handle wait in its dead-letter queue: 2.",
        by: "tests/docs/operating.test.ts",
    },
    { page: "docs/operating.md", first: "npm run dlq -- list receipts", by: "tests/docs/operating.test.ts" },
    {
        page: "docs/operating.md",
        first: "receipts: 2 dead letters, the oldest 3 minutes old",
        by: "tests/docs/operating.test.ts",
    },
    {
        page: "docs/operating.md",
        first: "npm run events -- show evt_1SaIkJhnXvaatxWIG7RI6Wtn",
        by: "tests/docs/operating.test.ts",
    },
    {
        page: "docs/operating.md",
        first: "npm run dlq -- redrive receipts --event evt_1SaIkJhnXvaatxWIG7RI6Wtn",
        by: "tests/docs/operating.test.ts",
    },
    { page: "docs/operating.md", first: "1 letter redriven to receipts", by: "tests/docs/operating.test.ts" },
    {
        page: "docs/operating.md",
        first: "Over in dev: receipts. None of its alarms is in ALARM any more.",
        by: "tests/docs/operating.test.ts",
    },
    {
        page: "docs/operating.md",
        first: "npm run dlq -- list receipts --limit 5000",
        by: "tests/docs/operating.test.ts",
    },
    {
        page: "docs/operating.md",
        first: "npm run replay -- --from 2h --only receipts --dry-run",
        by: "tests/docs/operating.test.ts",
    },
    {
        page: "docs/operating.md",
        first: "npm run replay -- --from 30d --types invoice.paid --only receipts --dry-run",
        by: "tests/docs/operating.test.ts",
    },
    { page: "docs/operating.md", first: "npm run pause -- receipts", by: "tests/docs/operating.test.ts" },
    {
        page: "docs/rehearse.md",
        first: "$ npm run rehearse",
        by: "tests/docs/rehearse.test.ts",
        reason: "what the steps find needs the Pulumi CLI and takes minutes: rehearse.yml runs them",
    },
    {
        page: "docs/rehearse.md",
        first: "$ npm run rehearse -- --from v1.2.0",
        reason: "needs the Pulumi CLI and takes minutes: rehearse.yml runs it; its options are compared in commands.test.ts",
    },
    {
        page: "docs/rehearse.md",
        first: "✗ upgrade, previewed   18.5 s  the upgrade would replace or delete Table billing-ledger (name), and lose what it holds: if that is meant, say so with --allow-replace billing-ledger",
        by: "tests/docs/rehearse.test.ts",
        reason: "what the steps find needs the Pulumi CLI and takes minutes: rehearse.yml runs them",
    },
    {
        page: "docs/rehearse.md",
        first: "✗ preview                  11.4 s  the program does not preview",
        by: "tests/docs/rehearse.test.ts",
        reason: "what the steps find needs the Pulumi CLI and takes minutes: rehearse.yml runs them",
    },
    {
        page: "packages/local-cloud/README.md",
        first: "npx local-cloud",
        by: "packages/local-cloud/tests/end-to-end/tool.test.ts",
    },
    {
        page: "packages/local-cloud/README.md",
        first: "orders runs on this machine.",
        by: "packages/local-cloud/tests/tool/readme.test.ts",
    },
    {
        page: "packages/local-cloud/README.md",
        first: 'import { Cloud, evaluateProgram, readProject } from "local-cloud";',
        by: "packages/local-cloud/tests/end-to-end/other-program.test.ts",
        reason: "the test makes the same calls, but not from the page's text",
    },
    {
        page: "packages/local-stripe/README.md",
        first: 'import Stripe from "stripe";',
        by: "packages/local-stripe/tests/api/events.test.ts",
        reason: "the test makes the same calls, but not from the page's text",
    },
    {
        page: "packages/stripe-events/README.md",
        first: 'import { makeEvent, seededRandom, sign } from "stripe-events";',
        by: "packages/stripe-events/tests/make-event.test.ts",
        reason: "the test makes events so, but not from the page's text",
    },
];
