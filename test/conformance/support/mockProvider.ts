// What every config.toml of a Codex under test has in common.

/** The provider `mock_provider`, whose model is a server of the test at this address. */
export const mockProvider = (modelUrl: string): string => `
[model_providers.mock_provider]
name = "Mock provider for test"
base_url = "${modelUrl}"
wire_api = "responses"
request_max_retries = 0
stream_max_retries = 0
supports_websockets = false
`;

/** Without skills, analytics and plugins, so that Codex talks only to the model. */
export const quietTables = `
[skills]
include_instructions = false

[skills.bundled]
enabled = false

[analytics]
enabled = false

[features]
plugins = false
`;
